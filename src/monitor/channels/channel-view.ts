import { sentenceOf } from '../../contract/errors.ts'
import type { Phrase, Sentence } from '../../contract/phrase.ts'
import { refusal } from '../../contract/refusal.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { ChannelResource } from '../../contract/resources/channel.ts'
import { alertIdOf } from './channel-filter.ts'
import { secretNames, shownFields } from './channel-place.ts'
import type { LiveChannel } from './live-channel.ts'
import { whereOf } from './senders/where.ts'

/** So many failed attempts in a row are an alert. */
const FAILING_AFTER = 3

/** `[CN-1]` What is shown of a channel: nothing secret. */
export function channelView(channel: LiveChannel): ChannelResource {
  const { definition, terms, origin, queue, failed, problem, counts } = channel
  return {
    name: definition.name,
    kind: definition.kind,
    origin,
    where: whereOf(definition),
    fields: shownFields(definition),
    secrets: secretNames(definition),
    ...terms,
    state: stateOf(channel),
    delivered: counts.delivered,
    last_delivered_at: counts.lastDeliveredAt,
    waiting: queue.all.length,
    failed: failed.size,
    problem,
    next_summary_at: counts.nextSummaryAt,
  }
}

function stateOf({ isPaused, problem, counts }: LiveChannel): ChannelResource['state'] {
  if (isPaused) return 'paused'
  if (problem !== null) return 'failing'
  return counts.delivered > 0 ? 'ok' : 'new'
}

/** `[CN-5]` What an operator has to know of a channel: it takes nothing, or something was given up. */
export function alertsOf({ name, isPaused, queue, failed, problem }: LiveChannel): Omit<AlertResource, 'since'>[] {
  const alert = { alert_id: alertIdOf(name), kind: 'delivery_failed' } as const
  const why = problem === null ? '' : phraseOf(problem)
  if (failed.size > 0) {
    const said = refusal('delivery_given_up', { channel: name, count: failed.size, problem: why })
    return [{ ...alert, count: failed.size, ...sentenceOf(said) }]
  }
  const { head, failures } = queue
  if (isPaused || failures < FAILING_AFTER || head === null) return []
  return [
    {
      ...alert,
      ...sentenceOf(refusal('delivery_failing', { channel: name, failures, problem: why })),
      next_at: head.next_at,
    },
  ]
}

/** A problem within a sentence, in whichever language that is read. */
export function phraseOf({ message, reason, values = {} }: Sentence): string | Phrase {
  return reason === undefined ? message : { key: reason, values }
}
