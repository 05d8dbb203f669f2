import { statSync, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { filePath } from '../file-path.ts'

/**
 * Tells when a file may have changed, or something in a folder. A file is watched in its folder: who writes it whole puts
 * another one in its place. What cannot be watched, as on some network disks, is only looked at when it is its turn.
 * @returns ends it
 */
export function watchPlace(given: string, onChange: () => void): () => void {
  try {
    const place = filePath(given)
    const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory() === true
    const watcher = watch(isFolder ? place : dirname(place), { persistent: false }, (_event, name) => {
      if (isFolder || name === null || name === basename(place)) onChange()
    })
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    return () => {}
  }
}
