import { createHmac } from 'node:crypto'
import { refusal } from '../../../contract/refusal.ts'
import type { ChannelOf } from '../../../contract/resources/channel.ts'
import { bodyLines, fitted } from '../../../console/words/message-words.ts'
import type { SendOutcome } from '../message.ts'
import { linkAddress, withoutMarkdown } from './foreign-text.ts'
import { busy, jsonOf, outcomeOfNonsense } from './http-outcome.ts'
import { delivered, refused, retried } from './outcome.ts'
import type { Secrets } from './secrets.ts'
import type { HttpAnswer, HttpRequest } from './send-http.ts'
import type { Sending } from './sending.ts'

/** Of the whole message; more is refused. */
const MAX_BODY_BYTES = 20_000
/** A robot takes 20 messages a minute. */
const BUSY_DELAY_MS = 60_000

const tooFast = [130_101, 130_102, 410_100]
const unknownRobot = [300_001, 300_005, 400_101, 400_106]
const disabledRobot = [400_013, 400_102]
/** A robot's own checks; which of them it was is said in words only. */
const CHECK_FAILED = 310_000
/** The service is busy. */
const BUSY = -1

/** `[CN-4]` A Markdown message of a custom robot, signed where it has a secret. */
export function dingtalkRequest(definition: ChannelOf<'dingtalk'>, { words, link, context }: Sending): HttpRequest {
  const { url, secret } = definition
  const body = fitted(
    words,
    (shown) => {
      const title = withoutMarkdown(shown.title)
      const lines = bodyLines(shown).map((line) => `- ${withoutMarkdown(line)}`)
      const text = [`### ${title}`, ...lines, '', `[${withoutMarkdown(shown.open)}](${linkAddress(link)})`].join('\n')
      return JSON.stringify({ msgtype: 'markdown', markdown: { title, text }, at: { isAtAll: false } })
    },
    (json) => Buffer.byteLength(json) <= MAX_BODY_BYTES,
  )
  return { url: secret === undefined ? url : signedUrl(url, secret, context.now()), headers: {}, body }
}

/** The address with the time and HMAC-SHA256 of time and secret, as the robot checks it. */
function signedUrl(url: string, secret: string, now: number): string {
  const parsed = URL.parse(url)
  if (parsed === null) return url
  const sign = createHmac('sha256', secret).update(`${now}\n${secret}`).digest('base64')
  parsed.searchParams.set('timestamp', String(now))
  parsed.searchParams.set('sign', sign)
  return parsed.href
}

/** What the robot says of it: always with status 200, and a code. */
export function dingtalkOutcome(
  { secret }: ChannelOf<'dingtalk'>,
  answer: HttpAnswer,
  secrets: Secrets,
  monitor: string,
): SendOutcome {
  const json = jsonOf(answer)
  if (typeof json?.errcode !== 'number') return outcomeOfNonsense(answer, secrets)
  const { errcode: code, errmsg } = json
  const { host } = answer
  if (code === 0) return delivered
  const said = typeof errmsg === 'string' ? errmsg : ''
  const detail = secrets.detail(said)
  if (tooFast.includes(code)) return busy(host, BUSY_DELAY_MS)
  if (code === BUSY) return retried(refusal('channel_robot_refused', { host, number: code, detail }))
  if (unknownRobot.includes(code)) return refused(refusal('channel_robot_token_wrong', { host, detail }))
  if (disabledRobot.includes(code)) return refused(refusal('channel_robot_disabled', { detail }))
  if (code === CHECK_FAILED) {
    if (/keyword|关键词/i.test(said)) return refused(refusal('channel_robot_keyword', { monitor }))
    if (/whitelist|白名单|\bip\b/i.test(said)) return refused(refusal('channel_robot_address', { detail }))
    if (/sign|timestamp|签名/i.test(said)) {
      return secret === undefined
        ? refused(refusal('channel_robot_signature_missing', { host }))
        : refused(refusal('channel_robot_signature', { host, detail }))
    }
  }
  return refused(refusal('channel_robot_refused', { host, number: code, detail }))
}
