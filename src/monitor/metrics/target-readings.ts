import type { TargetReportDesk } from '../target-report-desk.ts'
import type { Reading } from './reading.ts'

/** What consumers say of single targets (WS-27). */
export function targetReadings(reports: Pick<TargetReportDesk, 'figures'>): Reading[] {
  return [
    {
      kind: 'gauge',
      name: 'batchdeck_target_reports',
      help: 'Targets by what their consumer last said of them alone (WS-27). In error: the table of targets names them.',
      labels: ['status'],
      read: () => Object.entries(reports.figures.kept).map(([status, count]) => [{ status }, count] as const),
    },
    {
      kind: 'counter',
      name: 'batchdeck_target_reports_received_total',
      help: 'Reports about single targets that came from consumers.',
      read: () => reports.figures.received,
    },
    {
      kind: 'counter',
      name: 'batchdeck_target_reports_strange_total',
      help: 'Those of them that were about targets their sender does not own. If it lasts, it did not reload.',
      read: () => reports.figures.strange,
    },
    {
      kind: 'counter',
      name: 'batchdeck_target_reports_left_out_total',
      help: 'Those that found no room, or had to make some. Raise monitor.limits.target-reports.',
      read: () => reports.figures.leftOut,
    },
  ]
}
