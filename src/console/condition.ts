import type { AlertResource } from '../contract/resources/alert.ts'
import type { ConsumerResource } from '../contract/resources/consumer.ts'

/** What an operator calls the state of a consumer: the first of these that holds, the gravest first (UI-10). */
export const conditions = ['lost', 'offline', 'suspect', 'stuck', 'flapping', 'drained', 'idle', 'online'] as const
export type Condition = (typeof conditions)[number]

/** Those that need an eye. */
export const troubles = ['lost', 'offline', 'suspect', 'stuck', 'flapping'] as const satisfies Condition[]

export function isTrouble(condition: Condition): boolean {
  return troubles.some((trouble) => trouble === condition)
}

/**
 * `[UI-10]` The one meaning of a consumer's state, whichever view counts it. That one goes that was drained is what it was
 * drained for (LV-5), so it stays `drained` when it is away.
 * @param isFlapping whether it restarts again and again, which an alert says (LV-6)
 */
export function conditionOf(consumer: ConsumerResource, isFlapping = consumer.flapping_since !== null): Condition {
  const { state, drained_at, stuck_since, slots } = consumer
  if (drained_at !== null && state !== 'online') return 'drained'
  if (state === 'lost') return isFlapping ? 'flapping' : 'lost'
  if (state !== 'online') return state
  if (stuck_since !== null) return 'stuck'
  if (isFlapping) return 'flapping'
  if (drained_at !== null) return 'drained'
  return slots === 0 ? 'idle' : 'online'
}

/** The condition of each consumer, by id. */
export function conditionsOf(
  consumers: ReadonlyMap<string, ConsumerResource>,
  alerts: readonly AlertResource[],
): ReadonlyMap<string, Condition> {
  const flapping = new Set(alerts.flatMap(({ kind, consumer_id }) => (kind === 'consumer_flapping' ? consumer_id : [])))
  return new Map(
    Array.from(consumers, ([id, consumer]) => [
      id,
      conditionOf(consumer, flapping.has(id) || consumer.flapping_since !== null),
    ]),
  )
}

/** How many are in each condition; all of them are there, those that nobody is in with 0. */
export function countConditions(all: Iterable<Condition>): Readonly<Record<Condition, number>> {
  const counts = Object.fromEntries(conditions.map((condition) => [condition, 0])) as Record<Condition, number>
  for (const condition of all) counts[condition]++
  return counts
}
