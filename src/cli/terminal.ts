import { createInterface } from 'node:readline/promises'
import { isatty } from 'node:tty'
import { styleText } from 'node:util'
import { cleanText } from '../console/words/one-line.ts'
import { Failure, INTERRUPTED } from './failure.ts'

export type Colour = 'red' | 'yellow' | 'green' | 'cyan' | 'dim' | 'bold'
export type Paint = (colour: Colour, text: string) => string

/** Where a terminal does not say how wide it is. */
const USUAL_WIDTH = 80
const USUAL_HEIGHT = 24

/** What a command says, and whom it can ask. */
export class Terminal {
  /** Whether a person sees what is printed: tables are aligned then, and times are told from now. */
  readonly isScreen: boolean
  readonly paint: Paint
  private readonly input: NodeJS.Process['stdin']
  private readonly output: NodeJS.Process['stdout']
  private readonly errors: NodeJS.Process['stderr']

  constructor({ stdin, stdout, stderr, env }: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'env'>) {
    this.input = stdin
    this.output = stdout
    this.errors = stderr
    this.isScreen = isatty(stdout.fd)
    const isColoured = this.isScreen && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
    this.paint = (colour, text) => (isColoured ? styleText(colour, text, { validateStream: false }) : text)
    // `| head` has seen enough: that is no fault of anybody.
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
    })
    stderr.on('error', () => {})
  }

  /** In columns. */
  get width(): number {
    return this.output.columns || USUAL_WIDTH
  }

  /** In lines. */
  get height(): number {
    return this.output.rows || USUAL_HEIGHT
  }

  onResize(listener: () => void): () => void {
    this.output.on('resize', listener)
    return () => void this.output.off('resize', listener)
  }

  /** Done when it is out. @throws {Failure} where it cannot be written */
  async write(text: string | Uint8Array): Promise<void> {
    const error = await new Promise<NodeJS.ErrnoException | null>(
      (done) => void this.output.write(text, (failed) => done(failed ?? null)),
    )
    if (error === null) return
    if (error.code === 'EPIPE') process.exit(0)
    throw new Failure('failed', `Can't write to stdout (${error.code ?? error.message}).`, error)
  }

  async print(lines: readonly string[]): Promise<void> {
    if (lines.length > 0) await this.write(`${lines.join('\n')}\n`)
  }

  /** Sentences, in which there may be words of others. */
  async say(lines: readonly string[]): Promise<void> {
    await this.print(lines.map(harmless))
  }

  async printJson(value: unknown): Promise<void> {
    await this.print([jsonText(value, this.isScreen ? 2 : 0)])
  }

  /** Beside what was asked for: it never gets into what a program reads. */
  note(text: string): void {
    this.errors.write(`${harmless(text)}\n`)
  }

  /** Whether somebody is there to be asked. */
  get canAsk(): boolean {
    return isatty(this.input.fd) && isatty(this.errors.fd)
  }

  async asks(question: string): Promise<boolean> {
    const dialogue = createInterface({ input: this.input, output: this.errors })
    try {
      dialogue.once('SIGINT', () => {
        this.errors.write('\n')
        process.exit(INTERRUPTED)
      })
      const given = new Promise<string>((done) => void dialogue.once('close', () => done('')))
      const answer = await Promise.race([dialogue.question(`${question} (yes/no) `), given])
      return ['y', 'yes'].includes(answer.trim().toLowerCase())
    } finally {
      dialogue.close()
    }
  }

  /**
   * `[CMD-4]` Goes on only with somebody's word.
   * @throws {Failure} `unconfirmed`
   */
  async confirm(question: string, isConfirmed: boolean): Promise<void> {
    if (isConfirmed) return
    if (!this.canAsk)
      throw new Failure('unconfirmed', `${question} There is no terminal to ask at: add --yes to confirm.`)
    if (!(await this.asks(question))) throw new Failure('unconfirmed', 'Cancelled; nothing was changed.')
  }
}

/** What others have written, without what a terminal would do rather than show; lines and their indents stay. */
export function harmless(text: string): string {
  return text.replaceAll(/[^ \n][^\n]*/gu, cleanText)
}

/** JSON in which everything that a terminal would obey or hide is escaped: `JSON.stringify` escapes U+0000 to U+001F only. */
export function jsonText(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replaceAll(
    /[\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]|\uDB40[\uDC00-\uDC7F]/g,
    (found) => found.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
}
