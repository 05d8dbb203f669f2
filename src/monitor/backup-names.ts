import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BackupKind, BackupResource } from '../contract/resources/backup.ts'

/** Where backups are unless `monitor.backup.folder` says otherwise, in the data folder. */
export const BACKUP_FOLDER = 'backups'

/** At the end of a copy that is not whole, or not read again yet: it never counts. */
export const UNFINISHED = '.part'

const pattern = /^batchdeck-([0-9]{8}T[0-9]{6})Z-epoch-([0-9]+)-(daily|manual|migration)\.db$/
const unfinished = /^(batchdeck-.*)\.part(?:-journal)?$/

export function backupName(kind: BackupKind, at: number, epoch: number): string {
  const time = new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
  return `batchdeck-${time}Z-epoch-${epoch}-${kind}.db`
}

/** Newest first. */
export function backupsIn(folder: string): BackupResource[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  const backups = names.flatMap((name) => resourceOf(folder, name) ?? [])
  return backups.toSorted((a, b) => b.created_at - a.created_at || (a.name < b.name ? 1 : -1))
}

/** Takes away what was left of copies that were cut off, with what SQLite has beside them; files of others stay. */
export function clearUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (pattern.test(unfinished.exec(name)?.[1] ?? '')) rmSync(join(folder, name), { force: true })
  }
}

/** Those beyond the newest `keep` of a kind go. */
export function rotate(folder: string, kind: BackupKind, keep: number): void {
  const ofKind = backupsIn(folder).filter((backup) => backup.kind === kind)
  for (const { name } of ofKind.slice(keep)) rmSync(join(folder, name), { force: true })
}

/** Null where it is no backup. */
export function resourceOf(folder: string, name: string): BackupResource | null {
  const [, time, epoch, kind] = pattern.exec(name) ?? []
  const stats = statSync(join(folder, name), { throwIfNoEntry: false })
  if (time === undefined || !stats) return null
  const iso = `${time.slice(0, 4)}-${time.slice(4, 6)}-${time.slice(6, 11)}:${time.slice(11, 13)}:${time.slice(13)}Z`
  return {
    name,
    kind: kind as BackupKind,
    created_at: Date.parse(iso),
    bytes: stats.size,
    epoch: Number(epoch),
  }
}
