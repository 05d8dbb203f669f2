import BetterSqlite, { type Database } from 'better-sqlite3'
import { renameSync, statSync } from 'node:fs'

/** An audit log that was set aside, because it was damaged. */
export interface ReplacedLog {
  /** As what it is kept. */
  readonly file: string
  readonly detail: string
  /** The last number that is known to have been given. */
  readonly lastSeq: number
}

/** Whether it was ended by anything but a clean end: that leaves no WAL. */
export function wasCutOff(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0
}

/** What SQLite says of its pages; null where they are sound. */
export function damageOf(database: Database): string | null {
  const [detail] = database.prepare<[], string>('PRAGMA quick_check(1)').pluck().all()
  return detail === 'ok' ? null : (detail ?? '')
}

/** Whether an error says that the file is damaged, not that something else is in its place, or that it is in use. */
export function isDamage(error: unknown): boolean {
  return (error as { code?: string }).code?.startsWith('SQLITE_CORRUPT') ?? false
}

/** `[EV-9]` Keeps a damaged log under another name: the monitor goes on with a new one. */
export function setAside(file: string, detail: string, now: number): ReplacedLog {
  const lastSeq = lastSeqOf(file) ?? Math.floor(now / 1000)
  const kept = `${file}.damaged-${new Date(now).toISOString().replaceAll(/[-:.]/g, '')}`
  for (const end of ['', '-wal']) {
    if (statSync(`${file}${end}`, { throwIfNoEntry: false })) renameSync(`${file}${end}`, `${kept}${end}`)
  }
  return { file: kept, detail, lastSeq }
}

/** Null where that cannot be read either: the seconds since 1970 are more than ever were given, and were never given. */
function lastSeqOf(file: string): number | null {
  try {
    const database = new BetterSqlite(file, { fileMustExist: true })
    try {
      return database.prepare<[], number | null>('SELECT max(seq) FROM sqlite_sequence').pluck().get() ?? null
    } finally {
      database.close()
    }
  } catch {
    return null
  }
}
