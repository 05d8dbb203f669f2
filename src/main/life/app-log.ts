import { format } from 'node:util'
import { LineWriter } from '../../monitor/line-writer.ts'
import type { Redactor } from '../../monitor/redactor.ts'
import { LogFiles } from './log-files.ts'
import { privateText } from './private-text.ts'

/** So many are kept in memory, for a report. */
const MAX_RECENT = 500

/**
 * `[DT-13]` Everything the app says of itself, redacted: on stderr, in files, and the newest in memory. Whatever becomes of any of
 * them, a line is never an error.
 */
export class AppLog {
  private readonly errors: LineWriter | null
  private readonly files: LogFiles | null
  private readonly kept: string[] = []
  private redactor: Pick<Redactor, 'line'> | null = null

  /** @param folder for the files */
  constructor(folder: string) {
    // What is said of stderr itself has no other place than the files, and what is said of those has stderr.
    this.errors = orNull(() => new LineWriter('stderr', (line) => this.toFiles(line)))
    this.files = orNull(() => new LogFiles(folder, (line) => this.errors?.write(`${line}\n`)))
    if (!this.files) this.write(`The log cannot be written to ${folder}.`)
  }

  /** From now on also what it knows is taken out. */
  redactBy(redactor: Pick<Redactor, 'line'>): void {
    this.redactor = redactor
  }

  /** A line, or several in one text. */
  readonly write = (text: string): void => {
    const shown = this.redacted(text)
    this.errors?.write(`${shown}\n`)
    this.toFiles(shown)
  }

  /** The newest at the end, each with its time. */
  recent(most: number): readonly string[] {
    return this.kept.slice(-most)
  }

  redacted(text: string): string {
    return privateText(text, this.redactor)
  }

  /** What libraries and Electron say on the console, and the warnings of Node, are a part of it. */
  takeConsole(): void {
    const say = (...words: unknown[]) => this.write(format(...words))
    Object.assign(console, { error: say, warn: say, info: say, log: say, debug: say })
    // Node has said it on stderr itself.
    process.on('warning', ({ name, message }) => this.toFiles(this.redacted(`${name}: ${message}`)))
  }

  /** What waits is on disk when this is done, or the disk does not take it. */
  async close(): Promise<void> {
    await Promise.all([this.files?.close(), this.errors?.close()])
  }

  private toFiles(shown: string): void {
    const line = `${new Date().toISOString()} ${shown}`
    this.kept.push(line)
    if (this.kept.length > MAX_RECENT) this.kept.shift()
    this.files?.write(`${line}\n`)
  }
}

function orNull<T>(open: () => T): T | null {
  try {
    return open()
  } catch {
    return null
  }
}
