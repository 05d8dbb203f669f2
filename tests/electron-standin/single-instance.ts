import { createHash } from 'node:crypto'
import { readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a second start hands over to the first. */
interface Handover {
  readonly argv: readonly string[]
  readonly folder: string
  readonly data: unknown
}

/**
 * As Chromium does it: a symbolic link in the folder of the user's data names the process that is the first, and a
 * socket beside the temporary files takes what later ones were started with.
 */
export class SingleInstance {
  private readonly lock: string
  private readonly socket: string
  /** Ends once the first one has what this one was started with; null in the first. */
  handedOver: Promise<void> | null = null

  constructor(userData: string) {
    this.lock = join(userData, 'SingletonLock')
    // The path of a socket is short, wherever the data are.
    const name = createHash('sha256').update(userData).digest('hex').slice(0, 16)
    this.socket = join(tmpdir(), `standin-${name}.sock`)
  }

  /** @returns whether this is the first one; otherwise what it was started with is on its way there */
  request(mine: Handover, take: (other: Handover) => void): boolean {
    if (!this.isFirst()) {
      this.handedOver = this.handOver(mine)
      return false
    }
    rmSync(this.socket, { force: true })
    const server = createServer({ allowHalfOpen: true }, (connection) => {
      let text = ''
      connection.setEncoding('utf8')
      connection.on('error', () => {})
      connection.on('data', (piece: string) => (text += piece))
      connection.on('end', () => {
        connection.end()
        take(JSON.parse(text) as Handover)
      })
    })
    server.listen(this.socket)
    server.unref()
    process.once('exit', () => {
      rmSync(this.lock, { force: true })
      rmSync(this.socket, { force: true })
    })
    return true
  }

  private isFirst(): boolean {
    for (;;) {
      try {
        symlinkSync(String(process.pid), this.lock)
        return true
      } catch (error) {
        // Chromium says the same where the lock cannot be made.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
      }
      if (isAlive(this.owner())) return false
      // One that was killed has left it.
      rmSync(this.lock, { force: true })
    }
  }

  private owner(): number {
    try {
      return Number(readlinkSync(this.lock))
    } catch {
      return 0
    }
  }

  private handOver(mine: Handover): Promise<void> {
    return new Promise((resolve) => {
      const connection = connect(this.socket)
      connection.on('error', () => resolve())
      connection.on('close', () => resolve())
      connection.resume()
      connection.end(JSON.stringify(mine))
    })
  }
}

function isAlive(pid: number): boolean {
  try {
    // 0 would be ourselves.
    if (!(pid > 0)) return false
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
