import type { BatchdeckError } from '../../../../contract/errors.ts'
import type { Reason } from '../../../../contract/reasons.ts'
import {
  type ChannelKind,
  channelNamePattern,
  type ChannelResource,
  type secretFields,
} from '../../../../contract/resources/channel.ts'
import type { HeaderDraft } from '../../../components/header-fields.tsx'
import {
  type ChannelDraft,
  type DraftField,
  isAddressed,
  keepsHeader,
  leadsElsewhere,
  type SecretDraft,
} from './channel-draft.ts'

/** The secrets of a kind beside its address. */
const secretsOf = {
  webhook: ['secret'],
  slack: [],
  telegram: ['token'],
  dingtalk: ['secret'],
  feishu: ['secret'],
  wecom: [],
  email: ['password'],
} as const satisfies { [K in ChannelKind]: readonly Exclude<(typeof secretFields)[K][number], 'url' | 'headers'>[] }

/** What keeps a draft from being a channel: it is not there, cannot be so, or has to be given again. */
export type FaultKind = 'missing' | 'wrong' | 'again'
export interface DraftFault {
  readonly field: DraftField
  readonly what: FaultKind
}

const name = new RegExp(channelNamePattern)
const chat = /^(-?[0-9]{1,20}|@[A-Za-z0-9_]{5,64})$/
/** `anna@example.org`, `Night shift <night@example.org>` */
const mailbox = /^([^<>]*<)?[^\s@<>,;]+@[^\s@<>,;]+>?$/
const clock = /^([01][0-9]|2[0-3]):[0-5][0-9]$/
const MAX_PORT = 65_535
const MAX_RECIPIENTS = 50
export const LEAST_PER_HOUR = 2
export const MOST_PER_HOUR = 1000

/** All of them; whatever else is wrong the monitor says. */
export function faultsOf(draft: ChannelDraft, channel: ChannelResource | null): DraftFault[] {
  const faults: DraftFault[] = []
  const add = (field: DraftField, what: FaultKind | null) => what !== null && faults.push({ field, what })
  const text = (entry: SecretDraft, isGood: (value: string) => boolean = () => true) =>
    entry === null ? null : entry.trim() === '' ? 'missing' : isGood(entry.trim()) ? null : 'wrong'
  const optional = (entry: string, isGood: (value: string) => boolean) =>
    entry.trim() === '' || isGood(entry.trim()) ? null : 'wrong'
  const { kind, quiet, summary } = draft
  add(
    'name',
    text(draft.name, (value) => name.test(value)),
  )
  if (isAddressed(kind)) add('url', text(draft.url, isHttpUrl))
  if (leadsElsewhere(draft, channel)) {
    for (const field of secretsOf[kind]) if (draft[field] === null) add(field, 'again')
  }
  if (kind === 'webhook' && draft.headers.some((header) => isHalf(header) && !keepsHeader(draft, channel, header)))
    add('headers', 'missing')
  if (kind === 'telegram') {
    add('token', text(draft.token))
    add(
      'chat_id',
      text(draft.chat_id, (value) => chat.test(value)),
    )
    add(
      'thread_id',
      optional(draft.thread_id, (value) => isWhole(value, 1, Number.MAX_SAFE_INTEGER)),
    )
    add('base_url', optional(draft.base_url, isHttpUrl))
  }
  if (kind === 'email') {
    add(
      'host',
      text(draft.host, (value) => !/[\s/:@]/.test(value)),
    )
    add(
      'port',
      optional(draft.port, (value) => isWhole(value, 1, MAX_PORT)),
    )
    if (draft.user.trim() !== '') add('password', text(draft.password))
    add(
      'from',
      text(draft.from, (value) => mailbox.test(value)),
    )
    const isGood = draft.to.length <= MAX_RECIPIENTS && draft.to.every((value) => mailbox.test(value.trim()))
    add('to', draft.to.length === 0 ? 'missing' : isGood ? null : 'wrong')
  }
  if (!Number.isInteger(draft.per_hour)) add('per_hour', 'missing')
  else if (draft.per_hour < LEAST_PER_HOUR || draft.per_hour > MOST_PER_HOUR) add('per_hour', 'wrong')
  if (quiet.isOn) {
    const isSpan = clock.test(quiet.from) && clock.test(quiet.to) && quiet.from !== quiet.to
    add('quiet', quiet.days.length === 0 ? 'missing' : isSpan ? null : 'wrong')
  }
  if (summary.isOn) {
    add('summary', text(summary.how === 'daily' ? summary.time : summary.cron))
  }
  return faults
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && ['http:', 'https:'].includes(url.protocol)
}

const isWhole = (text: string, min: number, max: number) =>
  /^[0-9]+$/.test(text) && Number(text) >= min && Number(text) <= max

/** Whether only one of both is there. */
const isHalf = ({ name: header, value }: HeaderDraft) => (header.trim() === '') !== (value === '')

/** The field that a JSON pointer into a request is about; null where it is none. */
export function fieldAt(pointer: string, draft: ChannelDraft): DraftField | null {
  const [, , field = ''] = pointer.split('/')
  return fieldCalled(field, draft)
}

const fieldCalled = (field: unknown, draft: ChannelDraft) =>
  typeof field === 'string' && Object.hasOwn(draft, field) ? (field as DraftField) : null

/** The field that a refusal is about which names none. */
const fieldOfReason: Readonly<Partial<Record<Reason, DraftField>>> = {
  channel_name_reserved: 'name',
  channel_of_settings: 'name',
  channel_template_gap: 'template',
  channel_template_not_json: 'template',
  channel_header_refused: 'headers',
  channel_header_wrong: 'headers',
  channel_cron_wrong: 'summary',
  channel_cron_never: 'summary',
  channel_host_wrong: 'host',
}

/** The field that a refusal is about; null where it is about none, or several. */
export function fieldOf(
  { reason = '', values }: Pick<BatchdeckError, 'reason' | 'values'>,
  draft: ChannelDraft,
): DraftField | null {
  return fieldCalled(values?.['field'], draft) ?? fieldOfReason[reason as Reason] ?? null
}
