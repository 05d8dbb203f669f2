import { type IncomingHttpHeaders, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { text as textOf } from 'node:stream/consumers'
import type { DemoContext } from './demo-context.ts'
import { trustOf } from './trust.ts'

interface HttpRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  readonly body: string | null
}

interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** Not by `fetch`, which cannot be told whom to trust. */
export function sendHttp(context: DemoContext, url: string, asked: HttpRequest): Promise<HttpAnswer> {
  const request = url.startsWith('https:') ? tlsRequest : plainRequest
  const { method, headers, signal, body } = asked
  return new Promise((answered, failed) => {
    request(url, { method, headers, signal, ...trustOf(context) }, (response) => {
      const { statusCode: status = 0, headers: own } = response
      textOf(response).then((text) => answered({ status, headers: own, text }), failed)
    })
      .once('error', failed)
      .end(body ?? undefined)
  })
}
