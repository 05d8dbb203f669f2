import { BatchdeckError } from '../contract/errors.ts'

/** What to say and to do about an error of the database, by its SQLite code. */
export function storageProblem(error: unknown, file: string): BatchdeckError {
  if (error instanceof BatchdeckError) return error
  const { code = '', message } = error as { code?: string; message: string }
  return new BatchdeckError('STORAGE_FAILED', sentence(code, message, file), { cause: error })
}

function sentence(code: string, message: string, file: string): string {
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return `${file} is in use by another Batchdeck; stop that one, or choose another folder with --data-dir.`
  }
  if (code.startsWith('SQLITE_FULL'))
    return `The disk of ${file} is full; nothing was changed. Make room and try again.`
  if (code.startsWith('SQLITE_READONLY')) {
    return `${file} cannot be written; nothing was changed. Make it writable for this user.`
  }
  if (/^SQLITE_IOERR_(WRITE|FSYNC|DIR_FSYNC|TRUNCATE|SHMSIZE|LOCK)$/.test(code)) {
    return `${file} cannot be written (${message}, ${code}); nothing was changed. Make its disk writable for this user.`
  }
  if (code.startsWith('SQLITE_CANTOPEN')) {
    return `${file} cannot be opened; make its folder writable for this user, or choose another with --data-dir.`
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return `${file} is not a sound database; move it away and start again, or restore it from a copy.`
  }
  // The driver itself, before SQLite is asked: the folder is not there.
  if (code === '') return `${file} cannot be opened: ${message}. Make its folder, or choose another with --data-dir.`
  return `${file}: ${message} (${code}); nothing was changed.`
}
