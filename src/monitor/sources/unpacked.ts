import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { refusal } from '../../contract/refusal.ts'

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b])
/** Bytes at a time: fewer and larger pieces cost less. */
const UNPACKED_CHUNK_BYTES = 64 * 1024

/** The same, unpacked where it begins as gzip does. @throws {BatchdeckError} `SOURCE_FAILED` where it is cut or damaged */
export async function* unpacked(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const iterator = pieces[Symbol.asyncIterator]()
  let start = Buffer.alloc(0)
  let isOver = false
  try {
    while (start.length < GZIP_MAGIC.length && !isOver) {
      const next = await iterator.next()
      if (next.done) isOver = true
      else start = Buffer.concat([start, next.value])
    }
    const all = rest(start, iterator)
    if (start.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) yield* gunzipped(all)
    else yield* all
  } finally {
    await iterator.return?.()
  }
}

async function* rest(start: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start
  while (true) {
    const next = await iterator.next()
    if (next.done) return
    yield next.value
  }
}

async function* gunzipped(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES })
  // Its errors come through what is read of it, too.
  pipeline(Readable.from(packed), gunzip).catch(() => {})
  try {
    for await (const piece of gunzip) yield piece as Buffer
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw code.startsWith('Z_') ? refusal('source_unpack', { detail: message }, { cause: error }) : error
  }
}
