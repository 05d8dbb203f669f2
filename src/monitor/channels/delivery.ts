import type { Sentence } from '../../contract/phrase.ts'
import type { DeliveryResource } from '../../contract/resources/channel.ts'
import { severityOf } from '../../contract/resources/alert.ts'
import type { ChannelMessage } from './message.ts'

/** `[CN-5]` A message and what became of it so far; never changed: each step makes another. */
export interface Delivery {
  readonly delivery_id: number
  /** What receivers know it by: the same for each attempt, and of no other message of any monitor. */
  readonly uid: string
  readonly channel: string
  readonly title: string
  readonly message: ChannelMessage
  readonly isCritical: boolean
  readonly made_at: number
  readonly state: DeliveryResource['state']
  /** Since it was made, or since an operator had it sent again. */
  readonly attempts: number
  /** How many of them in a row were refused for good. */
  readonly refusals: number
  /** When it is tried next, ms since 1970. */
  readonly next_at: number
  /** An attempt that fails after this was the last, ms since 1970. */
  readonly expires_at: number
  readonly ended_at: number | null
  readonly problem: Sentence | null
}

/** Whether it says something critical: such a message makes room for no other. */
export function isCritical(message: ChannelMessage): boolean {
  if (message.kind !== 'raised' && message.kind !== 'resolved') return false
  const alerts = message.kind === 'raised' ? message.alerts : []
  return [...alerts, ...message.resolved.map(({ alert }) => alert)].some(({ kind }) => severityOf(kind) === 'critical')
}

/** What is shown of one. */
export function deliveryResource(delivery: Omit<Delivery, 'message'> & { readonly kind: string }): DeliveryResource {
  const { delivery_id, channel, kind, title, made_at, state, attempts, next_at, ended_at, problem } = delivery
  return {
    delivery_id,
    channel,
    kind: kind as DeliveryResource['kind'],
    title,
    made_at,
    state,
    attempts,
    next_at: state === 'waiting' ? next_at : null,
    ended_at,
    problem,
  }
}
