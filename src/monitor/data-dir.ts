import { mkdirSync } from 'node:fs'
import { refusal } from '../contract/refusal.ts'
import { filePath } from './file-path.ts'
import { keepToOneself } from './file-modes.ts'

/**
 * `[FM-1]` Makes the data folder where it is not there yet, and sees to it that only this user reads what is in it.
 * @returns its whole path
 * @throws {BatchdeckError} `INVALID_SETTING` where none is given; `STORAGE_FAILED`
 */
export function makeDataDir(given: string | null, log: (line: string) => void): string {
  if (given === null) throw refusal('data_dir_missing')
  const folder = filePath(given)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    keepToOneself(folder, log)
  } catch (error) {
    const { code: errno = 'unknown' } = error as NodeJS.ErrnoException
    throw refusal('data_dir_unmakeable', { folder, errno }, { cause: error })
  }
  return folder
}
