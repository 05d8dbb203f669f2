import type { AlertSpan } from '../../../contract/resources/alert-span.ts'

/** Alerts of one kind that were raised as one: what befell many consumers at a time. */
export interface SpanGroup {
  /** Of the first. */
  readonly span: AlertSpan
  readonly count: number
  readonly raisedAt: number
  /** When the last of them was over; null while one is in force. */
  readonly clearedAt: number | null
}

/** Of the same event are those that follow each other so closely, ms. */
const TOGETHER_MS = 30_000

/** `[UI-11]` Three hundred consumers that go within a minute are one mark; oldest first. None is lost. */
export function groupSpans(spans: readonly AlertSpan[]): SpanGroup[] {
  const byKind = Map.groupBy(spans, ({ kind, task_id }) => `${kind} ${task_id ?? ''}`)
  const groups: { span: AlertSpan; count: number; raisedAt: number; clearedAt: number | null; last: number }[] = []
  for (const list of byKind.values()) {
    let group: (typeof groups)[number] | undefined
    for (const span of list.toSorted((a, b) => a.raised_at - b.raised_at)) {
      const isTogether = span.consumer_id !== undefined && group && span.raised_at - group.last <= TOGETHER_MS
      if (group && isTogether) {
        group.count++
        group.last = span.raised_at
        group.clearedAt = latest(group.clearedAt, span.cleared_at)
      } else {
        group = {
          span,
          count: 1,
          raisedAt: span.raised_at,
          clearedAt: span.cleared_at,
          last: span.raised_at,
        }
        groups.push(group)
      }
    }
  }
  return groups
    .toSorted((a, b) => a.raisedAt - b.raisedAt)
    .map(({ span, count, raisedAt, clearedAt }) => ({ span, count, raisedAt, clearedAt }))
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b)
}
