import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './project.mjs'

/** Where downloads of Electron are until they are whole. Files of a cache, which may be deleted at any time. */
export const downloads = inRoot('node_modules', '.cache', 'electron')

/** The version of the installed package `electron`, such as `45.4.1`. */
export function electronVersion() {
  return JSON.parse(readFileSync(inRoot('node_modules', 'electron', 'package.json'), 'utf8')).version
}

/** The Electron binary, found by reading files only (asking the package for it would start a download), or null. */
export function electronBinary() {
  const elsewhere = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const dist = elsewhere || inRoot('node_modules', 'electron', 'dist')
  try {
    if (readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '') !== electronVersion()) return null
    // Written last: without it, unpacking was cut short.
    const name = elsewhere ? programName() : readFileSync(inRoot('node_modules', 'electron', 'path.txt'), 'utf8').trim()
    const binary = join(dist, name)
    return existsSync(binary) ? binary : null
  } catch {
    return null
  }
}

function programName() {
  if (process.platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}
