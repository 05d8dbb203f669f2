import { type ClientRequest, type IncomingMessage, request as httpRequest, STATUS_CODES } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { type Duplex, PassThrough, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { BatchdeckError } from '../../contract/errors.ts'
import { type ListFormat, formatOfName, listFormats, mediaTypes } from '../../contract/list-format.ts'
import { refusal } from '../../contract/refusal.ts'
import type { SourceOf } from '../../contract/resources/source.ts'
import { assertPublicHost, isAllowedHost, publicLookup } from '../outbound/public-address.ts'
import type { ReadContext, Reading } from './reading.ts'
import { secretText } from './secret.ts'
import { shownAddress } from './shown-url.ts'
import { parsedUrl } from './source-terms.ts'

const MAX_REDIRECTS = 5
/** A header block that is longer is refused by Node, too. */
const MAX_VALIDATOR_LENGTH = 4096
/** Longer than a day nobody is kept waiting by an answer. */
const MAX_RETRY_AFTER_S = 86_400

const redirects: readonly (number | undefined)[] = [301, 302, 303, 307, 308]
const unpackers: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** A source that asks to be left alone for so long, ms. */
export class RetryLater extends Error {
  readonly problem: BatchdeckError
  readonly delay: number

  constructor(problem: BatchdeckError, delay: number) {
    super(problem.message)
    this.problem = problem
    this.delay = delay
  }
}

interface Validators {
  readonly etag?: string
  readonly modified?: string
}

/**
 * `[SO-3]` Asks a URL for its list, and follows it where it redirects to. Whatever is no whole list is an error: another
 * status than 200, a page, a body that is cut.
 * @throws {BatchdeckError} `SOURCE_FAILED`, `FORBIDDEN` where it leads to what it may not reach; {@link RetryLater}
 */
export async function readUrl(source: SourceOf<'url'>, context: ReadContext): Promise<Reading> {
  const first = parsedUrl(source.url)
  const headers = headersOf(source, context)
  let url = first
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    assertReachable(url, first, context)
    // Who is redirected elsewhere takes no secret along.
    const response = await ask(url, url.origin === first.origin ? headers : plainHeaders(context), first, context)
    if (!redirects.includes(response.statusCode)) return readingOf(response, url, context)
    response.destroy()
    url = redirectOf(response, url)
  }
  throw refusal('source_redirects', { host: first.host, most: MAX_REDIRECTS })
}

/** @throws {BatchdeckError} `FORBIDDEN` */
function assertReachable(url: URL, first: URL, { isOfToken, allowedHosts, allowsPrivate }: ReadContext): void {
  if (isOfToken && !isAllowedHost(url, allowedHosts)) throw refusal('source_host_not_allowed', { host: url.host })
  if (isChecked(url, first, isOfToken, allowsPrivate)) assertPublicHost(url)
}

/** Whoever runs this machine may name any host on it or near it; where others lead is another matter. */
function isChecked(url: URL, first: URL, isOfToken: boolean, allowsPrivate: boolean): boolean {
  return !allowsPrivate && (isOfToken || url.hostname !== first.hostname)
}

function plainHeaders({ version }: ReadContext): Record<string, string> {
  return {
    accept: [mediaTypes.json, mediaTypes.ndjson, mediaTypes.csv, mediaTypes.text, '*/*;q=0.1'].join(', '),
    'accept-encoding': 'gzip, deflate, br',
    'user-agent': `Batchdeck/${version}`,
  }
}

function headersOf(source: SourceOf<'url'>, context: ReadContext): Record<string, string> {
  const { etag, modified } = JSON.parse(context.validator ?? '{}') as Validators
  const given = Object.entries(source.headers ?? {}).map(([name, secret]) => [
    name.toLowerCase(),
    secretText(secret, context.environment),
  ])
  return {
    ...plainHeaders(context),
    ...(etag !== undefined && { 'if-none-match': etag }),
    ...(modified !== undefined && { 'if-modified-since': modified }),
    ...(Object.fromEntries(given) as Record<string, string>),
  }
}

/** @throws {BatchdeckError} `SOURCE_FAILED`, `FORBIDDEN` */
async function ask(
  url: URL,
  headers: Record<string, string>,
  first: URL,
  { signal, isOfToken, allowsPrivate }: ReadContext,
): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  try {
    const request = send(url, {
      headers,
      signal,
      agent: false,
      ...(isChecked(url, first, isOfToken, allowsPrivate) && { lookup: publicLookup() }),
    })
    request.end()
    const response = await answerTo(request)
    // What goes wrong with what is not read any more is of no interest.
    response.on('error', () => {})
    return response
  } catch (error) {
    if (error instanceof BatchdeckError || signal.aborted) throw error
    const detail = (error as NodeJS.ErrnoException).message || ((error as NodeJS.ErrnoException).code ?? '')
    throw refusal('source_unreachable', { host: url.host, detail: firstLine(detail) }, { cause: error })
  }
}

/** The head of the answer; that it wants to speak something else from there on is one, too. */
function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((done, failed) => {
    request.on('response', done)
    request.on('upgrade', (response: IncomingMessage, socket: Duplex) => {
      socket.destroy()
      done(response)
    })
    // It stays: what is wrong with what comes after the head is wrong with the answer, too.
    request.on('error', failed)
  })
}

function redirectOf({ headers }: IncomingMessage, from: URL): URL {
  const { host } = from
  const to = headers.location === undefined ? null : URL.parse(headers.location, from.href)
  if (to === null)
    throw refusal('source_redirect_wrong', { host, detail: shownAddress(headers.location ?? '–').slice(0, 64) })
  if (!['http:', 'https:'].includes(to.protocol) || (from.protocol === 'https:' && to.protocol === 'http:')) {
    throw refusal('source_redirect_wrong', { host, detail: to.protocol })
  }
  return to
}

/** @throws {BatchdeckError} `SOURCE_FAILED`; {@link RetryLater} */
function readingOf(response: IncomingMessage, url: URL, { validator }: ReadContext): Reading {
  const { statusCode = 0, headers } = response
  if (statusCode === 304 && validator !== null) {
    response.destroy()
    return { kind: 'same' }
  }
  if (statusCode !== 200) {
    response.destroy()
    throw answered(statusCode, headers['retry-after'], url)
  }
  const type = (headers['content-type'] ?? '').toLowerCase().split(';')[0]!.trim()
  if (type === 'text/html' || type === 'application/xhtml+xml') {
    response.destroy()
    throw refusal('source_html')
  }
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding !== 'identity' && !Object.hasOwn(unpackers, encoding)) {
    response.destroy()
    throw refusal('source_encoding', { encoding: encoding.slice(0, 32) })
  }
  const format = formatOfType(type) ?? formatOfName(url.pathname) ?? 'auto'
  const { etag, 'last-modified': modified } = headers
  const kept = JSON.stringify({ etag, modified })
  return {
    kind: 'list',
    format,
    pieces: bodyOf(response, encoding),
    validator: () => (kept === '{}' || kept.length > MAX_VALIDATOR_LENGTH ? null : kept),
  }
}

function formatOfType(type: string): ListFormat | null {
  // Whoever says text says it of everything.
  if (type === mediaTypes.text) return null
  if (type === 'application/x-jsonlines' || type === 'application/jsonl') return 'ndjson'
  return listFormats.find((format) => mediaTypes[format] === type) ?? null
}

function answered(status: number, retryAfter: string | undefined, { host }: URL): Error {
  const named = `${status} ${STATUS_CODES[status] ?? ''}`.trim()
  if (retryAfter === undefined || !/^\d{1,9}$/.test(retryAfter))
    return refusal('source_answered', { host, status: named })
  const seconds = Math.min(Number(retryAfter), MAX_RETRY_AFTER_S)
  return new RetryLater(refusal('source_answered_early', { host, status: named, seconds }), seconds * 1000)
}

/** @throws {BatchdeckError} `SOURCE_FAILED` where it is cut, or packed in another way than it says */
async function* bodyOf(response: IncomingMessage, encoding: string): AsyncGenerator<Buffer> {
  const unpacker = unpackers[encoding]?.() ?? new PassThrough()
  let bytes = 0
  const sent = pipeline(
    response,
    async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        bytes += piece.length
        yield piece
      }
    },
    unpacker,
  ).catch((error: unknown) => error)
  try {
    for await (const piece of unpacker) yield piece as Buffer
  } catch (error) {
    throw bodyProblem(error, bytes)
  } finally {
    response.destroy()
  }
  const problem = await sent
  if (problem !== undefined) throw bodyProblem(problem, bytes)
  if (!response.complete) throw refusal('source_cut', { bytes })
}

function bodyProblem(error: unknown, bytes: number): unknown {
  const { code = '', name, message } = error as NodeJS.ErrnoException
  if (error instanceof BatchdeckError || name === 'AbortError') return error
  return code.startsWith('Z_') || code.startsWith('ERR_BROTLI')
    ? refusal('source_unpack', { detail: message }, { cause: error })
    : refusal('source_cut', { bytes }, { cause: error })
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!.slice(0, 300)
}
