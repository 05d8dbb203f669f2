import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { refusal } from '../contract/refusal.ts'

/**
 * The whole path of a file or folder as somebody gave it. A shell puts the home folder in place of `~` in some places
 * only: not behind a `=`, not in a file of settings, and not in a unit of systemd.
 * @throws {BatchdeckError} `INVALID_SETTING` for the home of another user, `~name`
 */
export function filePath(given: string): string {
  if (given === '~') return homedir()
  if (/^~[/\\]/.test(given)) return join(homedir(), given.slice(2))
  if (given.startsWith('~')) throw refusal('home_of_another', { path: given })
  return resolve(given)
}
