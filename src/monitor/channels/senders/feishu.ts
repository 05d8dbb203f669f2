import { createHmac } from 'node:crypto'
import { refusal } from '../../../contract/refusal.ts'
import type { ChannelOf } from '../../../contract/resources/channel.ts'
import { bodyLines, fitted, type MessageWords } from '../../../console/words/message-words.ts'
import type { SendOutcome } from '../message.ts'
import { unlinked } from './foreign-text.ts'
import { busy, jsonOf, outcomeOfNonsense } from './http-outcome.ts'
import { delivered, refused } from './outcome.ts'
import type { Secrets } from './secrets.ts'
import type { HttpAnswer, HttpRequest } from './send-http.ts'
import type { Sending } from './sending.ts'

/** Of the body of a request: 20 KB, of which some are the signature's. */
const MAX_BODY_BYTES = 20_000

const SIGNATURE_WRONG = 19_021
const ADDRESS_NOT_ALLOWED = 19_022
const KEYWORD_MISSING = 19_024
const HOOK_UNKNOWN = 19_001
const BOT_DISABLED = 19_007
const LIMITED = 11_232
/** Of a request that is wrong, and of too many of them. */
const BAD_REQUEST = 9499

/** `[CN-4]` A card of a custom bot, in plain text throughout: nothing in it can be a mention or a link but the button. */
export function feishuRequest({ url, secret }: ChannelOf<'feishu'>, { words, link, context }: Sending): HttpRequest {
  const timestamp = String(Math.floor(context.now() / 1000))
  const signature = secret === undefined ? {} : { timestamp, sign: signatureOf(timestamp, secret) }
  const body = fitted(
    words,
    (shown) => JSON.stringify({ ...signature, msg_type: 'interactive', card: cardOf(shown, link) }),
    (json) => Buffer.byteLength(json) <= MAX_BODY_BYTES,
  )
  return { url, headers: {}, body }
}

/** HMAC-SHA256 of nothing, by time and secret as its key. */
function signatureOf(timestamp: string, secret: string): string {
  return createHmac('sha256', `${timestamp}\n${secret}`).digest('base64')
}

function cardOf(words: MessageWords, link: string) {
  const text = bodyLines(words).map(unlinked).join('\n')
  return {
    config: { wide_screen_mode: true },
    header: { title: plain(unlinked(words.title)), template: colorOf(words) },
    elements: [
      ...(text === '' ? [] : [{ tag: 'div', text: plain(text) }]),
      { tag: 'action', actions: [{ tag: 'button', text: plain(words.open), type: 'default', url: link }] },
    ],
  }
}

function plain(content: string) {
  return { tag: 'plain_text', content }
}

function colorOf({ severity, status }: MessageWords): string {
  if (status === 'resolved') return 'green'
  return severity === 'critical' ? 'red' : severity === 'warning' ? 'orange' : 'blue'
}

/** What the bot says of it: a code, whatever the status. */
export function feishuOutcome(
  { secret }: ChannelOf<'feishu'>,
  answer: HttpAnswer,
  secrets: Secrets,
  monitor: string,
): SendOutcome {
  const json = jsonOf(answer)
  const code = json?.code ?? json?.StatusCode
  if (typeof code !== 'number') return outcomeOfNonsense(answer, secrets)
  if (code === 0) return delivered
  const { host, retryAfter } = answer
  const said = typeof json?.msg === 'string' ? json.msg : ''
  const detail = secrets.detail(said)
  switch (code) {
    case LIMITED:
      return busy(host, retryAfter)
    case SIGNATURE_WRONG:
      return secret === undefined
        ? refused(refusal('channel_robot_signature_missing', { host }))
        : refused(refusal('channel_robot_signature', { host, detail }))
    case ADDRESS_NOT_ALLOWED:
      return refused(refusal('channel_robot_address', { detail }))
    case KEYWORD_MISSING:
      return refused(refusal('channel_robot_keyword', { monitor }))
    case HOOK_UNKNOWN:
      return refused(refusal('channel_robot_token_wrong', { host, detail }))
    case BOT_DISABLED:
      return refused(refusal('channel_robot_disabled', { detail }))
    default:
      if ((code === BAD_REQUEST && /too many/i.test(said)) || answer.status === 429) return busy(host, retryAfter)
      return refused(refusal('channel_robot_refused', { host, number: code, detail }))
  }
}
