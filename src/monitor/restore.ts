import BetterSqlite from 'better-sqlite3'
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { BatchdeckError } from '../contract/errors.ts'
import { refusal } from '../contract/refusal.ts'
import { type BackupContents, inspectBackup } from './storage/sqlite/backup-file.ts'
import { holderOf } from './storage/sqlite/file-holder.ts'
import { givenByNote } from './storage/sqlite/given-epochs.ts'
import { keepTokens, tokensIn } from './storage/sqlite/kept-tokens.ts'
import { noteFileOf } from './storage/sqlite/sqlite-storage.ts'
import { type Lost, readNote, type StateNote, writeNote } from './storage/state-note.ts'

/** What a backup holds, and what would be lost if it took the place of what is there. */
export interface Restoration {
  /** The backup. */
  readonly from: string
  /** The database. */
  readonly file: string
  readonly contents: BackupContents
  readonly lost: readonly Lost[]
}

/**
 * `[BK-2]` Reads the backup, whole, and changes nothing.
 * @throws {BatchdeckError} `STORAGE_FAILED` where it is not sound, or the database is in use
 */
export function planRestoration(from: string, file: string): Restoration {
  assertUnused(file)
  const contents = inspectBackup(from)
  const note = readNote(noteFileOf(file))
  const lost = note === null || note === 'damaged' ? [] : lostBy(contents, note)
  return { from, file, contents, lost }
}

/**
 * `[BK-2]` Puts the backup in the place of the database. What was there is kept beside it. Whatever is cut off in between
 * is noticed at the next start, and can be done again.
 * @returns the folder with what was there before; null where nothing was
 * @throws {BatchdeckError} `STORAGE_FAILED`
 */
export function restore({ from, file, contents, lost }: Restoration, now: number): string | null {
  const noteFile = noteFileOf(file)
  const note = readNote(noteFile)
  // Two at once must not write into each other's.
  const coming = `${file}.restoring-${process.pid}`
  assertUnused(file)
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    clearCutOff(file)
    copyWhole(from, coming)
    keepTokens(coming, tokensIn(file))
    const descriptor = openSync(coming, 'r+')
    fsyncSync(descriptor)
    closeSync(descriptor)
    // A monitor may have been started while somebody was asked.
    assertUnused(file)
    const aside = keepAside(file, noteFile, now)
    renameSync(coming, file)
    writeNote(noteFile, {
      format: 1,
      database: 0,
      generation: 1,
      // What was given out by what is lost is not given out again.
      next_batch_id: note === null || note === 'damaged' ? 0 : note.next_batch_id,
      next_task_id: note === null || note === 'damaged' ? 0 : note.next_task_id,
      tasks: contents.tasks.map(({ at, ...task }) => ({ ...task, at: at ?? 0, link: null })),
      epochs_given: note === null || note === 'damaged' ? [] : givenByNote(note),
      ...(note !== null && note !== 'damaged' && note.beside && { beside: note.beside }),
      restored: { from, at: now, missing: [...lost] },
    })
    return aside
  } catch (error) {
    for (const end of ['', '-wal', '-shm']) rmSync(`${coming}${end}`, { force: true })
    if (error instanceof BatchdeckError) throw error
    throw refusal('restore_failed', { file, detail: detailOf(error as NodeJS.ErrnoException) }, { cause: error })
  }
}

function detailOf({ code = '', message }: NodeJS.ErrnoException): string {
  if (code === 'ENOSPC') return 'its disk is full, and has to have room for both'
  return /^(EROFS|EACCES|EPERM)$/.test(code) ? `this user may not write to its folder (${code})` : message
}

function assertUnused(file: string): void {
  if (holderOf(file)) throw refusal('file_in_use', { file })
}

/** A copy of a folder, or what was set aside by another restore, may have its newest part in the WAL beside it still. */
function copyWhole(from: string, to: string): void {
  copyFileSync(from, to)
  if (!existsSync(`${from}-wal`)) return
  copyFileSync(`${from}-wal`, `${to}-wal`)
  const database = new BetterSqlite(to, { fileMustExist: true })
  database.pragma('journal_mode = DELETE')
  database.close()
}

/** Takes away what is left of those that were killed before they were done. */
function clearCutOff(file: string): void {
  const start = `${basename(file)}.restoring-`
  for (const name of readdirSync(dirname(file))) {
    if (name.startsWith(start) && !isRunning(parseInt(name.slice(start.length), 10))) rmSync(join(dirname(file), name))
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function keepAside(file: string, noteFile: string, now: number): string | null {
  const present = [file, `${file}-wal`, `${file}-shm`].filter((one) => existsSync(one))
  if (present.length === 0) return null
  const time = new Date(now).toISOString().replaceAll(/[-:.]/g, '')
  const folder = join(file, '..', `replaced-${time}`)
  mkdirSync(folder, { mode: 0o700 })
  // A copy: until there is another note, this one says what is missing.
  if (existsSync(noteFile)) copyFileSync(noteFile, join(folder, 'batchdeck.state'))
  for (const one of present) renameSync(one, join(folder, one.slice(join(file, '..').length + 1)))
  return folder
}

function lostBy({ tasks }: BackupContents, note: StateNote): Lost[] {
  return note.tasks.flatMap(({ task_id, name, epoch, at }): Lost[] => {
    const kept = tasks.find((task) => task.task_id === task_id)
    if (kept && kept.epoch >= epoch) return []
    return [{ task_id, name, from: Math.min((kept?.epoch ?? 0) + 1, epoch), to: epoch, at }]
  })
}
