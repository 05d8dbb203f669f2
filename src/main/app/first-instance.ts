import { app } from 'electron'
import { readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { networkShare } from '../life/network-share.ts'

/**
 * `[DT-17]` Whether no other app runs with this folder; else that one has what this one was started with. Chromium also says
 * no where the lock can be neither made nor taken over: in a folder that is read-only or full, or whose lock was left by a crash
 * before the computer got another name. None of that is a reason to end without a word.
 */
export function isFirstInstance(): boolean {
  if (app.requestSingleInstanceLock()) return true
  const folder = app.getPath('userData')
  const lock = join(folder, 'SingletonLock')
  if (process.platform === 'win32' || isHeld(lock, folder)) return false
  try {
    rmSync(lock, { force: true })
  } catch {
    // In a read-only folder it stays.
  }
  if (!app.requestSingleInstanceLock()) console.error(`${lock} could not be made: a second start finds no first one.`)
  return true
}

/** The lock is a link to `HOST-PID`. Where the folder is shared with other computers, it may be one of theirs. */
function isHeld(lock: string, folder: string): boolean {
  let owner: string
  try {
    owner = readlinkSync(lock)
  } catch {
    return false
  }
  const pid = Number(owner.slice(owner.lastIndexOf('-') + 1))
  return networkShare(folder) !== null || (pid > 0 && isRunning(pid))
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
