import { createHmac } from 'node:crypto'
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { refusal } from '../../../contract/refusal.ts'
import type { ChannelOf } from '../../../contract/resources/channel.ts'
import { messageWords } from '../../../console/words/message-words.ts'
import { isHeaderAllowed } from '../../outbound/own-headers.ts'
import type { SendOutcome } from '../message.ts'
import { outcomeByStatus } from './http-outcome.ts'
import type { Secrets } from './secrets.ts'
import type { HttpAnswer, HttpRequest } from './send-http.ts'
import type { Sending } from './sending.ts'
import { webhookBody } from './webhook-body.ts'
import { filledTemplate } from './webhook-template.ts'

/** What belongs to the signature. */
const signatureHeader = /^webhook-/i
const SECRET_PREFIX = 'whsec_'
/** By these nothing of the same request is ever taken; others pass when the receiver is there again. */
const finalStatuses = [400, 405, 410, 411, 413, 414, 415, 422]

/**
 * `[CN-4]` The JSON of a message, or what a template makes of it, signed after Standard Webhooks.
 * @throws {BatchdeckError} `INVALID_MESSAGE` where a header, the secret or the template cannot be used
 */
export function webhookRequest(definition: ChannelOf<'webhook'>, sending: Sending): HttpRequest {
  const { url, secret, headers = {}, template } = definition
  for (const [name, value] of Object.entries(headers)) assertHeader(name, value)
  const body =
    template === undefined ? JSON.stringify(webhookBody(sending), wellFormed) : filledTemplate(template, sending)
  const { deliveryId, now } = sending.context
  const id = deliveryId.replaceAll(/[^A-Za-z0-9_-]/g, '_')
  const timestamp = String(Math.floor(now() / 1000))
  const signed = { 'webhook-id': id, 'webhook-timestamp': timestamp }
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  return {
    url,
    headers: {
      ...Object.fromEntries(lower),
      ...signed,
      ...(secret !== undefined && {
        'webhook-signature': `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
      }),
    },
    body,
  }
}

/** `[CN-2]` Whether anything can be sent so at all. @throws {BatchdeckError} `INVALID_MESSAGE` as {@link webhookRequest} */
export function assertSendable(definition: ChannelOf<'webhook'>): void {
  const message = { kind: 'test', at: 0 } as const
  const tasks = new Map()
  const words = messageWords(message, { monitor: '', tasks, language: definition.language ?? 'en' })
  const never = new AbortController().signal
  const terms = { deliveryId: '1', monitor: '', tasks, allowsPrivate: false, version: '0', signal: never }
  webhookRequest(definition, {
    message,
    words,
    link: '',
    context: { ...terms, link: () => '', appLink: () => null, now: () => 0 },
  })
}

/** Whether it was taken: any status of 2xx. What a receiver that is being restarted answers is tried again. */
export function webhookOutcome(answer: HttpAnswer, secrets: Secrets): SendOutcome {
  return outcomeByStatus(answer, secrets, (status) => finalStatuses.includes(status))
}

/** Half a character is none: not every receiver reads JSON with such. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value
}

/** The bytes behind `whsec_`, or those of any other text. @throws {BatchdeckError} `INVALID_MESSAGE` */
function keyOf(secret: string): Buffer {
  if (!secret.startsWith(SECRET_PREFIX)) return Buffer.from(secret, 'utf8')
  const text = secret.slice(SECRET_PREFIX.length)
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) throw refusal('channel_secret_not_base64')
  return Buffer.from(text, 'base64')
}

/** @throws {BatchdeckError} `INVALID_MESSAGE` */
function assertHeader(name: string, value: string): void {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
  } catch (error) {
    throw refusal('channel_header_wrong', { name: name.slice(0, 128) }, { cause: error })
  }
  if (signatureHeader.test(name) || !isHeaderAllowed(name, value)) throw refusal('channel_header_wrong', { name })
}
