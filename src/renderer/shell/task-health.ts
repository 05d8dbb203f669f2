import { needsSomebody } from '../../console/alert-stand.ts'
import { type AlertResource, severities, type Severity, severityOf } from '../../contract/resources/alert.ts'
import type { TaskResource } from '../../contract/resources/task.ts'

/** The gravest alert about one task that needs somebody; null where none does. */
export function gravestOfTask(alerts: readonly AlertResource[], taskId: number): Severity | null {
  const open = alerts.filter((alert) => alert.task_id === taskId && needsSomebody(alert))
  const own = new Set(open.map(({ kind }) => severityOf(kind)))
  return severities.find((severity) => severity !== 'info' && own.has(severity)) ?? null
}

/** The share of a task's targets whose consumer is online, 0–1; null without any target. */
export function coveredShare(alerts: readonly AlertResource[], { task_id, targets }: TaskResource): number | null {
  if (targets === 0) return null
  const lacking = alerts.find((alert) => alert.kind === 'coverage' && alert.task_id === task_id)?.count ?? 0
  return Math.max(0, targets - lacking) / targets
}
