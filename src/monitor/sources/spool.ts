import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { refusal } from '../../contract/refusal.ts'

/** What a list begins with, to see what it is. */
const START_BYTES = 4096

/** A list in a file, whole. */
export interface SpooledList {
  readonly bytes: number
  /** SHA-256, in hex. */
  readonly digest: string
}

/**
 * Writes a list to a file as it comes in, for this user only: nothing of it goes anywhere before it is known to be whole.
 * @throws {BatchdeckError} `SOURCE_FAILED` for what is a page or empty
 */
export async function spool(pieces: AsyncIterable<Buffer>, file: string): Promise<SpooledList> {
  const hash = createHash('sha256')
  let handle: FileHandle | null = null
  let bytes = 0
  let start = Buffer.alloc(0)
  try {
    handle = await open(file, 'w', 0o600)
    for await (const piece of pieces) {
      bytes += piece.length
      if (start.length < START_BYTES) start = Buffer.concat([start, piece.subarray(0, START_BYTES - start.length)])
      hash.update(piece)
      // A single write may take only a part, where a disk is nearly full.
      for (let written = 0; written < piece.length;) written += (await handle.write(piece, written)).bytesWritten
    }
  } finally {
    await handle?.close()
  }
  // In whatever Unicode it is.
  const text = start
    .toString()
    .replaceAll('\0', '')
    .replace(/^[\uFEFF\uFFFD]+/, '')
  if (text.trim() === '') throw refusal('source_empty')
  // No target begins like that, and an answer that is a page says so in many ways.
  if (/^\s*<[a-z!?/]/i.test(text)) throw refusal('source_html')
  return { bytes, digest: hash.digest('hex') }
}
