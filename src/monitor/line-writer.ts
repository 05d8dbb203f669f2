import { openSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import SonicBoom from 'sonic-boom'
import { openStandardStream, type StandardStream } from './standard-stream.ts'

/** What may wait for a slow disk, or for one that refuses; beyond it lines are dropped. */
const MAX_WAITING_FOR_FILE_BYTES = 16 * 1024 * 1024
/** What may wait for the reader of a stream, who may be gone for good. */
const MAX_WAITING_FOR_STREAM_BYTES = 1024 * 1024
/** What the end waits for it, ms. */
const END_TIMEOUT_MS = 500

/** Where lines go: to a file, or to a stream of the process. */
export type LinePlace = { readonly file: string } | StandardStream

/**
 * Appends lines to a file or to a stream of the process without ever holding anything up, and without ever ending it:
 * a full disk must not fill the memory, too, and a reader may stop reading or go away for good. What finds no room is
 * counted and gone, and each further line tries again.
 */
export class LineWriter {
  private readonly place: LinePlace
  private readonly log: (line: string) => void
  private sink: SonicBoom | null
  private isFailing = false
  private isImpatient = false
  private leftOut = 0

  /**
   * @param log told once when lines cannot be written any more, and when they can again, with how many were left out
   * @throws the error of the system where the file cannot be opened
   */
  constructor(place: LinePlace, log: (line: string) => void) {
    this.place = place
    this.log = log
    this.sink = this.open()
  }

  write(text: string): void {
    this.sink?.write(text)
  }

  /** Goes on in a new file of that name, where the old one was moved away. */
  reopen(): void {
    if (typeof this.place === 'string' || !this.sink) return
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

  private get name(): string {
    return typeof this.place === 'string' ? this.place : this.place.file
  }

  private open(): SonicBoom {
    const isStream = typeof this.place === 'string'
    const fd = isStream ? openStandardStream(this.place) : openSync(this.place.file, 'a', 0o600)
    // Whoever reads a stream may have stopped; after the end that is asked no more.
    const sink = new SonicBoom({
      fd,
      maxLength: isStream ? MAX_WAITING_FOR_STREAM_BYTES : MAX_WAITING_FOR_FILE_BYTES,
      retryEAGAIN: () => !this.isImpatient,
    })
    sink.on('error', (error: Error) => this.fail(reasonOf(error)))
    sink.on('drop', () => {
      this.leftOut++
      this.fail(isStream ? 'nobody reads them' : 'they come faster than the disk takes them')
    })
    sink.on('write', () => this.recover())
    return sink
  }

  private fail(reason: string): void {
    if (this.isFailing) return
    this.isFailing = true
    this.log(`Lines for ${this.name} cannot be written: ${reason}. They are left out until they can.`)
  }

  private recover(): void {
    if (!this.isFailing) return
    const lost = this.leftOut
    this.isFailing = false
    this.leftOut = 0
    this.log(`Lines for ${this.name} can be written again${lost === 0 ? '' : `; ${lost} were left out`}.`)
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
