import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { refusal } from '../contract/refusal.ts'

/**
 * Makes the data folder where it is not there yet.
 * @returns its whole path
 * @throws {BatchdeckError} `INVALID_SETTING` where none is given; `STORAGE_FAILED`
 */
export function makeDataDir(given: string | null): string {
  if (given === null) throw refusal('data_dir_missing')
  const folder = resolve(given)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const { code: errno = 'unknown' } = error as NodeJS.ErrnoException
    throw refusal('data_dir_unmakeable', { folder, errno }, { cause: error })
  }
  return folder
}
