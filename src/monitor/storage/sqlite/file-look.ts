import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'

/** What can be said of a file without opening it as a database: that would write to it, and beside it. */
export type FileLook =
  | { readonly kind: 'absent' | 'empty'; readonly walBytes: number }
  /** It is no SQLite database. */
  | { readonly kind: 'other'; readonly walBytes: number }
  | {
      readonly kind: 'sqlite'
      readonly walBytes: number
      /** As the newest version of its first page has them, which may stand in the WAL still. */
      readonly applicationId: number
      readonly userVersion: number
      /** Nothing was ever put into it. */
      readonly isBlank: boolean
    }

const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'
const WAL_HEADER_BYTES = 32
const WAL_FRAME_HEADER_BYTES = 24

/** Looks at a database and its WAL, and changes neither. https://www.sqlite.org/fileformat2.html */
export function lookAt(file: string): FileLook {
  const walBytes = sizeOf(`${file}-wal`)
  if (!existsSync(file)) return { kind: 'absent', walBytes }
  const head = read(file, 0, HEADER_BYTES)
  if (head.length === 0) return { kind: 'empty', walBytes }
  if (head.length < HEADER_BYTES || head.toString('latin1', 0, MAGIC.length) !== MAGIC)
    return { kind: 'other', walBytes }
  const first = (walBytes > 0 ? firstPageInWal(`${file}-wal`) : null) ?? head
  return {
    kind: 'sqlite',
    walBytes,
    applicationId: first.readUInt32BE(68),
    userVersion: first.readUInt32BE(60),
    isBlank: first.readUInt32BE(40) === 0,
  }
}

/** Where a file has this text in it. */
export function holdsText(file: string, text: string): boolean {
  if (!existsSync(file)) return false
  const wanted = Buffer.from(text)
  const piece = Buffer.alloc(1024 * 1024)
  const descriptor = openSync(file, 'r')
  try {
    let kept = 0
    for (let at = 0; ;) {
      const count = readSync(descriptor, piece, kept, piece.length - kept, at)
      if (piece.subarray(0, kept + count).includes(wanted)) return true
      if (count === 0) return false
      at += count
      // The text may begin in this piece and end in the next.
      const tail = Math.min(wanted.length - 1, kept + count)
      piece.copyWithin(0, kept + count - tail, kept + count)
      kept = tail
    }
  } finally {
    closeSync(descriptor)
  }
}

/** The head of the first page as the last transaction in the WAL left it; null where none has changed it. */
function firstPageInWal(wal: string): Buffer | null {
  const descriptor = openSync(wal, 'r')
  try {
    const at = (offset: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length)
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset))
    }
    const header = at(0, WAL_HEADER_BYTES)
    if (header.length < WAL_HEADER_BYTES) return null
    const pageBytes = header.readUInt32BE(8)
    const salts = header.subarray(16, 24)
    let found: number | null = null
    let committed: number | null = null
    for (let offset = WAL_HEADER_BYTES; ; offset += WAL_FRAME_HEADER_BYTES + pageBytes) {
      const frame = at(offset, WAL_FRAME_HEADER_BYTES)
      // Frames of an earlier round have other salts: they count no more.
      if (frame.length < WAL_FRAME_HEADER_BYTES || !frame.subarray(8, 16).equals(salts)) break
      if (frame.readUInt32BE(0) === 1) found = offset + WAL_FRAME_HEADER_BYTES
      if (frame.readUInt32BE(4) !== 0) committed = found
    }
    const page = committed === null ? null : at(committed, HEADER_BYTES)
    return page?.length === HEADER_BYTES ? page : null
  } finally {
    closeSync(descriptor)
  }
}

function read(file: string, offset: number, length: number): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(length)
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset))
  } finally {
    closeSync(descriptor)
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
