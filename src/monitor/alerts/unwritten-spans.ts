import {
  type AlertHistory,
  type AlertHistoryRange,
  type AlertSpan,
  MAX_ALERT_SPANS,
} from '../../contract/resources/alert-span.ts'
import { severityOf } from '../../contract/resources/alert.ts'
import { acknowledgementOf, type AlertRecord } from './alert-store.ts'

/**
 * `[AL-2]` What is on disk, with what waits for a disk that refuses it: that alerts cannot be written is when they matter.
 * @param unwritten in the order in which they are to be written
 */
export function withUnwritten(
  kept: AlertHistory,
  unwritten: readonly AlertRecord[],
  range: AlertHistoryRange,
): AlertHistory {
  if (unwritten.length === 0) return kept
  const spans = new Set(kept.alerts)
  const inForce = new Map(kept.alerts.filter(isInForce).map((span) => [span.alert_id, span]))
  for (const record of unwritten) {
    const before = inForce.get(record.alert.alert_id)
    if (before) spans.delete(before)
    const span = spanOf(record, before)
    spans.add(span)
    if (isInForce(span)) inForce.set(span.alert_id, span)
    else inForce.delete(span.alert_id)
  }
  const room = { critical: MAX_ALERT_SPANS, warning: MAX_ALERT_SPANS, info: MAX_ALERT_SPANS }
  const inRange = [...spans].filter((span) => isWithin(span, range)).toSorted((a, b) => b.raised_at - a.raised_at)
  const alerts = inRange.filter(({ severity }) => room[severity]-- > 0)
  const isPartial = kept.partial === true || alerts.length < inRange.length
  return { alerts, ...(isPartial && { partial: true as const }) }
}

function isInForce({ cleared_at }: AlertSpan): boolean {
  return cleared_at === null
}

function isWithin(
  { raised_at, cleared_at, task_id }: AlertSpan,
  { from, to, task_id: task }: AlertHistoryRange,
): boolean {
  const isOfTask = task === undefined || task_id === undefined || task_id === task
  return isOfTask && raised_at < to && (cleared_at === null || cleared_at >= from)
}

function spanOf({ alert, most, clearedAt }: AlertRecord, before: AlertSpan | undefined): AlertSpan {
  const { alert_id, kind, consumer_id, task_id, epoch, since } = alert
  const count = Math.max(most ?? -1, before?.count ?? -1)
  return {
    alert_id,
    kind,
    severity: severityOf(kind),
    ...(consumer_id !== undefined && { consumer_id }),
    ...(task_id !== undefined && { task_id }),
    ...(epoch !== undefined && { epoch }),
    ...(count >= 0 && { count }),
    raised_at: since,
    cleared_at: clearedAt,
    ...acknowledgementOf(alert),
  }
}
