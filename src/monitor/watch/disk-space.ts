import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What there is to know of the disk that a folder is on. */
export interface DiskSpace {
  /** The same for all folders of one disk. */
  readonly disk: string
  /** Bytes that this user may still write. */
  readonly free: number
  readonly size: number
}

/** A folder that is not there yet is where the first of those above it is; there are no more than so many of them. */
const MAX_DEPTH = 100

/** Of a disk that does not answer it may never be done. @throws where it cannot be seen */
export async function diskSpace(folder: string): Promise<DiskSpace> {
  const there = await firstThere(folder)
  const { dev } = await stat(there)
  const { bsize, bavail, blocks } = await statfs(there)
  return { disk: String(dev), free: bavail * bsize, size: blocks * bsize }
}

async function firstThere(folder: string): Promise<string> {
  let place = folder
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    try {
      await stat(place)
      return place
    } catch (error) {
      const above = dirname(place)
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === place) throw error
      place = above
    }
  }
  return place
}
