import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { programFile } from '../program.ts'
import { compileCache } from './compile-cache.ts'

export const python = process.env['BATCHDECK_PYTHON'] ?? 'python3'
export const terminalScript = join(import.meta.dirname, '../python/terminal.py')

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface CliOptions {
  readonly env?: Readonly<Record<string, string>>
  /** What it reads; without it stdin is empty. */
  readonly input?: string
  /** In a terminal of this size, of which everything shown is in {@link CliProcess.out}. */
  readonly terminal?: { readonly columns: number; readonly rows: number }
}

/** `batchdeck …` as a process of its own, while it runs. */
export class CliProcess implements AsyncDisposable {
  out = ''
  err = ''
  readonly ended: Promise<Ended>
  private readonly child: ChildProcess

  constructor(args: readonly string[], { env = {}, input, terminal }: CliOptions = {}) {
    const line = [process.execPath, programFile, ...args]
    const [command = '', ...rest] =
      terminal === undefined ? line : [python, terminalScript, String(terminal.columns), String(terminal.rows), ...line]
    const { NO_COLOR: _, FORCE_COLOR: __, ...own } = process.env
    this.child = spawn(command, rest, {
      env: { ...own, ...compileCache, TERM: 'xterm-256color', ...env },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    })
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.out += text))
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.err += text))
    this.child.stdin?.on('error', () => {})
    if (terminal === undefined) this.child.stdin?.end(input ?? '')
    this.ended = new Promise(
      (done) => void this.child.once('close', (code) => done({ code, out: this.out, err: this.err })),
    )
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  get stdout(): Readable {
    return this.child.stdout!
  }

  /** As if somebody did. */
  type(text: string): void {
    this.child.stdin?.write(text)
  }

  resize(columns: number, rows: number): void {
    ;(this.child.stdio[3] as Writable).write(`resize ${columns} ${rows}\n`)
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL')
    await this.ended
  }
}

/** Runs a command to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<Ended> {
  return await new CliProcess(args, options).ended
}
