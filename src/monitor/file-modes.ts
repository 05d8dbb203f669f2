import { chmodSync, lstatSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** What others may do with a file. */
const OTHERS = 0o077
/** Of a folder in which everybody may make files, such as /tmp. */
const STICKY = 0o1000
const FOLDER_MODE = 0o700
const FILE_MODE = 0o600

/** What the monitor and the desktop app keep in their folder, with what SQLite puts beside it, and copies of it. */
const ownFile = /^(?:batchdeck|events)\.|^(?:desktop|window)\.json/

/**
 * `[FM-1]` Lets only this user read what is kept in the data folder, and go into it. A folder that is more than that, such
 * as a home folder or /tmp, stays as it is. Windows keeps a user's folders to itself.
 * @param log told what others could read until now
 */
export function keepToOneself(folder: string, log: (line: string) => void): void {
  if (process.platform === 'win32') return
  const names = readdirSync(folder)
  const own = names.filter((name) => ownFile.test(name))
  const isOurs = own.length === names.length || own.includes('batchdeck.db')
  const isShared = (lstatSync(folder).mode & STICKY) !== 0 || folder === homedir()
  const paths = [...(isOurs && !isShared ? [folder] : []), ...own.map((name) => join(folder, name))]
  // Whatever else has folders of these names.
  const below = own.includes('batchdeck.db') ? ['backups', 'sources'].filter((name) => names.includes(name)) : []
  for (const path of below.map((name) => join(folder, name))) {
    paths.push(path, ...readdirSync(path).map((name) => join(path, name)))
  }
  const narrowed = paths.filter((path) => narrow(path, log))
  if (narrowed.length > 0) log(`Others could read ${narrowed.join(', ')}; now only this user can.`)
}

/** @returns whether others could do something with it until now */
export function narrow(path: string, log: (line: string) => void): boolean {
  if (process.platform === 'win32') return false
  try {
    const stat = lstatSync(path)
    if ((stat.mode & OTHERS) === 0 || !(stat.isFile() || stat.isDirectory())) return false
    chmodSync(path, stat.isDirectory() ? FOLDER_MODE : FILE_MODE)
    return true
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    // A file may go while it is looked at: SQLite takes its log away when the last one closes it.
    if (code !== 'ENOENT') log(`Others may be able to read ${path}, and it cannot be changed (${code}).`)
    return false
  }
}
