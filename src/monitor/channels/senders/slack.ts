import { refusal } from '../../../contract/refusal.ts'
import type { ChannelOf } from '../../../contract/resources/channel.ts'
import { bodyLines, fitted, type MessageWords } from '../../../console/words/message-words.ts'
import { shortened } from '../../../console/words/one-line.ts'
import type { SendOutcome } from '../message.ts'
import { escapedSlack, linkAddress } from './foreign-text.ts'
import { busy, outcomeByStatus, outcomeOfNonsense } from './http-outcome.ts'
import { delivered, refused, retried } from './outcome.ts'
import type { Secrets } from './secrets.ts'
import type { HttpAnswer, HttpRequest } from './send-http.ts'
import type { Sending } from './sending.ts'

/** Of a header block. */
const MAX_HEADER_LENGTH = 150
/** Of the text of a section. */
const MAX_SECTION_LENGTH = 3000

const gone = ['no_service', 'no_team', 'team_disabled', 'invalid_token', 'no_active_hooks', 'token_revoked']
const withoutChannel = ['channel_not_found', 'channel_is_archived']
const forbidden = ['action_prohibited', 'posting_to_general_channel_denied', 'user_not_found']

/**
 * `[CN-4]` A message of Slack's incoming webhooks: what others have written stands in plain text, in which nothing is a
 * mention or a link, and the link is the only thing that is marked up.
 */
export function slackRequest({ url }: ChannelOf<'slack'>, { words, link }: Sending): HttpRequest {
  const body = fitted(words, bodyOf, (text) => text.length <= MAX_SECTION_LENGTH)
  const blocks = [
    { type: 'header', text: plain(headerOf(words)) },
    ...(body === '' ? [] : [{ type: 'section', text: plain(body) }]),
    {
      type: 'section',
      text: { type: 'mrkdwn', verbatim: true, text: `<${linkAddress(link)}|${escapedSlack(words.open)}>` },
    },
  ]
  // The text is what a phone shows before it is unlocked.
  const message = { text: escapedSlack(words.title), blocks, unfurl_links: false, unfurl_media: false }
  return { url, headers: {}, body: JSON.stringify(message) }
}

function plain(text: string) {
  return { type: 'plain_text', emoji: false, text }
}

function bodyOf(words: MessageWords): string {
  return escapedSlack(bodyLines(words).join('\n'))
}

/** Escaping makes it longer: it is shortened before. */
function headerOf({ title }: MessageWords): string {
  let most = MAX_HEADER_LENGTH
  while (escapedSlack(shortened(title, most)).length > MAX_HEADER_LENGTH) most--
  return escapedSlack(shortened(title, most))
}

/** What Slack says of it: `ok`, or one word for what is wrong. */
export function slackOutcome(answer: HttpAnswer, secrets: Secrets): SendOutcome {
  const { host, status, retryAfter } = answer
  const word = answer.text.trim()
  if (status === 200 && word === 'ok') return delivered
  if (status === 429 || word === 'rate_limited') return busy(host, retryAfter)
  const detail = secrets.detail(word)
  if (gone.includes(word)) return refused(refusal('channel_slack_webhook_gone', { detail }))
  if (withoutChannel.includes(word)) return refused(refusal('channel_slack_channel_gone', { detail }))
  if (forbidden.includes(word)) return refused(refusal('channel_slack_forbidden', { detail }))
  if (word === 'rollup_error') return retried(refusal('channel_answered', { host, status: String(status), detail }))
  return status >= 200 && status < 300 ? outcomeOfNonsense(answer, secrets) : outcomeByStatus(answer, secrets)
}
