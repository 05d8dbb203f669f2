import { type AlertResource, type Severity, severities, severityOf } from '../../contract/resources/alert.ts'
import type { ChannelTerms } from './channel-terms.ts'

type Filter = Pick<ChannelTerms, 'min_severity' | 'tasks' | 'kinds'>

/**
 * `[CN-1]` Whether an alert is for a channel. What is of no task comes whatever the tasks are; that a channel fails is never
 * passed on through that channel.
 */
export function isFor(alert: AlertResource, name: string, { min_severity: least, tasks, kinds }: Filter): boolean {
  if (rank(severityOf(alert.kind)) > rank(least)) return false
  if (kinds !== null && !kinds.includes(alert.kind)) return false
  if (tasks !== null && alert.task_id !== undefined && !tasks.includes(alert.task_id)) return false
  return alert.alert_id !== alertIdOf(name)
}

/** Of the alert that a channel fails. */
export function alertIdOf(name: string): string {
  return `delivery_failed:${name}`
}

function rank(severity: Severity): number {
  return severities.indexOf(severity)
}
