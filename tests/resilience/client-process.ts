import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { python, pythonPackage } from '../integration/python-package.ts'
import { root } from './figures.ts'

export const clientKinds = ['blocking', 'asyncio', 'drop-in'] as const
export type ClientKind = (typeof clientKinds)[number]

/** What a client says of itself. */
export interface ClientReport {
  /** Completions that it has made so far. */
  readonly completions: number
  /** Its batches, and what it last said of each. */
  readonly batches: Readonly<Record<string, string>>
}

/** The longest part of what it complains about that is kept, in characters. */
const MAX_COMPLAINTS = 20_000
const PAGE_BYTES = 4096
const REPORT_PATIENCE_MS = 30_000

/** A running `tests/python/client.py`, on the installed package. Whoever starts it ends it. */
export class ClientProcess {
  readonly id: string
  readonly kind: ClientKind
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>
  private readonly lines: Interface
  private said = ''

  private constructor(kind: ClientKind, id: string, child: ChildProcessByStdio<Writable, Readable, Readable>) {
    this.kind = kind
    this.id = id
    this.child = child
    this.lines = createInterface({ input: child.stdout })
    child.stdin.on('error', () => {})
    child.stderr
      .setEncoding('utf8')
      .on('data', (text: string) => (this.said = (this.said + text).slice(-MAX_COMPLAINTS)))
  }

  /** @param timing other times of `batchdeck._options.Options`; the drop-in module has its own */
  static async start(kind: ClientKind, id: string, socketUrl: string, timing: Readonly<Record<string, number>> = {}) {
    const { site } = await pythonPackage()
    const args = [join(root, 'tests/python/client.py'), kind, socketUrl, id, JSON.stringify(timing)]
    const env = { ...process.env, PYTHONPATH: site, PYTHONDONTWRITEBYTECODE: '1' }
    return new ClientProcess(kind, id, spawn(python, args, { env, stdio: ['pipe', 'pipe', 'pipe'] }))
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  /** What it printed as errors, the last of it. */
  get complaints(): string {
    return this.said
  }

  /** Its resident memory in bytes, where there is a `/proc`; NaN elsewhere, and where it is gone. */
  get memory(): number {
    try {
      return Number(readFileSync(`/proc/${this.child.pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES
    } catch {
      return NaN
    }
  }

  /** Rejects where it says nothing for 30 s. */
  async report(): Promise<ClientReport> {
    const line = once(this.lines, 'line', { signal: AbortSignal.timeout(REPORT_PATIENCE_MS) })
    this.child.stdin.write('report\n')
    const [text] = (await line) as [string]
    return JSON.parse(text) as ClientReport
  }

  /** With a goodbye; killed where that takes longer than `patience` ms. */
  async end(patience = 20_000): Promise<void> {
    if (!this.isRunning) return
    const ended = once(this.child, 'exit')
    this.child.stdin.end()
    const timer = setTimeout(() => this.child.kill('SIGKILL'), patience)
    await ended
    clearTimeout(timer)
  }
}
