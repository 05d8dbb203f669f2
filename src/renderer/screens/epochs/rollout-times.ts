import type { RolloutResource } from '../../../contract/resources/epoch.ts'
import { isAwaited, percentile } from '../../../console/summaries.ts'
import { compareNames } from '../../stores/consumer-names.ts'

/** How a rollout went, all times in ms since the epoch was published. */
export interface RolloutTimes {
  /** Those who have not answered, the longest told first; then those who wait to be told. */
  readonly stragglers: readonly RolloutResource[]
  /** Those who have, the last first. */
  readonly answered: readonly RolloutResource[]
  readonly acked: Quantiles | null
  readonly confirmed: Quantiles | null
  /** The end of the time axis. A few who took many times as long as nearly all others end beyond it. */
  readonly span: number
}

export interface Quantiles {
  readonly p50: number
  readonly p95: number
}

/** Beyond so many times the 95th percentile nothing would be left to see of the others. */
const MAX_SPAN_TO_P95 = 4

export function rolloutTimes(rollout: readonly RolloutResource[], publishedAt: number): RolloutTimes {
  const stragglers = rollout.filter(isAwaited).toSorted(byUrgency)
  const answered = rollout
    .filter((one) => !isAwaited(one))
    .toSorted((a, b) => lastAnswer(b) - lastAnswer(a) || compareIds(a, b))
  const since = (at: number | null) => (at === null ? [] : [Math.max(0, at - publishedAt)])
  const ends = answered.flatMap((one) => since(lastAnswer(one)))
  const longest = Math.max(1, ...ends)
  const usual = Math.max(1, percentile(ends, 0.95) ?? 1)
  return {
    stragglers,
    answered,
    acked: quantiles(answered.flatMap(({ acked_at }) => since(acked_at))),
    confirmed: quantiles(answered.flatMap(({ confirmed_at }) => since(confirmed_at))),
    span: longest > MAX_SPAN_TO_P95 * usual ? MAX_SPAN_TO_P95 * usual : longest,
  }
}

/** When it had last said something of this epoch. */
function lastAnswer({ acked_at, confirmed_at }: RolloutResource): number {
  return Math.max(acked_at ?? 0, confirmed_at ?? 0)
}

function quantiles(values: readonly number[]): Quantiles | null {
  const [p50, p95] = [percentile(values, 0.5), percentile(values, 0.95)]
  return p50 === null || p95 === null ? null : { p50, p95 }
}

const urgency = { stuck: 0, sent: 1, waiting: 2, acked: 3, confirmed: 3 } as const

function byUrgency(a: RolloutResource, b: RolloutResource): number {
  return urgency[a.state] - urgency[b.state] || (a.sent_at ?? 0) - (b.sent_at ?? 0) || compareIds(a, b)
}

function compareIds(a: RolloutResource, b: RolloutResource): number {
  return compareNames(a.consumer_id, b.consumer_id)
}
