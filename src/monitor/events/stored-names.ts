import type { Database, Statement } from 'better-sqlite3'

/** Names that are kept as small numbers. */
export class StoredNames {
  private readonly all: Statement<[], { id: number; name: string }>
  private readonly add: Statement<[string]>
  private readonly numbers = new Map<string, number>()
  private readonly names = new Map<number, string>()

  constructor(database: Database, table: 'types' | 'consumers') {
    this.all = database.prepare(`SELECT id, name FROM ${table}`)
    this.add = database.prepare(`INSERT INTO ${table} (name) VALUES (?)`)
    this.reload()
  }

  reload(): void {
    this.numbers.clear()
    this.names.clear()
    for (const { id, name } of this.all.iterate()) this.keep(id, name)
  }

  known(name: string): number | undefined {
    return this.numbers.get(name)
  }

  /** Of all names with this in them, in either case. */
  containing(text: string): number[] {
    const searched = text.toLowerCase()
    return Array.from(this.numbers).flatMap(([name, id]) => (name.toLowerCase().includes(searched) ? [id] : []))
  }

  number(name: string): number {
    const known = this.numbers.get(name)
    if (known !== undefined) return known
    const id = Number(this.add.run(name).lastInsertRowid)
    this.keep(id, name)
    return id
  }

  name(id: number): string {
    return this.names.get(id) ?? ''
  }

  private keep(id: number, name: string): void {
    this.numbers.set(name, id)
    this.names.set(id, name)
  }
}
