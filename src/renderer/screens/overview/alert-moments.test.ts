import { describe, expect, it } from 'vitest'
import type { AlertSpan } from '../../../contract/resources/alert-span.ts'
import { alertMoments } from './alert-moments.ts'

const span = (
  kind: AlertSpan['kind'],
  consumer_id: string,
  raised_at: number,
  cleared_at: number | null,
): AlertSpan => ({
  alert_id: `${kind}:${consumer_id}`,
  kind,
  severity: kind === 'consumers_idle' ? 'info' : 'warning',
  consumer_id,
  raised_at,
  cleared_at,
})
const hour = { from: 0, to: 3_600_000 }
const told = (spans: readonly AlertSpan[], within = hour) =>
  alertMoments(spans, within).map(({ at, isOver, spans: of }) => [at, isOver ? 'over' : 'came', of[0].kind, of.length])

describe('[UI-11] alertMoments', () => {
  it('tell of three hundred that go and come back, but for those that are lost, which is no good news', () => {
    const away = Array.from({ length: 300 }, (_, i) =>
      span('consumer_offline', `c${i}`, 1000 + i, i < 8 ? 400_000 : 71_000 + i),
    )
    const lost = away.slice(0, 8).map(({ consumer_id = '' }) => span('consumer_lost', consumer_id, 400_000, null))
    expect(told([...away, ...lost])).toEqual([
      [1000, 'came', 'consumer_offline', 300],
      [400_000, 'came', 'consumer_lost', 8],
      [71_299, 'over', 'consumer_offline', 292],
    ])
  })

  it('leave out what is worth knowing only, and what was outside', () => {
    const before = span('coverage', '', -5000, 1000)
    expect(told([span('consumers_idle', '', 10, 20), before])).toEqual([[1000, 'over', 'coverage', 1]])
  })
})
