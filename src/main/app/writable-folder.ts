import { accessSync, constants } from 'node:fs'

/** Whether this user may write there, as far as the system says so before it is tried. */
export function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
