import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether a file system can be mounted: as root it must be possible, or a test that needs it fails. */
export const canMount = process.platform === 'linux' && (process.getuid?.() === 0 || Boolean(process.env['CI']))

/** A file system of its own in memory, so small that it can be filled. Gone when the block is left (`using`). */
export class SmallDisk implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'batchdeck-disk-'))

  /** @throws where mounting is not permitted */
  constructor(size: string) {
    run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', this.folder)
  }

  /** Leaves not a byte. @returns what makes room again */
  fill(): () => void {
    const file = join(this.folder, 'filler')
    for (let size = 1024 * 1024; size >= 4096; size /= 2) {
      try {
        for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' })
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    }
    return () => rmSync(file)
  }

  forbidPrograms(): void {
    run('mount', '-o', 'remount,noexec', this.folder)
  }

  /** @returns where what is in a folder is now, too */
  take(folder: string): string {
    cpSync(folder, this.folder, { recursive: true })
    return this.folder
  }

  makeReadOnly(): void {
    run('mount', '-o', 'remount,ro', this.folder)
  }

  [Symbol.dispose](): void {
    run('umount', '-l', this.folder)
    rmSync(this.folder, { recursive: true })
  }
}

function run(command: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (error || status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`)
}
