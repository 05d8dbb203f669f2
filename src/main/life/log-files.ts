import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LineWriter } from '../../monitor/line-writer.ts'

/** Of one file, in bytes. */
const MAX_BYTES = 2 * 1024 * 1024
/** With the one that is written. */
const MAX_FILES = 5
/** So often it is looked whether the file is still there, ms. */
const LOOK_MS = 10_000

interface Options {
  readonly maxBytes?: number
  /** ms, only forward */
  readonly steady?: () => number
}

/**
 * `[DT-13]` The log of the app on disk, for its user only: `batchdeck.log`, and `batchdeck.1.log` to `batchdeck.4.log`, which
 * are older. Nothing that becomes of the disk or the folder is an error of the app.
 */
export class LogFiles {
  private readonly folder: string
  private readonly maxBytes: number
  private readonly steady: () => number
  private readonly say: (line: string) => void
  private readonly writer: LineWriter
  /** Nobody can read what is written for now. */
  private isLost = false
  private bytes: number
  private lookedAt: number

  /**
   * @param say told once when it cannot be written, and when it can again
   * @throws the error of the system where the folder or the file cannot be made
   */
  constructor(folder: string, say: (line: string) => void, options: Options = {}) {
    const { maxBytes = MAX_BYTES, steady = () => performance.now() } = options
    this.folder = folder
    this.say = say
    this.maxBytes = maxBytes
    this.steady = steady
    this.lookedAt = steady()
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.bytes = statSync(this.file(0), { throwIfNoEntry: false })?.size ?? 0
    this.writer = new LineWriter({ file: this.file(0) }, say)
  }

  /** @param line with its end */
  write(line: string): void {
    const length = Buffer.byteLength(line)
    if (this.bytes > 0 && this.bytes + length > this.maxBytes) this.rotate()
    else if (this.steady() - this.lookedAt >= LOOK_MS) this.findAgain()
    this.bytes += length
    this.writer.write(line)
  }

  /** What waits is on disk when this is done, or the disk does not take it. */
  close(): Promise<void> {
    return this.writer.close()
  }

  private file(age: number): string {
    return join(this.folder, age === 0 ? 'batchdeck.log' : `batchdeck.${age}.log`)
  }

  private rotate(): void {
    for (let age = MAX_FILES - 2; age >= 0; age--) {
      try {
        if (existsSync(this.file(age))) renameSync(this.file(age), this.file(age + 1))
      } catch {
        // Somebody holds on to it: the next one takes its place, or it grows for once.
      }
    }
    this.begin()
  }

  /** Somebody may have cleared the folder: what is written to a file without a name is read by nobody. */
  private findAgain(): void {
    this.lookedAt = this.steady()
    if (!existsSync(this.file(0))) this.begin()
  }

  private begin(): void {
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 })
    } catch (error) {
      if (!this.isLost) this.say(`The log has no folder any more: ${String(error)}`)
      this.isLost = true
      return
    }
    this.isLost = false
    this.bytes = 0
    this.writer.reopen()
  }
}
