import { appendFile, closeSync, openSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** What may wait for a slow disk, in characters; beyond it lines are dropped. */
const MAX_WAITING_CHARACTERS = 16 * 1024 * 1024
/** What the end waits for it, ms. */
const END_TIMEOUT_MS = 500

type Write = (text: string, done: (error?: Error | null) => void) => void

/**
 * Appends lines to a file or to stdout without ever holding anything up. Lines that cannot be written are gone: a full disk
 * must not fill the memory, too, nor keep the process from ending.
 */
export class LineWriter {
  private readonly file: string | null
  private readonly log: (line: string) => void
  private fd: number | null
  private waiting: string[] = []
  private size = 0
  private writing: Promise<void> | null = null
  private isFailing = false

  /**
   * @param file null is stdout
   * @param log told once when lines cannot be written any more, and when they can again
   * @throws the error of the system where the file cannot be opened
   */
  constructor(file: string | null, log: (line: string) => void) {
    this.file = file
    this.log = log
    this.fd = file === null ? null : openSync(file, 'a')
    // Of each write its own callback hears; without this, a reader that is gone would end the process.
    if (file === null) process.stdout.on('error', ignore)
  }

  write(text: string): void {
    if (this.size + text.length > MAX_WAITING_CHARACTERS) {
      this.fail('they come faster than the disk takes them')
      return
    }
    this.waiting.push(text)
    this.size += text.length
    this.writing ??= this.pump().finally(() => (this.writing = null))
  }

  /** Goes on in a new file of that name, where the old one was moved away. */
  reopen(): void {
    if (this.file === null || this.fd === null) return
    const old = this.fd
    try {
      this.fd = openSync(this.file, 'a')
    } catch (error) {
      this.fail(reasonOf(error as Error))
      return
    }
    // What is being written to the old one comes to its end.
    void (this.writing ?? Promise.resolve()).finally(() => closeSync(old))
  }

  /** What waits is written when this is done, or the disk does not take it. */
  async close(): Promise<void> {
    const ended = new AbortController()
    const impatience = pause(END_TIMEOUT_MS, null, { signal: ended.signal }).catch(ignore)
    await Promise.race([this.writing, impatience])
    ended.abort()
    if (this.file === null) process.stdout.off('error', ignore)
    // A write that the disk still holds on to keeps its file; the end of the process closes it.
    else if (this.fd !== null && !this.writing) closeSync(this.fd)
    this.fd = null
  }

  private async pump(): Promise<void> {
    // What comes in the same turn of the loop is one write.
    await Promise.resolve()
    while (this.waiting.length > 0) {
      const text = this.waiting.join('')
      this.waiting = []
      this.size = 0
      // One after the other, or lines would change places.
      // oxlint-disable-next-line no-await-in-loop
      const error = await new Promise<Error | null>((done) => this.target()(text, (failure) => done(failure ?? null)))
      if (error) this.fail(reasonOf(error))
      else this.recover()
    }
  }

  private target(): Write {
    const { fd } = this
    if (fd === null) return (text, done) => void process.stdout.write(text, done)
    return (text, done) => appendFile(fd, text, done)
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

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message
}

function ignore(): void {}
