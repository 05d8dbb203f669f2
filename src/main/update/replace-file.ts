import { createHash } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { UpdateProblem } from './update-problem.ts'

const CHUNK_BYTES = 1024 * 1024

/**
 * Puts a program into the place of another one, whole or not at all: whatever is cut off in between, there is one that starts.
 * @param sha512 in base64; null where that is not known
 * @throws {UpdateProblem} `damaged` where it is another one than expected
 */
export function replaceProgram(place: string, from: string, sha512: string | null): void {
  const coming = `${place}.new`
  try {
    const found = copyWhole(from, coming)
    if (sha512 !== null && found !== sha512) throw new UpdateProblem('damaged')
    renameSync(coming, place)
  } catch (error) {
    rmSync(coming, { force: true })
    throw error
  }
  syncFolder(dirname(place))
}

/** Keeps a program as it is now, without a copy where the disk can do that. */
export function keepProgram(program: string, place: string): void {
  rmSync(place, { force: true })
  try {
    linkSync(program, place)
  } catch {
    copyFileSync(program, place)
  }
}

/** @returns the checksum of what was written */
function copyWhole(from: string, to: string): string {
  rmSync(to, { force: true })
  const source = openSync(from, 'r')
  try {
    const target = openSync(to, 'wx', 0o755)
    try {
      const hash = createHash('sha512')
      const buffer = Buffer.alloc(CHUNK_BYTES)
      for (let length = readSync(source, buffer); length > 0; length = readSync(source, buffer)) {
        hash.update(buffer.subarray(0, length))
        for (let written = 0; written < length;) written += writeSync(target, buffer, written, length - written)
      }
      // Others may start it, whatever this process makes its own files.
      fchmodSync(target, 0o755)
      fsyncSync(target)
      return hash.digest('base64')
    } finally {
      closeSync(target)
    }
  } finally {
    closeSync(source)
  }
}

/** So that the new name is there after a power failure, too; where a system cannot, it is not needed. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r')
    fsyncSync(descriptor)
    closeSync(descriptor)
  } catch {
    // Windows opens no folders.
  }
}
