import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type ListFormat, listFormats, mediaTypes } from '../../contract/list-format.ts'
import { refusal } from '../../contract/refusal.ts'
import type { IncomingList } from '../procedures/targets.ts'

/** How long the rest of a refused body is still taken in, ms: whoever sends it would otherwise never see the answer. */
const DISCARD_TIMEOUT_MS = 5000
/** Bytes unpacked at a time: fewer and larger pieces cost less on their way to where they are read. */
const UNPACKED_CHUNK_BYTES = 64 * 1024
/**
 * How many times its size a list may unpack to, once more than {@link UNWATCHED_BYTES} have come out: names in a row pack
 * about 20:1, objects with long notes 80:1, and what packs 1000:1 was made to keep us busy.
 */
const MAX_UNPACKED_RATIO = 200
const UNWATCHED_BYTES = 16 * 1024 * 1024

/** What the head of a request says about its body. */
interface ListHead {
  readonly format: ListFormat
  readonly isGzip: boolean
  /** As it is sent; null where it is not said. */
  readonly totalBytes: number | null
}

/** A target list as a request brings it. */
export class ListBody implements IncomingList {
  private readonly raw: IncomingMessage
  private readonly limit: number

  /** @param limit the largest list, in bytes */
  constructor(raw: IncomingMessage, limit: number) {
    this.raw = raw
    this.limit = limit
  }

  /** @throws {BatchdeckError} `UNSUPPORTED_MEDIA_TYPE`, `TOO_LARGE` */
  head(): ListHead {
    const head = readListHead(this.raw)
    if (!head.isGzip && head.totalBytes !== null && head.totalBytes > this.limit) {
      throw refusal('body_too_large')
    }
    return head
  }

  pieces(onBytes: (count: number) => void): AsyncIterable<Uint8Array> {
    return listPieces(this.raw, this.head().isGzip, onBytes)
  }
}

/** @throws {BatchdeckError} `UNSUPPORTED_MEDIA_TYPE` */
function readListHead({ headers }: IncomingMessage): ListHead {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';')
  const format = listFormats.find((name) => mediaTypes[name] === type.trim())
  if (!format) {
    throw type === '' ? refusal('media_type_missing') : refusal('media_type_refused', { type })
  }
  const charset = /charset\s*=\s*"?([^"\s;]+)/.exec(parameters.join(';'))?.[1] ?? 'utf-8'
  if (!['utf-8', 'utf8', 'us-ascii'].includes(charset)) {
    throw refusal('charset_refused', { charset })
  }
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (!['identity', 'gzip', 'x-gzip'].includes(encoding)) {
    throw refusal('encoding_refused', { encoding })
  }
  const length = headers['content-length']
  return { format, isGzip: encoding !== 'identity', totalBytes: length === undefined ? null : Number(length) }
}

/**
 * A body as it comes in, unpacked where it is packed. Whoever stops reading leaves the connection open, for an answer.
 * @param onBytes told of the bytes as they were sent
 * @throws {BatchdeckError} `INVALID_ENCODING`; `TOO_LARGE` where it unpacks to far too much; `CANCELLED` where its sender went
 *   away
 */
async function* listPieces(
  raw: IncomingMessage,
  isGzip: boolean,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  let packed = 0
  const sent = sentPieces(raw, (count) => {
    packed += count
    onBytes(count)
  })
  if (!isGzip) {
    yield* sent
    return
  }
  const gunzip = createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES })
  // Its errors come through what is read of it, too.
  pipeline(Readable.from(sent), gunzip).catch(() => {})
  let unpacked = 0
  try {
    for await (const piece of gunzip) {
      unpacked += (piece as Buffer).length
      if (unpacked > UNWATCHED_BYTES && unpacked > packed * MAX_UNPACKED_RATIO) {
        throw refusal('body_unpacks_too_far', { most: MAX_UNPACKED_RATIO })
      }
      yield piece as Buffer
    }
  } catch (error) {
    throw isZlibError(error) ? refusal('body_not_gzip', {}, { cause: error }) : error
  }
}

async function* sentPieces(raw: IncomingMessage, onBytes: (count: number) => void): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of raw.iterator({ destroyOnReturn: false })) {
      const { length } = piece as Buffer
      onBytes(length)
      yield piece as Buffer
    }
  } catch (error) {
    throw refusal('sender_gone', {}, { cause: error })
  } finally {
    linger(raw)
  }
}

/** Takes in what still comes of a body and forgets it, for a while. */
function linger(raw: IncomingMessage): void {
  if (raw.readableEnded || raw.destroyed) return
  raw.on('error', () => {})
  const cut = setTimeout(() => raw.destroy(), DISCARD_TIMEOUT_MS).unref()
  raw.once('close', () => clearTimeout(cut))
  raw.once('end', () => clearTimeout(cut))
  raw.resume()
}

function isZlibError(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code?.startsWith('Z_') ?? false
}
