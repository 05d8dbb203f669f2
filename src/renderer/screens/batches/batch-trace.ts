import type { EventResource } from '../../../contract/events.ts'
import type { Point } from '../../components/sparkline-chart.tsx'

export type StatusReport = Extract<EventResource, { type: 'batch_status' }>

export function isReport(event: EventResource): event is StatusReport {
  return event.type === 'batch_status'
}

/**
 * The progress of a batch, oldest first: as far as events tell it, and from then on as it was seen.
 * @param reports newest first
 */
export function progressPoints(reports: readonly StatusReport[], seen: readonly Point[]): Point[] {
  const from = seen[0]?.at ?? Infinity
  const before = reports.filter(({ at }) => at < from).map(({ at, data }): Point => ({ at, value: data.progress }))
  return [...before.toReversed(), ...seen]
}
