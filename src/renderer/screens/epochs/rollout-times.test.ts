import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RolloutResource } from '../../../contract/resources/epoch.ts'
import { isAwaited } from '../../../console/summaries.ts'
import { rolloutTimes } from './rollout-times.ts'

const PUBLISHED = 1000

const view = (consumer_id: string, change: Partial<RolloutResource> = {}): RolloutResource => ({
  task_id: 1,
  epoch: 4,
  consumer_id,
  state: 'sent',
  unanswered_from: 4,
  action: null,
  sent_at: PUBLISHED,
  acked_at: null,
  confirmed_at: null,
  ...change,
})
const answered = (id: string, acked: number, confirmed?: number) =>
  view(id, {
    state: confirmed === undefined ? 'acked' : 'confirmed',
    acked_at: PUBLISHED + acked,
    confirmed_at: confirmed === undefined ? null : PUBLISHED + confirmed,
  })
const ids = (views: readonly RolloutResource[]) => views.map(({ consumer_id }) => consumer_id)

describe('rolloutTimes', () => {
  it('[EP-3] has the stuck first, then who was told longest ago, then who waits to be told', () => {
    const { stragglers } = rolloutTimes(
      [
        view('w', { state: 'waiting', sent_at: null }),
        view('late', { sent_at: 1500 }),
        view('c10'),
        view('c2'),
        view('stuck', { state: 'stuck', sent_at: 9000 }),
        answered('done', 5),
      ],
      PUBLISHED,
    )
    expect(ids(stragglers)).toEqual(['stuck', 'c2', 'c10', 'late', 'w'])
  })

  it('[EP-3] has the last to answer first, its confirmation counting', () => {
    const { answered: views } = rolloutTimes([answered('a', 5), answered('b', 1, 9), answered('c', 5)], PUBLISHED)
    expect(ids(views)).toEqual(['b', 'a', 'c'])
  })

  it('[EP-3] measures from the publication, acks and confirmations by themselves', () => {
    const views = Array.from({ length: 100 }, (_, i) => answered(`c${i}`, i, i < 50 ? 2 * i + 200 : undefined))
    const { acked, confirmed, span } = rolloutTimes([...views, view('open')], PUBLISHED)
    expect(acked).toEqual({ p50: 50, p95: 95 })
    expect(confirmed).toEqual({ p50: 250, p95: 294 })
    expect(span).toBe(298)
  })

  it('lets one who took far too long end beyond the axis', () => {
    const views = Array.from({ length: 100 }, (_, i) => answered(`c${i}`, 100))
    expect(rolloutTimes([...views, answered('slow', 3_600_000)], PUBLISHED).span).toBe(400)
    expect(rolloutTimes([...views, answered('slow', 350)], PUBLISHED).span).toBe(350)
  })

  it('has no times where nobody has answered, and none below 0 where a clock went back', () => {
    expect(rolloutTimes([view('a')], PUBLISHED)).toMatchObject({ acked: null, confirmed: null, span: 1 })
    expect(rolloutTimes([answered('a', -50)], PUBLISHED)).toMatchObject({ acked: { p50: 0, p95: 0 }, span: 1 })
  })

  it('[EP-3] loses nobody, and puts everybody on one side, whatever the rollout', () => {
    const time = fc.option(fc.integer({ min: 0, max: 1e6 }))
    const state = fc.constantFrom('waiting', 'sent', 'acked', 'confirmed', 'stuck')
    const any = fc.record({ consumer_id: fc.string(), state, sent_at: time, acked_at: time, confirmed_at: time })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), (changes) => {
        const rollout = changes.map(({ consumer_id, ...change }) =>
          view(consumer_id, change as Partial<RolloutResource>),
        )
        const times = rolloutTimes(rollout, PUBLISHED)
        expect(ids([...times.stragglers, ...times.answered]).toSorted()).toEqual(ids(rollout).toSorted())
        expect(times.stragglers.every(isAwaited)).toBe(true)
        expect(times.answered.some(isAwaited)).toBe(false)
        expect(times.span).toBeGreaterThan(0)
      }),
    )
  })
})
