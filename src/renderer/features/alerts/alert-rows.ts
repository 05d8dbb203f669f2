import { type AlertStand, alertStands, standOf } from '../../../console/alert-stand.ts'
import { type AlertResource, severities, type Severity, severityOf } from '../../../contract/resources/alert.ts'
import { type AlertGroup, groupAlerts } from './alert-groups.ts'

/** One line in a list of alerts: one alert, or many of a kind that stand alike. */
export type AlertRow = (AlertResource | AlertGroup) &
  Pick<AlertResource, 'acknowledged' | 'snoozed' | 'muted'> & {
    readonly severity: Severity
    readonly stand: AlertStand
    /** The alerts it is made of: what is done about the line is done about all of them. */
    readonly ids: readonly string[]
  }

/**
 * `[UI-9]` The lines in which alerts are shown and counted: the gravest first, and of these the newest. Below them are those that
 * somebody looks after, and those that are put off or muted (AL-6, AL-7).
 */
export function alertRows(alerts: readonly AlertResource[]): AlertRow[] {
  const byStand = Map.groupBy(alerts, standOf)
  return alertStands
    .flatMap((stand) => rowsOf(byStand.get(stand) ?? [], stand))
    .toSorted(
      (a, b) =>
        alertStands.indexOf(a.stand) - alertStands.indexOf(b.stand) ||
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        b.since - a.since,
    )
}

function rowsOf(alerts: readonly AlertResource[], stand: AlertStand): AlertRow[] {
  return groupAlerts(alerts).map((entry): AlertRow => {
    const common = { severity: severityOf(entry.kind), stand }
    if (!('consumers' in entry)) return { ...entry, ...common, ids: [entry.alert_id] }
    const all = alerts.filter(({ kind }) => kind === entry.kind)
    return { ...entry, ...common, ...groupMarks(all, stand), ids: all.map(({ alert_id }) => alert_id) }
  })
}

/** Of many that stand alike: what was said last of any, or when the first of them is heard of again. */
function groupMarks(alerts: readonly AlertResource[], stand: AlertStand) {
  const best = <T>(marks: readonly T[], isBetter: (a: T, b: T) => boolean) =>
    marks.reduce<T | undefined>(
      (found, mark) => (found === undefined || isBetter(mark, found) ? mark : found),
      undefined,
    )
  const acknowledged = best(
    alerts.flatMap((alert) => alert.acknowledged ?? []),
    (a, b) => a.at > b.at,
  )
  const snoozed = best(
    alerts.flatMap((alert) => alert.snoozed ?? []),
    (a, b) => a.until < b.until,
  )
  const muted = best(
    alerts.flatMap((alert) => alert.muted ?? []),
    (a, b) => a.until < b.until,
  )
  return {
    ...(stand === 'acknowledged' && acknowledged && { acknowledged }),
    ...(stand === 'snoozed' && snoozed && { snoozed }),
    ...(stand === 'muted' && muted && { muted }),
  }
}

/** `[UI-10]` How many lines that need somebody there are of each severity. */
export function countRows(rows: readonly AlertRow[]): Readonly<Record<Severity, number>> {
  const counts = { critical: 0, warning: 0, info: 0 }
  for (const { severity, stand } of rows) if (stand === 'open') counts[severity]++
  return counts
}

/** The name of a line, the same from frame to frame. */
export function rowKey(row: AlertRow): string {
  return 'consumers' in row ? `${row.kind} ${row.stand}` : row.alert_id
}
