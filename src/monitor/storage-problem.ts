import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import { BatchdeckError } from '../contract/errors.ts'
import { refusal } from '../contract/refusal.ts'

/** What to say and to do about an error of the database, by its SQLite code. */
export function storageProblem(error: unknown, file: string): BatchdeckError {
  if (error instanceof BatchdeckError) return error
  const { code: errno = '', message: detail } = error as { code?: string; message: string }
  const options = { cause: error }
  if (errno.startsWith('SQLITE_BUSY') || errno.startsWith('SQLITE_LOCKED')) {
    return refusal('file_in_use', { file }, options)
  }
  if (errno.startsWith('SQLITE_FULL')) return refusal('disk_full', { file }, options)
  if (errno.startsWith('SQLITE_READONLY')) return refusal('file_read_only', { file }, options)
  if (errno.startsWith('SQLITE_IOERR')) {
    const reason = whyUnwritable(dirname(file))
    if (reason !== null) return refusal('folder_read_only', { file, errno: reason }, options)
  }
  if (/^SQLITE_IOERR_(WRITE|FSYNC|DIR_FSYNC|TRUNCATE|SHMSIZE|LOCK)$/.test(errno)) {
    return refusal('disk_unwritable', { file, detail, errno }, options)
  }
  if (errno.startsWith('SQLITE_CANTOPEN')) return refusal('file_unopenable', { file }, options)
  if (errno.startsWith('SQLITE_CORRUPT') || errno === 'SQLITE_NOTADB') return refusal('file_unsound', { file }, options)
  // The driver itself, before SQLite is asked: the folder is not there.
  if (errno === '') return refusal('folder_missing', { file, detail }, options)
  return refusal('file_failed', { file, detail, errno }, options)
}

/** SQLite says no more than `disk I/O error` of a mount or a folder that is read-only; null where it is not. */
function whyUnwritable(folder: string): string | null {
  try {
    accessSync(folder, constants.W_OK)
    return null
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    return /^(EROFS|EACCES|EPERM)$/.test(code) ? code : null
  }
}
