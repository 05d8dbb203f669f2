import type { AlertSpan } from '../../../contract/resources/alert-span.ts'

/** Alerts of one kind that were raised as one: what befell many consumers at a time. */
export interface SpanGroup {
  /** The first of them. */
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
  return togetherBy(spans, ({ raised_at }) => raised_at).map((list) => ({
    span: list[0],
    count: list.length,
    raisedAt: list[0].raised_at,
    clearedAt: list.reduce<number | null>((last, { cleared_at }) => latest(last, cleared_at), 0),
  }))
}

/**
 * Alerts of one kind about consumers that follow each other closely, in order of a moment of each; what is of no consumer
 * stands alone.
 */
export function togetherBy(
  spans: readonly AlertSpan[],
  momentOf: (span: AlertSpan) => number,
): readonly [AlertSpan, ...AlertSpan[]][] {
  const lists: [AlertSpan, ...AlertSpan[]][] = []
  for (const alike of Map.groupBy(spans, ({ kind, task_id }) => `${kind} ${task_id ?? ''}`).values()) {
    let list: [AlertSpan, ...AlertSpan[]] | null = null
    for (const span of alike.toSorted((a, b) => momentOf(a) - momentOf(b))) {
      const isTogether =
        span.consumer_id !== undefined && list && momentOf(span) - momentOf(list.at(-1)!) <= TOGETHER_MS
      if (list && isTogether) list.push(span)
      else lists.push((list = [span]))
    }
  }
  return lists.toSorted((a, b) => momentOf(a[0]) - momentOf(b[0]))
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b)
}
