import type { ChannelKind, ChannelResource, channelLanguages } from '../../../../contract/resources/channel.ts'
import type { HeaderDraft } from '../../../components/header-fields.tsx'
import type { AlertKind, Severity } from '../../../../contract/resources/alert.ts'
import { dailyTime } from './daily-time.ts'

/** A secret as it is edited: null where the one there is stays, which is not known here. */
export type SecretDraft = string | null

export interface QuietDraft {
  readonly isOn: boolean
  /** `22:00` */
  readonly from: string
  readonly to: string
  readonly time_zone: string
  /** ISO 8601: 1 is Monday. */
  readonly days: readonly number[]
}

export interface SummaryDraft {
  readonly isOn: boolean
  readonly how: 'daily' | 'cron'
  /** `08:00` */
  readonly time: string
  readonly cron: string
  readonly time_zone: string
}

/** A channel as it is edited, with the fields of all kinds, called as the monitor calls them. */
export interface ChannelDraft {
  readonly name: string
  readonly kind: ChannelKind
  readonly url: SecretDraft
  readonly secret: SecretDraft
  readonly token: SecretDraft
  readonly password: SecretDraft
  readonly headers: readonly HeaderDraft[]
  readonly template: string
  readonly chat_id: string
  readonly thread_id: string
  readonly base_url: string
  readonly host: string
  readonly port: string
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string
  readonly from: string
  readonly to: readonly string[]
  readonly min_severity: Severity
  /** Ids; none for all. */
  readonly tasks: readonly string[]
  /** None for all. */
  readonly kinds: readonly AlertKind[]
  readonly quiet: QuietDraft
  readonly language: (typeof channelLanguages)[number]
  /** NaN while nothing is there. */
  readonly per_hour: number
  readonly summary: SummaryDraft
}
export type DraftField = keyof ChannelDraft

/** What the fields of a channel get. */
export interface ChannelEdit {
  readonly draft: ChannelDraft
  /** The one there is, whose secrets stay where they are not given anew; null where there is none. */
  readonly channel: ChannelResource | null
  readonly onChange: (part: Partial<ChannelDraft>) => void
  /** What is wrong with a field, in words; null where nothing is. */
  readonly wrong: (field: DraftField) => string | null
}

export type SecretField = 'url' | 'secret' | 'token' | 'password'

const USUAL_PER_HOUR = 12
export const everyDay = [1, 2, 3, 4, 5, 6, 7] as const

/** How a new channel begins. */
interface Beginning {
  readonly kind: ChannelKind
  readonly language: ChannelDraft['language']
  readonly time_zone: string
}

export function newDraft({ kind, language, time_zone }: Beginning): ChannelDraft {
  return {
    name: '',
    kind,
    url: '',
    secret: '',
    token: '',
    password: '',
    headers: [],
    template: '',
    chat_id: '',
    thread_id: '',
    base_url: '',
    host: '',
    port: '',
    security: 'starttls',
    user: '',
    from: '',
    to: [],
    min_severity: 'critical',
    tasks: [],
    kinds: [],
    quiet: { isOn: false, from: '22:00', to: '07:00', time_zone, days: everyDay },
    language,
    per_hour: USUAL_PER_HOUR,
    summary: { isOn: false, how: 'daily', time: '08:00', cron: '0 8 * * *', time_zone },
  }
}

/**
 * Of the channel there is, without what is secret: that stays unless it is given anew.
 * @param time_zone of hours that are chosen only now
 */
export function draftOf(channel: ChannelResource, time_zone = 'UTC'): ChannelDraft {
  const { name, kind, fields, secrets, min_severity, tasks, kinds, quiet, language, per_hour, summary } = channel
  const start = newDraft({ kind, language, time_zone })
  const text = (field: string) => {
    const { [field]: value } = fields
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  const secret = (field: SecretField) => (secrets.includes(field) ? null : '')
  const time = summary && dailyTime(summary.cron)
  return {
    ...start,
    name,
    url: secret('url'),
    secret: secret('secret'),
    token: secret('token'),
    password: secret('password'),
    headers: textsOf(fields['headers']).map((header) => ({ name: header, value: '' })),
    template: text('template'),
    chat_id: text('chat_id'),
    thread_id: text('thread_id'),
    base_url: text('base_url'),
    host: text('host'),
    port: text('port'),
    security: (['tls', 'starttls', 'none'] as const).find((one) => one === fields['security']) ?? 'starttls',
    user: text('user'),
    from: text('from'),
    to: textsOf(fields['to']),
    min_severity,
    tasks: (tasks ?? []).map(String),
    kinds: (kinds ?? []) as AlertKind[],
    quiet: quiet ? { ...quiet, isOn: true, days: quiet.days.length === 0 ? everyDay : quiet.days } : start.quiet,
    per_hour,
    summary: summary
      ? { ...start.summary, ...summary, isOn: true, ...(time === null ? { how: 'cron' } : { time }) }
      : start.summary,
  }
}

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []

/** Where a kind leads that is told so by its address. */
const addressed = ['webhook', 'slack', 'dingtalk', 'feishu', 'wecom'] as const satisfies readonly ChannelKind[]
export const isAddressed = (kind: ChannelKind) => addressed.some((one) => one === kind)

/**
 * `[CN-2]` Whether it would lead somewhere else, or there in another way: what is secret goes nowhere it was not given for.
 */
export function leadsElsewhere(draft: ChannelDraft, channel: ChannelResource | null): boolean {
  if (channel === null || channel.kind !== draft.kind) return false
  const before = draftOf(channel)
  const differs = (field: 'host' | 'port' | 'base_url') =>
    draft[field].trim().toLowerCase() !== before[field].toLowerCase()
  if (draft.kind === 'email') return differs('host') || differs('port') || draft.security !== before.security
  if (draft.kind === 'telegram') return differs('base_url')
  return draft.url !== null && originOf(draft.url) !== originOf(channel.where)
}

const originOf = (address: string) => URL.parse(address.trim())?.origin

/** `[CN-2]` Whether the value of a header stays as it is. */
export function keepsHeader(
  draft: ChannelDraft,
  channel: ChannelResource | null,
  { name, value }: HeaderDraft,
): boolean {
  if (value !== '' || channel === null || leadsElsewhere(draft, channel)) return false
  return textsOf(channel.fields['headers']).includes(name.trim())
}
