import { request as plain } from 'node:http'
import { request as secure } from 'node:https'

/** Whoever answers later is not there, ms. */
const PING_TIMEOUT_MS = 10_000

/** What came of a ping: the status of the answer, or why there is none. */
export type PingOutcome = { readonly status: number } | { readonly detail: string }

/** Never with the address: it is a secret. */
export type Ping = (url: URL, body: string, userAgent: string, cut: AbortSignal) => Promise<PingOutcome>

/** One POST; of the answer only the status is looked at, and what follows is not read. Never throws. */
export const ping: Ping = (url, body, userAgent, cut) =>
  new Promise((done) => {
    const signal = AbortSignal.any([cut, AbortSignal.timeout(PING_TIMEOUT_MS)])
    const headers = {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'user-agent': userAgent,
    }
    const request = (url.protocol === 'https:' ? secure : plain)(url, { method: 'POST', headers, signal, agent: false })
    request.once('response', (response) => {
      done({ status: response.statusCode ?? 0 })
      response.on('error', () => {})
      request.destroy()
    })
    request.on('error', (error: NodeJS.ErrnoException) => done({ detail: detailOf(error, signal) }))
    request.end(body)
  })

function detailOf({ code = '', message }: NodeJS.ErrnoException, signal: AbortSignal): string {
  if (signal.aborted) return 'timeout'
  return code === '' ? message.slice(0, 100) : code
}
