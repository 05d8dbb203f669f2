import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { BatchdeckError } from '../../../contract/errors.ts'
import { refusal } from '../../../contract/refusal.ts'
import { assertPublicHost, publicLookup } from '../../outbound/public-address.ts'
import type { SendContext, SendOutcome } from '../message.ts'
import { networkProblem } from './network-problem.ts'
import { ended, refused, retried } from './outcome.ts'

/** Who has not answered until then is tried again later. */
export const SEND_TIMEOUT_MS = 15_000
/** Of an answer no more is read. */
const MAX_ANSWER_BYTES = 64 * 1024
/** Longer than a day nobody is kept waiting by an answer. */
const MAX_RETRY_AFTER_MS = 86_400_000

/** What is sent to an address by POST. */
export interface HttpRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface HttpAnswer {
  readonly kind: 'answered'
  readonly host: string
  readonly status: number
  /** The first 64 KiB of it. */
  readonly text: string
  /** Whether it came to its end, or was long. */
  readonly isWhole: boolean
  /** When it may be tried again, ms from now; null where that is not said. */
  readonly retryAfter: number | null
  /** Where it redirects to: scheme and host. */
  readonly location: string | null
}

/** How somebody is told that an address is a private one. */
export const deniedChannel = (host: string, address: string): BatchdeckError =>
  refusal('channel_address_private', { host, address })

/**
 * `[CN-4]` Sends one request and reads the beginning of its answer. Nothing is followed, no proxy is used, certificates are
 * verified, and the address that is checked is the one that is connected to. Never throws.
 */
export async function sendHttp(
  { url: address, headers, body }: HttpRequest,
  context: Pick<SendContext, 'allowsPrivate' | 'now' | 'signal' | 'version'>,
  timeout = SEND_TIMEOUT_MS,
): Promise<HttpAnswer | SendOutcome> {
  const url = URL.parse(address)
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    return refused(refusal('channel_url_unusable'))
  }
  const { host } = url
  const begunAt = performance.now()
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(timeout)])
  try {
    if (!context.allowsPrivate) assertPublicHost(url, deniedChannel)
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = send(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': `Batchdeck/${context.version}`,
        accept: '*/*',
        ...headers,
        'content-length': String(Buffer.byteLength(body)),
      },
      signal,
      agent: false,
      rejectUnauthorized: true,
      ...(!context.allowsPrivate && { lookup: publicLookup(undefined, deniedChannel) }),
    })
    const answered = answerTo(request)
    request.end(body)
    return await read(await answered, host, context.now())
  } catch (error) {
    if (signal.aborted) return ended(host, signal, begunAt)
    const problem = networkProblem(error, host)
    return problem.code === 'FORBIDDEN' ? refused(problem) : retried(problem)
  }
}

/** The head of the answer; that it wants to speak something else from there on is one, too. */
function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((done, failed) => {
    request.on('response', done)
    request.on('upgrade', (response: IncomingMessage, socket: { destroy: () => void }) => {
      socket.destroy()
      done(response)
    })
    // It stays: what is wrong with what comes after the head is wrong with the answer, too.
    request.on('error', failed)
  })
}

async function read(response: IncomingMessage, host: string, now: number): Promise<HttpAnswer> {
  const pieces: Buffer[] = []
  let bytes = 0
  let isWhole = true
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece)
      bytes += piece.length
      if (bytes >= MAX_ANSWER_BYTES) break
    }
  } catch {
    // Its head is there, and says whether it was taken.
    isWhole = false
  }
  response.destroy()
  const { statusCode = 0, headers } = response
  return {
    kind: 'answered',
    host,
    status: statusCode,
    text: Buffer.concat(pieces).subarray(0, MAX_ANSWER_BYTES).toString('utf8'),
    isWhole,
    retryAfter: retryAfterOf(headers['retry-after'], now),
    location: headers.location === undefined ? null : (URL.parse(headers.location, `http://${host}/`)?.origin ?? '–'),
  }
}

/** Seconds, or a date (RFC 9110); ms from now. */
function retryAfterOf(header: string | undefined, now: number): number | null {
  if (header === undefined) return null
  const delay = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(delay) ? Math.min(MAX_RETRY_AFTER_MS, Math.max(0, delay)) : null
}
