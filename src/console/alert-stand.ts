import type { AlertResource } from '../contract/resources/alert.ts'

/** How an alert stands with the operators: the first of these that holds, those that need nobody behind the others. */
export const alertStands = ['open', 'acknowledged', 'snoozed', 'muted'] as const
export type AlertStand = (typeof alertStands)[number]

type Marks = Pick<AlertResource, 'acknowledged' | 'snoozed' | 'muted'>

/** `[AL-6]` `[AL-7]` Somebody looks after it, or it waits until somebody does; or else it is open. */
export function standOf({ acknowledged, snoozed, muted }: Marks): AlertStand {
  if (acknowledged) return 'acknowledged'
  if (snoozed) return 'snoozed'
  return muted ? 'muted' : 'open'
}

/**
 * `[UI-9]` `[UI-10]` Whether an alert still needs somebody: what the pill, the rail, the title and the icon of the tab, the
 * tray and the Overview count. The others are listed below these, and never vanish.
 */
export function needsSomebody(alert: Marks): boolean {
  return standOf(alert) === 'open'
}

/** `[UI-9]` Consumers with alerts that need nobody, and none that does: they are in trouble still, and looked after. */
export function tendedConsumers(alerts: readonly AlertResource[]): ReadonlySet<string> {
  const tended = new Set<string>()
  for (const { consumer_id } of alerts) if (consumer_id !== undefined) tended.add(consumer_id)
  for (const alert of alerts) if (needsSomebody(alert)) tended.delete(alert.consumer_id ?? '')
  return tended
}
