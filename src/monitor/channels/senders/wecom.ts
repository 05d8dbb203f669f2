import { refusal } from '../../../contract/refusal.ts'
import type { ChannelOf } from '../../../contract/resources/channel.ts'
import { bodyLines, fitted, type MessageWords } from '../../../console/words/message-words.ts'
import type { SendOutcome } from '../message.ts'
import { linkAddress, withoutMarkdown } from './foreign-text.ts'
import { busy, jsonOf, outcomeOfNonsense } from './http-outcome.ts'
import { delivered, refused, retried } from './outcome.ts'
import type { Secrets } from './secrets.ts'
import type { HttpAnswer, HttpRequest } from './send-http.ts'
import type { Sending } from './sending.ts'

/** Of the text, in UTF-8. */
const MAX_CONTENT_BYTES = 4096
/** A robot takes 20 messages a minute. */
const BUSY_DELAY_MS = 60_000

const tooFast = [45_009, 45_033]
const unknownRobot = [93_000, 93_001]
const removedRobot = [93_008]
/** The service is busy. */
const BUSY = -1

/** `[CN-4]` A Markdown message of a group robot. */
export function wecomRequest({ url }: ChannelOf<'wecom'>, { words, link }: Sending): HttpRequest {
  const content = fitted(
    words,
    (shown) =>
      [
        titleOf(shown),
        ...bodyLines(shown).map((line) => `> ${withoutMarkdown(line)}`),
        '',
        `[${withoutMarkdown(shown.open)}](${linkAddress(link)})`,
      ].join('\n'),
    (text) => Buffer.byteLength(text) <= MAX_CONTENT_BYTES,
  )
  return { url, headers: {}, body: JSON.stringify({ msgtype: 'markdown', markdown: { content } }) }
}

/** There are three colours: green, grey, and orange. */
function titleOf({ title, status, severity }: MessageWords): string {
  const text = withoutMarkdown(title)
  const color = status === 'resolved' ? 'info' : severity === null || severity === 'info' ? 'comment' : 'warning'
  return `**<font color="${color}">${text}</font>**`
}

/** What the robot says of it: always with status 200, and a code. */
export function wecomOutcome(answer: HttpAnswer, secrets: Secrets): SendOutcome {
  const json = jsonOf(answer)
  if (typeof json?.errcode !== 'number') return outcomeOfNonsense(answer, secrets)
  const { errcode: code, errmsg } = json
  const { host } = answer
  if (code === 0) return delivered
  const detail = secrets.detail(typeof errmsg === 'string' ? errmsg : '')
  if (tooFast.includes(code)) return busy(host, BUSY_DELAY_MS)
  if (code === BUSY) return retried(refusal('channel_robot_refused', { host, number: code, detail }))
  if (unknownRobot.includes(code)) return refused(refusal('channel_robot_token_wrong', { host, detail }))
  if (removedRobot.includes(code)) return refused(refusal('channel_robot_disabled', { detail }))
  return refused(refusal('channel_robot_refused', { host, number: code, detail }))
}
