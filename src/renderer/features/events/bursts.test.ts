import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventResource } from '../../../contract/events.ts'
import { type Burst, groupBursts } from './bursts.ts'

const states = ['online', 'suspect', 'offline'] as const

function status(seq: number, at: number, state: (typeof states)[number]): EventResource {
  return { seq, at, type: 'consumer_status', consumer_id: `c${seq}`, data: { state } }
}

/** A log of some kinds, newest first; clocks may be set back meanwhile (LV-7). */
const logs = fc
  .array(fc.record({ gap: fc.integer({ min: -5000, max: 45_000 }), state: fc.constantFrom(...states) }), {
    maxLength: 80,
  })
  .map((steps) => {
    let at = 1_000_000
    return steps.map(({ gap, state }, i) => status(i + 1, (at += gap), state)).toReversed()
  })

const isBurst = (row: EventResource | Burst): row is Burst => 'events' in row
const eventsOf = (row: EventResource | Burst) => (isBurst(row) ? row.events : [row])
const placeOf = (row: EventResource | Burst) => eventsOf(row)[0].seq
const apart = (events: readonly EventResource[]) =>
  events.slice(1).map((event, i) => Math.abs(events[i]!.at - event.at))

describe('bursts of the log', () => {
  it('lose nothing, tell nothing twice, and stand where their newest event stands', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const rows = groupBursts(log)
        const seqs = rows.flatMap(eventsOf).map(({ seq }) => seq)
        expect(seqs.toSorted((a, b) => b - a)).toEqual(log.map(({ seq }) => seq))
        const places = rows.map(placeOf)
        expect(places).toEqual(places.toSorted((a, b) => b - a))
      }),
    )
  })

  it('are five or more of one kind, at most 30 s apart, and as many as there are', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const rows = groupBursts(log)
        for (const { events } of rows.filter(isBurst)) {
          expect(events.length).toBeGreaterThanOrEqual(5)
          expect(new Set(events.map(({ data }) => JSON.stringify(data))).size).toBe(1)
          expect(Math.max(...apart(events))).toBeLessThanOrEqual(30_000)
        }
        // What was left alone has no four others beside it that it could have been one with.
        for (const state of states) {
          const like = log.filter(({ data }) => 'state' in data && data.state === state)
          const alone = new Set(rows.filter((row) => !isBurst(row)).map(placeOf))
          for (let i = 0; i + 5 <= like.length; i++) {
            const five = like.slice(i, i + 5)
            if (Math.max(...apart(five)) <= 30_000) expect(five.some(({ seq }) => alone.has(seq))).toBe(false)
          }
        }
      }),
    )
  })

  it('[UI-1] older events that are loaded change no row above those they belong to', () => {
    fc.assert(
      fc.property(logs, fc.nat(80), (log, cut) => {
        const known = groupBursts(log.slice(0, cut))
        const all = groupBursts(log)
        // Rows keep their order, whatever is loaded below; a row goes only into a burst that began above it.
        const places = known.map(placeOf)
        const stayed = all.map(placeOf).filter((place) => places.includes(place))
        expect(stayed).toEqual(places.filter((place) => stayed.includes(place)))
        // A burst that is there stays where it is.
        for (const row of known.filter(isBurst)) {
          const same = all.find((other) => placeOf(other) === placeOf(row))
          expect(eventsOf(same!).length).toBeGreaterThanOrEqual(row.events.length)
        }
      }),
    )
  })

  it('[UI-1] newer events join a burst or stand above it, and no other row changes', () => {
    fc.assert(
      fc.property(logs, fc.nat(80), (log, news) => {
        const before = groupBursts(log.slice(news))
        const after = new Set(groupBursts(log).map((row) => JSON.stringify(row)))
        const changed = before.filter((row) => !after.has(JSON.stringify(row)))
        // Of each kind only the last run can grow.
        const runs = new Set(changed.map((row) => JSON.stringify(eventsOf(row)[0].data)))
        expect(runs.size).toBeLessThanOrEqual(states.length)
        expect(changed.filter(isBurst).length).toBeLessThanOrEqual(states.length)
      }),
    )
  })

  it('leave what else happened meanwhile between them', () => {
    const monitor: EventResource = { seq: 4, at: 1300, type: 'monitor', data: { action: 'started', version: '1' } }
    const log = [
      ...[7, 6, 5].map((seq) => status(seq, 1000 + seq * 100, 'offline')),
      monitor,
      ...[3, 2, 1].map((seq) => status(seq, 1000 + seq * 100, 'offline')),
    ]
    expect(groupBursts(log).map((row) => (isBurst(row) ? row.events.length : row.seq))).toEqual([6, 4])
  })
})
