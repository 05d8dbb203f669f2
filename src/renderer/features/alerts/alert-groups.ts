import type { AlertResource } from '../../../contract/resources/alert.ts'

/** Kinds that can be of very many consumers at once. */
export const groupedKinds = [
  'consumer_lost',
  'consumer_offline',
  'consumer_stuck',
  'consumer_flapping',
  'takeover_storm',
  'frames_refused',
] as const
export type GroupedKind = (typeof groupedKinds)[number]

export interface AlertGroup {
  readonly kind: GroupedKind
  /** More than {@link MAX_UNGROUPED}. */
  readonly consumers: readonly string[]
  /** When the first of them came, ms. */
  readonly since: number
  /** When the first of what happens by itself does, ms. */
  readonly next_at?: number
}

/** So many of a kind are listed one by one. */
export const MAX_UNGROUPED = 3

/** The alerts in their order; where there are many of one kind they are one entry, in the place of the first. */
export function groupAlerts(alerts: readonly AlertResource[]): (AlertResource | AlertGroup)[] {
  const byKind = Map.groupBy(alerts, ({ kind }) => kind)
  const done = new Set<AlertResource['kind']>()
  return alerts.flatMap((alert): (AlertResource | AlertGroup)[] => {
    const { kind } = alert
    const all = byKind.get(kind) ?? []
    if (!isGrouped(kind) || all.length <= MAX_UNGROUPED) return [alert]
    if (done.has(kind)) return []
    done.add(kind)
    const consumers = all.flatMap(({ consumer_id }) => consumer_id ?? [])
    const next = all.flatMap(({ next_at }) => next_at ?? [])
    return [
      {
        kind,
        consumers,
        since: all.reduce((first, { since }) => Math.min(first, since), Infinity),
        ...(next.length > 0 && { next_at: next.reduce((first, at) => Math.min(first, at), Infinity) }),
      },
    ]
  })
}

export function isGrouped(kind: AlertResource['kind']): kind is GroupedKind {
  return groupedKinds.some((grouped) => grouped === kind)
}
