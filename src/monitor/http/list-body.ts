import type { IncomingMessage } from 'node:http'
import {
  type ListEncoding,
  type ListFormat,
  listFormats,
  mediaTypes,
  type SaidFormat,
} from '../../contract/list-format.ts'
import { refusal } from '../../contract/refusal.ts'
import type { ListOrder } from '../lists/reading-wish.ts'
import type { IncomingList, ListHead } from '../procedures/targets.ts'
import { type ListQuery, orderOf } from './list-query.ts'

/** How long the rest of a refused body is still taken in, ms: whoever sends it would otherwise never see the answer. */
const DISCARD_TIMEOUT_MS = 5000

/** Names of what a list may be written in, as a media type has them. */
const charsets: Readonly<Record<string, ListEncoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
}

/** A target list as a request brings it. */
export class ListBody implements IncomingList {
  private readonly raw: IncomingMessage
  private readonly limit: number
  private readonly query: ListQuery

  /** @param limit the largest list, in bytes @param query how it is to be read */
  constructor(raw: IncomingMessage, limit: number, query: ListQuery) {
    this.raw = raw
    this.limit = limit
    this.query = query
  }

  /** @throws {BatchdeckError} `UNSUPPORTED_MEDIA_TYPE`, `TOO_LARGE` */
  head(): ListHead {
    const { headers } = this.raw
    const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';')
    const format = formatOf(this.query.format, type.trim())
    const order = orderOf(this.query)
    const isPacked = isGzip(headers['content-encoding'])
    const length = headers['content-length']
    const totalBytes = length === undefined ? null : Number(length)
    if (!isPacked && totalBytes !== null && totalBytes > this.limit) throw refusal('body_too_large')
    return {
      format,
      order: { ...order, encoding: order.encoding ?? encodingOf(parameters) },
      // A file that is packed may come without a word about it.
      packing: isPacked ? 'gzip' : format === 'auto' ? 'look' : 'none',
      totalBytes,
    }
  }

  pieces(onBytes: (count: number) => void): AsyncIterable<Uint8Array> {
    return sentPieces(this.raw, onBytes)
  }
}

/** @throws {BatchdeckError} `UNSUPPORTED_MEDIA_TYPE` */
function formatOf(asked: SaidFormat | undefined, type: string): SaidFormat {
  if (asked !== undefined && asked !== 'auto') return asked
  const format: ListFormat | undefined = listFormats.find((name) => mediaTypes[name] === type)
  // Any text is sent as plain text.
  if (asked === 'auto') return format === undefined || format === 'text' ? 'auto' : format
  if (format) return format
  throw type === '' ? refusal('media_type_missing') : refusal('media_type_refused', { type })
}

/** @throws {BatchdeckError} `UNSUPPORTED_MEDIA_TYPE` */
function encodingOf(parameters: readonly string[]): ListOrder['encoding'] {
  const charset = /charset\s*=\s*"?([^"\s;]+)/.exec(parameters.join(';'))?.[1] ?? 'utf-8'
  if (!Object.hasOwn(charsets, charset)) throw refusal('charset_refused', { charset })
  const encoding = charsets[charset]!
  // A byte order mark says more than what everything is called.
  return encoding === 'utf-8' ? undefined : encoding
}

/** @throws {BatchdeckError} `UNSUPPORTED_MEDIA_TYPE` */
function isGzip(given = 'identity'): boolean {
  const encoding = given.trim().toLowerCase()
  if (!['identity', 'gzip', 'x-gzip'].includes(encoding)) throw refusal('encoding_refused', { encoding })
  return encoding !== 'identity'
}

/**
 * A body as it comes in. Whoever stops reading leaves the connection open, for an answer.
 * @param onBytes told of the bytes
 * @throws {BatchdeckError} `CANCELLED` where its sender went away
 */
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
