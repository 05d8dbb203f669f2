import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { BatchdeckError, sentenceOf } from '../contract/errors.ts'
import { refusal } from '../contract/refusal.ts'
import type { BackupKind, BackupList, BackupResource } from '../contract/resources/backup.ts'
import type { AlertInputs } from '../engine/alerts.ts'
import type { Engine } from '../engine/engine.ts'
import { backupName, backupsIn, clearUnfinished, resourceOf, rotate, UNFINISHED } from './backup-names.ts'
import type { FileStorage } from './storage/sqlite/sqlite-storage.ts'

interface Parts {
  readonly storage: Pick<FileStorage, 'backUp'>
  readonly engine: Pick<Engine, 'taskResources'>
  readonly alerts: Pick<AlertInputs, 'setConcern'>
  readonly folder: string
  /** ms between two daily ones; 0 where none are wanted. */
  readonly interval: number
  /** How many of each kind are kept. */
  readonly keep: number
  readonly now: () => number
  readonly log: (line: string) => void
}

/** So long after the start nothing is written: there is enough to do. */
const FIRST_DELAY_MS = 60_000
/** After a backup failed it is tried again, ms. */
const RETRY_DELAY_MS = 10 * 60_000

/** `[BK-1]` Writes backups, daily and when somebody asks for one, and keeps as many as are wanted. */
export class Backups {
  private readonly parts: Parts
  private running: Promise<BackupResource> | null = null
  private triedAt: number

  constructor(parts: Parts) {
    this.parts = parts
    this.triedAt = parts.now() - RETRY_DELAY_MS + FIRST_DELAY_MS
  }

  list(): BackupList {
    const { folder, interval, keep } = this.parts
    return { folder, interval, keep, is_running: this.running !== null, backups: backupsIn(folder) }
  }

  /** For how long there was none, ms; null where there never was one. */
  get age(): number | null {
    const [newest] = backupsIn(this.parts.folder)
    return newest ? Math.max(0, this.parts.now() - newest.created_at) : null
  }

  /** @throws {BatchdeckError} `CONFLICT` where one is being written; `STORAGE_FAILED` */
  async make(kind: BackupKind): Promise<BackupResource> {
    if (this.running) throw refusal('backup_running')
    const { alerts, log } = this.parts
    this.running = this.write(kind)
    try {
      const made = await this.running
      alerts.setConcern('backup_failed', null)
      return made
    } catch (error) {
      const sentence = sentenceOf(error)
      log(sentence.message)
      alerts.setConcern('backup_failed', sentence)
      throw error
    } finally {
      this.running = null
    }
  }

  /** Time has passed: where the last daily one is older than wanted, the next is written. */
  tick(): void {
    const { interval, now, folder } = this.parts
    const at = now()
    if (interval === 0 || this.running || (at - this.triedAt < RETRY_DELAY_MS && at >= this.triedAt)) return
    this.triedAt = at
    const newest = backupsIn(folder).find(({ kind }) => kind === 'daily')?.created_at ?? -Infinity
    // A clock that was set back must not keep it from being written.
    if (at - newest < interval && newest <= at) return
    // That it failed is an alert already.
    void this.make('daily').catch(() => {})
  }

  private async write(kind: BackupKind): Promise<BackupResource> {
    const { storage, engine, folder, keep, now } = this.parts
    const epoch = Math.max(0, ...engine.taskResources().map((task) => task.epoch))
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      clearUnfinished(folder)
      const name = freeName(folder, kind, now(), epoch)
      await storage.backUp(join(folder, `${name}${UNFINISHED}`), join(folder, name))
      rotate(folder, kind, keep)
      return resourceOf(folder, name)!
    } catch (error) {
      // That the monitor ends meanwhile is no fault of the folder.
      if (error instanceof BatchdeckError && error.reason === 'thread_cut_off') throw error
      throw backupFailed(folder, error)
    }
  }
}

/** The refusal of a backup, in one sentence. */
export function backupFailed(folder: string, cause: unknown): BatchdeckError {
  if (cause instanceof BatchdeckError && cause.reason === 'disk_full') {
    return refusal('backup_failed', { folder, detail: 'its disk is full' }, { cause })
  }
  const { message } = sentenceOf(cause)
  const detail = cause instanceof Error && 'errno' in cause ? cause.message : message.replace(/\.$/, '')
  return refusal('backup_failed', { folder, detail }, { cause })
}

/** No backup takes the place of another one of the same second. */
function freeName(folder: string, kind: BackupKind, at: number, epoch: number): string {
  const name = backupName(kind, at, epoch)
  return existsSync(join(folder, name)) ? freeName(folder, kind, at + 1000, epoch) : name
}
