import { openSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import SonicBoom from 'sonic-boom'

/** What may wait for a slow disk, or for one that refuses; beyond it lines are dropped. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024
/** What the end waits for it, ms. */
const END_TIMEOUT_MS = 500
const STDOUT_FD = 1

/**
 * Appends lines to a file or to stdout without ever holding anything up. A full disk must not fill the memory, too, nor
 * keep the process from ending: what finds no room is gone.
 */
export class LineWriter {
  private readonly file: string | null
  private readonly log: (line: string) => void
  private sink: SonicBoom | null
  private isFailing = false
  private isImpatient = false

  /**
   * @param file null is stdout
   * @param log told once when lines cannot be written any more, and when they can again
   * @throws the error of the system where the file cannot be opened
   */
  constructor(file: string | null, log: (line: string) => void) {
    this.file = file
    this.log = log
    this.sink = this.open()
    // Others write there, too; a reader that is gone must not end the process.
    if (file === null && !process.stdout.listeners('error').includes(ignore)) process.stdout.on('error', ignore)
  }

  write(text: string): void {
    this.sink?.write(text)
  }

  /** Goes on in a new file of that name, where the old one was moved away. */
  reopen(): void {
    if (this.file === null || !this.sink) return
    const old = this.sink
    try {
      // Not its own way to reopen: after one that failed, that closes the old file twice, by a number that may be another's.
      this.sink = this.open()
    } catch (error) {
      this.fail(reasonOf(error as Error))
      return
    }
    // What waits for the old one is written there.
    void finish(old)
  }

  /** What waits is written when this is done, or the disk does not take it. */
  async close(): Promise<void> {
    const { sink } = this
    this.sink = null
    if (!sink) return
    const ended = new AbortController()
    const impatience = pause(END_TIMEOUT_MS, null, { signal: ended.signal }).catch(ignore)
    // A write that the disk still holds on to keeps its file; the end of the process closes it.
    await Promise.race([finish(sink), impatience])
    this.isImpatient = true
    ended.abort()
  }

  private open(): SonicBoom {
    const fd = this.file === null ? STDOUT_FD : openSync(this.file, 'a')
    // Whoever reads stdout may have stopped; after the end that is asked no more.
    const sink = new SonicBoom({ fd, maxLength: MAX_WAITING_BYTES, retryEAGAIN: () => !this.isImpatient })
    sink.on('error', (error: Error) => this.fail(reasonOf(error)))
    sink.on('drop', () => this.fail('they come faster than the disk takes them'))
    sink.on('write', () => this.recover())
    return sink
  }

  private fail(reason: string): void {
    if (this.isFailing) return
    this.isFailing = true
    this.log(`Lines for ${this.file ?? 'stdout'} cannot be written: ${reason}. They are left out until they can.`)
  }

  private recover(): void {
    if (!this.isFailing) return
    this.isFailing = false
    this.log(`Lines for ${this.file ?? 'stdout'} can be written again.`)
  }
}

/** Writes what waits and closes the file. What the disk refuses now is gone. */
async function finish(sink: SonicBoom): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  sink.once('close', resolve)
  sink.once('error', () => sink.destroy())
  sink.end()
  await promise
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message
}

function ignore(): void {}
