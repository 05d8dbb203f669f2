import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** The lists that sources have given and that are not taken yet, in a folder for this user only. */
export class PendingFiles {
  private readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Where a list comes in; one of a task at a time. */
  incoming(taskId: number): string {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 })
    return join(this.folder, `${taskId}.new`)
  }

  /** Where the one is that waits. */
  waiting(taskId: number): string {
    return join(this.folder, `${taskId}.waiting`)
  }

  /** What has come in waits from now on, in place of what waited. */
  async keep(taskId: number): Promise<void> {
    await rename(this.incoming(taskId), this.waiting(taskId))
  }

  async dropIncoming(taskId: number): Promise<void> {
    await rm(join(this.folder, `${taskId}.new`), { force: true })
  }

  async dropWaiting(taskId: number): Promise<void> {
    await rm(this.waiting(taskId), { force: true })
  }

  /** Whether what waits is what was kept. */
  async isWhole(taskId: number, digest: string): Promise<boolean> {
    const hash = createHash('sha256')
    try {
      for await (const piece of createReadStream(this.waiting(taskId))) hash.update(piece as Buffer)
    } catch {
      return false
    }
    return hash.digest('hex') === digest
  }
}
