import type { AlertSpan } from '../../../contract/resources/alert-span.ts'
import { togetherBy } from '../../features/history/alert-spans.ts'
import type { Span } from '../../features/history/time-axis.ts'

/** Alerts of one kind came, or were over, at one time. */
export interface AlertMoment {
  /** Of those that came the first, of those that were over the last; ms. */
  readonly at: number
  readonly isOver: boolean
  readonly spans: readonly [AlertSpan, ...AlertSpan[]]
}

/** Who is lost was offline before: that this is over at the same time is no good news. ms */
const REPLACED_WITHIN_MS = 2000

/** `[AL-2]` What came and what was over within a span of time, but for what is worth knowing only. */
export function alertMoments(spans: readonly AlertSpan[], { from, to }: Span): AlertMoment[] {
  const grave = spans.filter(({ severity }) => severity !== 'info')
  const lostAt = new Map<string, number[]>()
  for (const { kind, consumer_id = '', raised_at } of grave) {
    if (kind === 'consumer_lost') lostAt.set(consumer_id, [...(lostAt.get(consumer_id) ?? []), raised_at])
  }
  const isReplaced = ({ kind, consumer_id = '', cleared_at }: AlertSpan) =>
    kind === 'consumer_offline' &&
    (lostAt.get(consumer_id) ?? []).some((at) => Math.abs(at - (cleared_at ?? 0)) <= REPLACED_WITHIN_MS)
  const isWithin = (at: number | null) => at !== null && at >= from && at <= to
  const came = grave.filter(({ raised_at }) => isWithin(raised_at))
  const over = grave.filter((span) => isWithin(span.cleared_at) && !isReplaced(span))
  const clearedAt = ({ cleared_at }: AlertSpan) => cleared_at ?? 0
  return [
    ...togetherBy(came, ({ raised_at }) => raised_at).map((list) => ({
      at: list[0].raised_at,
      isOver: false,
      spans: list,
    })),
    ...togetherBy(over, clearedAt).map((list) => ({ at: clearedAt(list.at(-1)!), isOver: true, spans: list })),
  ]
}
