import type { AlertResource } from '../../../contract/resources/alert.ts'
import { type AlertGroup, groupAlerts } from './alert-groups.ts'

/** What is read out: alerts that came, and those that are over. */
export interface AlertNews {
  readonly came: readonly (AlertResource | AlertGroup)[]
  readonly over: readonly (AlertResource | AlertGroup)[]
}

/**
 * What is new between two states of the alerts. One whose count or words changed is no news; many of a kind at once are
 * one. A consumer that was offline and is lost by now has not recovered. What a window mutes is news when it is muted no more (AL-7).
 */
export function alertNews(before: readonly AlertResource[], after: readonly AlertResource[]): AlertNews {
  const known = new Set(before.flatMap(({ alert_id, muted }) => (muted ? [] : [alert_id])))
  const still = new Set(after.map(({ alert_id }) => alert_id))
  const lost = new Set(after.flatMap(({ kind, consumer_id }) => (kind === 'consumer_lost' ? (consumer_id ?? []) : [])))
  const over = before.filter(
    ({ alert_id, kind, consumer_id = '', muted }) =>
      !muted && !still.has(alert_id) && !(kind === 'consumer_offline' && lost.has(consumer_id)),
  )
  return {
    came: groupAlerts(after.filter(({ alert_id, muted }) => !muted && !known.has(alert_id))),
    over: groupAlerts(over),
  }
}
