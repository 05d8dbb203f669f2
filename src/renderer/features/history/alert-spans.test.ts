import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlertSpan } from '../../../contract/resources/alert-span.ts'
import { groupSpans } from './alert-spans.ts'

const span = (kind: AlertSpan['kind'], raised_at: number, change: Partial<AlertSpan> = {}): AlertSpan => ({
  alert_id: `${kind}:${change.consumer_id ?? ''}`,
  kind,
  severity: 'warning',
  raised_at,
  cleared_at: raised_at + 1000,
  ...change,
})

describe('[UI-11] groupSpans', () => {
  it('make one of what befell many consumers at a time, from the first raised to the last cleared', () => {
    const many = Array.from({ length: 300 }, (_, i) =>
      span('consumer_offline', 1000 + i * 100, { consumer_id: `c${i}`, cleared_at: 90_000 - i }),
    )
    const later = span('consumer_offline', 100_000, { consumer_id: 'c1' })
    expect(groupSpans([later, ...many.toReversed()])).toMatchObject([
      { count: 300, raisedAt: 1000, clearedAt: 90_000, span: { consumer_id: 'c0' } },
      { count: 1, raisedAt: 100_000 },
    ])
  })

  it('go on while one of them does', () => {
    const list = [
      span('consumer_lost', 0, { consumer_id: 'a' }),
      span('consumer_lost', 1, { consumer_id: 'b', cleared_at: null }),
      span('consumer_lost', 2, { consumer_id: 'c' }),
    ]
    expect(groupSpans(list)).toMatchObject([{ count: 3, clearedAt: null }])
  })

  it('lose none, mix no kinds and no tasks, and are in order', () => {
    const any = fc.record({
      kind: fc.constantFrom<AlertSpan['kind']>('consumer_lost', 'consumer_offline', 'coverage'),
      at: fc.integer({ min: 0, max: 300_000 }),
      task: fc.option(fc.constantFrom(1, 2), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(any), (list) => {
        const spans = list.map(({ kind, at, task }) =>
          span(kind, at, kind === 'coverage' ? (task ? { task_id: task } : {}) : { consumer_id: String(at) }),
        )
        const groups = groupSpans(spans)
        expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(spans.length)
        expect(groups.map(({ raisedAt }) => raisedAt)).toEqual(
          groups.map(({ raisedAt }) => raisedAt).toSorted((a, b) => a - b),
        )
        const coverages = groups.filter((group) => group.span.kind === 'coverage')
        expect(coverages).toHaveLength(spans.filter(({ kind }) => kind === 'coverage').length)
      }),
    )
  })
})
