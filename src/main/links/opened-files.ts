import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { FILE_PIECE_BYTES, type FileFault, type OpenedFile } from '../../contract/desktop-links.ts'
import type { AppStore } from '../app/app-state.ts'

interface Parts {
  readonly store: AppStore
  /** Of a list, in bytes. */
  readonly maxSize: number
}

const MAX_NAME_LENGTH = 255
const faults: Readonly<Record<string, FileFault>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  EISDIR: 'no_file',
  // A socket, or a device without a driver.
  ENXIO: 'no_file',
}

/**
 * `[DT-18]` The file that was opened last, held open until the page has read it. The page is given its name and its
 * bytes, never its path, and only of files that somebody opened with the app.
 */
export class OpenedFiles {
  private readonly parts: Parts
  private lastId = 0
  private handle: FileHandle | null = null

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** Takes a file as the system names it. The one before is forgotten. */
  async open(path: string): Promise<void> {
    const id = ++this.lastId
    this.close()
    const { handle, size, fault } = await this.look(path)
    // Another one was opened meanwhile.
    if (id !== this.lastId) {
      await handle?.close().catch(() => {})
      return
    }
    this.handle = handle
    this.parts.store.setState({ file: { id, name: nameOf(path), size, fault } })
  }

  /** @returns none where it has ended, or is not open any more */
  async read(id: number, from: number): Promise<Uint8Array> {
    const { file } = this.parts.store.getState()
    if (!this.handle || file?.id !== id) return new Uint8Array()
    const length = Math.min(FILE_PIECE_BYTES, file.size - from)
    if (length <= 0) return new Uint8Array()
    const { bytesRead, buffer } = await this.handle.read(new Uint8Array(length), 0, length, from)
    return buffer.subarray(0, bytesRead)
  }

  done(id: number): void {
    if (this.parts.store.getState().file?.id === id) this.close()
  }

  /** Whatever is open is let go. */
  close(): void {
    const { handle } = this
    this.handle = null
    void handle?.close().catch(() => {})
    this.parts.store.setState({ file: null })
  }

  private async look(path: string): Promise<Pick<OpenedFile, 'size' | 'fault'> & { handle: FileHandle | null }> {
    let handle: FileHandle | null = null
    const refuse = async (fault: FileFault) => {
      await handle?.close().catch(() => {})
      return { handle: null, size: 0, fault }
    }
    try {
      // A pipe nobody writes to would be waited for forever. Windows knows no such flag.
      handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
      const found = await handle.stat()
      if (!found.isFile()) return await refuse('no_file')
      if (found.size === 0) return await refuse('empty')
      if (found.size > this.parts.maxSize) return await refuse('too_large')
      return { handle, size: found.size, fault: null }
    } catch (error) {
      return refuse(faults[(error as NodeJS.ErrnoException).code ?? ''] ?? 'unreadable')
    }
  }
}

/** As it can be shown. */
function nameOf(path: string): string {
  const name = basename(path).replaceAll(/\p{C}/gu, '')
  return name === '' ? 'list' : name.slice(0, MAX_NAME_LENGTH)
}
