import { type Condition, conditions, isTrouble } from '../../../console/condition.ts'
import type { ConsumerRow } from './consumer-rows.ts'

/** Trouble first, then who is well and has batches in error, then the others. */
export const consumerGroups = ['trouble', 'errors', 'rest'] as const
export type ConsumerGroup = (typeof consumerGroups)[number]

export function groupOf({ condition, summary }: Pick<ConsumerRow, 'condition' | 'summary'>): ConsumerGroup {
  if (isTrouble(condition)) return 'trouble'
  return summary.error > 0 ? 'errors' : 'rest'
}

/** Those first of whom something can still be averted: who is lost already comes last of all troubles. */
const order: readonly Condition[] = ['offline', 'suspect', 'stuck', 'flapping', 'lost', 'drained', 'idle', 'online']

/** By condition, and within one as they were. */
export function inOrderOfConcern<Row extends Pick<ConsumerRow, 'condition'>>(rows: readonly Row[]): readonly Row[] {
  const places = new Map(order.map((condition, place) => [condition, place]))
  return rows.toSorted((a, b) => places.get(a.condition)! - places.get(b.condition)!)
}

/** Conditions, and what a consumer may be beside its condition. */
const filters = [...conditions, 'trouble', 'away', 'behind', 'tooSlow'] as const
export type ConsumerFilter = (typeof filters)[number]

export function filterOf(name: string): ConsumerFilter | null {
  return filters.find((filter) => filter === name) ?? null
}

/** @param filter null leaves nothing out; `away` is who has no connection: what coverage lacks */
export function isIn({ consumer, condition, behind }: ConsumerRow, filter: ConsumerFilter | null): boolean {
  switch (filter) {
    case null:
      return true
    case 'trouble':
      return isTrouble(condition)
    case 'away':
      return consumer.state === 'offline' || consumer.state === 'lost'
    case 'behind':
      return behind > 0
    case 'tooSlow':
      return consumer.was_too_slow
    default:
      return condition === filter
  }
}

/** Whether what was typed is in anything that names it, or in what its batches say. */
export function isFound({ consumer, error }: ConsumerRow, query: string): boolean {
  const words = query.trim().toLowerCase()
  if (words === '') return true
  const { consumer_id, hostname, remote, version, labels } = consumer
  const pairs = Object.entries(labels).flatMap(([name, value]) => [`${name}=${value}`, `${name} ${value}`])
  return [consumer_id, hostname, remote, version, error, ...pairs].join('\n').toLowerCase().includes(words)
}
