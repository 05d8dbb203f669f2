import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { Type } from 'typebox'
import { Check } from 'typebox/value'

const schema = Type.Record(Type.String(), Type.Integer())

/** `[DT-10]` When the newest list of each name was made that was ever seen: an older one was kept back by somebody, and is refused. */
export class SeenReleases {
  private readonly file: string

  constructor(file: string) {
    this.file = file
  }

  /** Ms; -Infinity where none was seen. @param name of the list */
  newest(name: string): number {
    return this.read()[name] ?? -Infinity
  }

  /** @throws where it cannot be kept */
  remember(name: string, releasedAt: number): void {
    const seen = this.read()
    if (releasedAt <= (seen[name] ?? -Infinity)) return
    writeFileSync(`${this.file}.new`, JSON.stringify({ ...seen, [name]: releasedAt }), { mode: 0o600 })
    renameSync(`${this.file}.new`, this.file)
  }

  private read(): Readonly<Record<string, number>> {
    try {
      const found: unknown = JSON.parse(readFileSync(this.file, 'utf8'))
      return Check(schema, found) ? found : {}
    } catch {
      return {}
    }
  }
}
