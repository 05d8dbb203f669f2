import { type AlertResource, severities, type Severity, severityOf } from '../../../contract/resources/alert.ts'
import { type AlertGroup, groupAlerts } from './alert-groups.ts'

/** One line in a list of alerts: one alert, or many of a kind. */
export type AlertRow = (AlertResource | AlertGroup) & { readonly severity: Severity }

/** `[UI-9]` The lines in which alerts are shown and counted: the gravest first, and of these the newest. */
export function alertRows(alerts: readonly AlertResource[]): AlertRow[] {
  return groupAlerts(alerts)
    .map((entry) => ({ ...entry, severity: severityOf(entry.kind) }))
    .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.since - a.since)
}

/** How many lines there are of each severity. */
export function countRows(rows: readonly AlertRow[]): Readonly<Record<Severity, number>> {
  const counts = { critical: 0, warning: 0, info: 0 }
  for (const { severity } of rows) counts[severity]++
  return counts
}
