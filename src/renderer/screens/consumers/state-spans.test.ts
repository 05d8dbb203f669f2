import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventResource } from '../../../contract/events.ts'
import { stateSpans } from './state-spans.ts'

const status = (at: number, state: string) => ({ at, type: 'consumer_status', data: { state } }) as EventResource
const alert = (at: number, action: string, kind = 'consumer_stuck') =>
  ({ at, type: 'alert', data: { action, kind } }) as EventResource
const range = { from: 100, to: 200 }

describe('[UI-11] the states of a consumer over time', () => {
  it('begin as they were before the range, or with a gap', () => {
    expect(stateSpans([status(50, 'online'), status(120, 'offline'), status(130, 'online')], range)).toEqual([
      { from: 100, to: 120, state: 'online' },
      { from: 120, to: 130, state: 'offline' },
      { from: 130, to: 200, state: 'online' },
    ])
    expect(stateSpans([status(150, 'online')], range)).toEqual([
      { from: 100, to: 150, state: null },
      { from: 150, to: 200, state: 'online' },
    ])
  })

  it('are those of alerts while it is online, and nothing after it is gone', () => {
    const events = [status(50, 'online'), alert(110, 'raised'), alert(140, 'cleared'), status(160, 'gone')]
    expect(stateSpans(events, range)).toEqual([
      { from: 100, to: 110, state: 'online' },
      { from: 110, to: 140, state: 'stuck' },
      { from: 140, to: 160, state: 'online' },
      { from: 160, to: 200, state: null },
    ])
    expect(stateSpans([status(50, 'online'), alert(60, 'raised', 'coverage')], range)).toHaveLength(1)
  })

  it('fill the whole range without a gap between them, whatever happened', () => {
    const any = fc.record({
      // Many at the same moment.
      at: fc.integer({ min: 0, max: 30 }).map((tenths) => tenths * 10),
      state: fc.constantFrom('online', 'offline', 'lost', 'gone'),
    })
    fc.assert(
      fc.property(fc.array(any), (events) => {
        const spans = stateSpans(
          events.toSorted((a, b) => a.at - b.at).map(({ at, state }) => status(at, state)),
          range,
        )
        expect([spans[0]?.from, spans.at(-1)?.to]).toEqual([100, 200])
        for (const [i, span] of spans.entries()) {
          expect(span.to).toBeGreaterThan(span.from)
          if (i > 0) {
            expect(span.from).toBe(spans[i - 1]?.to)
            expect(span.state).not.toBe(spans[i - 1]?.state)
          }
        }
      }),
    )
  })
})
