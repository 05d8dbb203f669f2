import { Cron } from 'croner'
import { isIP } from 'node:net'
import { USUAL_PER_HOUR } from '../../console/notifier-rules.ts'
import { refusal } from '../../contract/refusal.ts'
import type { ChannelDefinition, ChannelOf, ChannelResource } from '../../contract/resources/channel.ts'
import { isHeaderAllowed } from '../outbound/own-headers.ts'
import { assertSendable } from './senders/webhook.ts'

/** What a channel passes on, and when, with everything that was left out. */
export type ChannelTerms = Pick<
  ChannelResource,
  'min_severity' | 'tasks' | 'kinds' | 'quiet' | 'language' | 'per_hour' | 'summary' | 'paused'
>

/** The dead man's switch has this name where what fails is named. */
export const HEARTBEAT_NAME = 'heartbeat'

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/
/** An address, alone or with a name in front: `Batchdeck <deck@example.com>`. No sign in it can begin another header. */
const mailAddress = /^(?:[^\p{Cc}<>@]*<)?[^\p{Cc}\s<>@,;]+@[^\p{Cc}\s<>@,;]+>?$/u
const hostName = /^(?=.{1,253}$)[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,62})(?:\.[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,62}))*\.?$/u

export function termsOf(definition: ChannelDefinition): ChannelTerms {
  const { quiet, summary } = definition
  return {
    min_severity: definition.min_severity ?? 'critical',
    tasks: definition.tasks ?? null,
    kinds: definition.kinds ?? null,
    quiet: quiet ? { ...quiet, time_zone: quiet.time_zone ?? 'UTC', days: quiet.days ?? everyDay } : null,
    language: definition.language ?? 'en',
    per_hour: definition.per_hour ?? USUAL_PER_HOUR,
    summary: summary ? { ...summary, time_zone: summary.time_zone ?? 'UTC' } : null,
    paused: definition.paused ?? false,
  }
}

/** `[CN-2]` What no schema sees. @throws {BatchdeckError} `INVALID_MESSAGE` where it could never work */
export function assertSound(definition: ChannelDefinition): void {
  const { name, quiet, summary } = definition
  if (name.toLowerCase() === HEARTBEAT_NAME) throw refusal('channel_name_reserved', { channel: name })
  if (quiet) assertZone(quiet.time_zone)
  if (summary) {
    assertZone(summary.time_zone)
    if (nextSummary(summary, Date.now()) === null) throw refusal('channel_cron_never')
  }
  if ('url' in definition) assertUrl('url', definition.url)
  if (definition.kind === 'telegram' && definition.base_url !== undefined) assertUrl('base_url', definition.base_url)
  if (definition.kind === 'webhook') {
    assertWebhook(definition)
    assertSendable(definition)
  }
  if (definition.kind === 'email') assertMail(definition)
}

/** When it comes true next after a moment, ms since 1970; null where it never does. @throws {BatchdeckError} `INVALID_MESSAGE` */
export function nextSummary(
  { cron, time_zone: timezone = 'UTC' }: NonNullable<ChannelDefinition['summary']>,
  after: number,
): number | null {
  try {
    return new Cron(cron, { timezone, paused: true }).nextRun(new Date(after))?.getTime() ?? null
  } catch (error) {
    throw refusal(
      'channel_cron_wrong',
      { detail: (error as Error).message.slice(0, 200).replace(/\.$/, '') },
      { cause: error },
    )
  }
}

function assertZone(zone = 'UTC'): void {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone })
  } catch (error) {
    throw refusal('channel_time_zone_wrong', { zone }, { cause: error })
  }
}

/** Never with the text, which is a secret. */
function assertUrl(field: string, text: string): void {
  const url = URL.parse(text)
  const isWhole = url !== null && /^https?:$/.test(url.protocol) && url.hostname !== ''
  if (!isWhole) throw refusal('channel_url_wrong', { field })
}

function assertWebhook({ headers = {}, template }: ChannelOf<'webhook'>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!headerName.test(name) || !isHeaderAllowed(name, value)) {
      throw refusal('channel_header_refused', { name: name.replaceAll(/\p{Cc}/gu, ' ').slice(0, 128) })
    }
  }
  if (template === undefined) return
  try {
    // A gap may stand in a text, or for a number.
    JSON.parse(template.replaceAll(/\{\{\w+\}\}/g, '0'))
  } catch (error) {
    const [place = 'it ends too early'] = /position \d+/.exec((error as Error).message) ?? []
    // Without a piece of it: there may be a token in it.
    throw refusal('channel_template_not_json', { detail: place }, { cause: error })
  }
}

function assertMail({ host, from, to }: ChannelOf<'email'>): void {
  if (!hostName.test(host) && isIP(host.replace(/^\[(.*)\]$/, '$1')) === 0) throw refusal('channel_host_wrong')
  if (!mailAddress.test(from)) throw refusal('channel_address_wrong', { field: 'from' })
  if (!to.every((address) => mailAddress.test(address))) throw refusal('channel_address_wrong', { field: 'to' })
}
