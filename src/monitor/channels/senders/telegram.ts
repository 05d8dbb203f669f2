import { refusal } from '../../../contract/refusal.ts'
import type { ChannelOf } from '../../../contract/resources/channel.ts'
import { bodyLines, fitted } from '../../../console/words/message-words.ts'
import type { SendOutcome } from '../message.ts'
import { escapedHtml, linkAddress, unlinked } from './foreign-text.ts'
import { busy, jsonOf, outcomeByStatus, outcomeOfNonsense } from './http-outcome.ts'
import { delivered, refused } from './outcome.ts'
import type { Secrets } from './secrets.ts'
import type { HttpAnswer, HttpRequest } from './send-http.ts'
import type { Sending } from './sending.ts'
import { TELEGRAM_ORIGIN } from './where.ts'

/** Of a text; what is marked up counts as little as it shows, here it counts as it is. */
const MAX_TEXT_LENGTH = 4096
const MAX_RETRY_AFTER_S = 86_400

/** `[CN-4]` A call of `sendMessage` of the Bot API. */
export function telegramRequest(definition: ChannelOf<'telegram'>, { words, link }: Sending): HttpRequest {
  const { token, chat_id, thread_id, base_url: base = TELEGRAM_ORIGIN } = definition
  const text = fitted(
    words,
    (shown) => {
      const lines = bodyLines(shown).map((line) => escapedHtml(unlinked(line)))
      return [
        `<b>${escapedHtml(unlinked(shown.title))}</b>`,
        ...(lines.length > 0 ? ['', ...lines] : []),
        '',
        `<a href="${escapedHtml(linkAddress(link))}">${escapedHtml(shown.open)}</a>`,
      ].join('\n')
    },
    (html) => html.length <= MAX_TEXT_LENGTH,
  )
  const body = {
    chat_id: /^-?\d+$/.test(chat_id) && Number.isSafeInteger(Number(chat_id)) ? Number(chat_id) : chat_id,
    ...(thread_id !== undefined && { message_thread_id: thread_id }),
    text,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
  }
  // A token is digits, a colon, and what is written in addresses as it is; whatever else was given stays one segment.
  const bot = encodeURIComponent(token).replaceAll('%3A', ':')
  return { url: `${base.replace(/(?<!\/)\/+$/, '')}/bot${bot}/sendMessage`, headers: {}, body: JSON.stringify(body) }
}

/** What the Bot API says of it. */
export function telegramOutcome(definition: ChannelOf<'telegram'>, answer: HttpAnswer, secrets: Secrets): SendOutcome {
  const json = jsonOf(answer)
  if (json?.ok === true) return delivered
  if (json?.ok !== false) return outcomeOfNonsense(answer, secrets)
  const { host } = answer
  const { chat_id: chat, thread_id: thread } = definition
  const status = typeof json.error_code === 'number' ? json.error_code : answer.status
  const description = typeof json.description === 'string' ? json.description : ''
  const parameters = (json.parameters ?? {}) as { retry_after?: unknown; migrate_to_chat_id?: unknown }
  if (status === 429) {
    const { retry_after: seconds } = parameters
    const isSaid = typeof seconds === 'number' && seconds >= 0
    return busy(host, isSaid ? Math.min(seconds, MAX_RETRY_AFTER_S) * 1000 : answer.retryAfter)
  }
  if (status === 401 || status === 404) return refused(refusal('channel_telegram_token_wrong'))
  const { migrate_to_chat_id: to } = parameters
  if (typeof to === 'number') return refused(refusal('channel_telegram_chat_moved', { chat, to: String(to) }))
  if (status === 403) {
    return refused(refusal('channel_telegram_blocked', { chat, detail: secrets.detail(description) }))
  }
  if (status === 400 && /chat not found|peer_id_invalid|chat_id is empty/i.test(description)) {
    return refused(refusal('channel_telegram_chat_unknown', { chat }))
  }
  if (status === 400 && thread !== undefined && /thread not found|topic/i.test(description)) {
    return refused(refusal('channel_telegram_thread_unknown', { chat, thread: String(thread) }))
  }
  return outcomeByStatus({ ...answer, status, text: description }, secrets)
}
