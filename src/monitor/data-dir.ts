import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { refusal } from '../contract/refusal.ts'
import { filePath } from './file-path.ts'
import { keepToOneself } from './file-modes.ts'
import { lookAtOurs } from './storage/sqlite/open-database.ts'

/** In the data folder. */
export const DATABASE_FILE = 'batchdeck.db'
export const EVENTS_FILE = 'events.db'

/**
 * `[FM-1]` Makes the data folder where it is not there yet, and sees to it that only this user reads what is in it. Where
 * the database in it is not ours, nothing is changed.
 * @returns its whole path
 * @throws {BatchdeckError} `INVALID_SETTING` where none is given; `STORAGE_FAILED`
 */
export function makeDataDir(given: string | null, log: (line: string) => void): string {
  if (given === null) throw refusal('data_dir_missing')
  const folder = filePath(given)
  orRefuse(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }))
  // What is refused is refused before its modes are changed, too.
  lookAtOurs(join(folder, DATABASE_FILE))
  orRefuse(folder, () => keepToOneself(folder, log))
  return folder
}

function orRefuse(folder: string, action: () => void): void {
  try {
    action()
  } catch (error) {
    const { code: errno = 'unknown' } = error as NodeJS.ErrnoException
    const isFile = errno === 'EEXIST' && statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true
    throw isFile
      ? refusal('data_dir_is_file', { folder }, { cause: error })
      : refusal('data_dir_unmakeable', { folder, errno }, { cause: error })
  }
}
