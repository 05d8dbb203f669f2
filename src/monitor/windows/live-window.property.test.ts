import { Cron } from 'croner'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LiveWindow, type WindowTerms } from './live-window.ts'
import { assertComesAgain } from './window-schedule.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Two days before the clocks of Berlin go forward. */
const START = Date.UTC(2026, 2, 27)

const at = (text: string) => Date.parse(text)

function terms(more: Partial<WindowTerms>): WindowTerms {
  return {
    window_id: 1,
    mutes: true,
    holds: false,
    scope: {},
    why: '',
    by: null,
    made_at: START,
    from: START,
    duration: HOUR_MS,
    cron: null,
    time_zone: 'UTC',
    ...more,
  }
}

/** By looking at every time at which it could have begun. */
function isOpenAt(window: WindowTerms, now: number): boolean {
  const { cron, from, duration, time_zone: zone } = window
  if (cron === null) return from <= now && now < from + duration
  return startsOf(cron, zone).some((start) => start >= from && start <= now && now < start + duration)
}

const known = new Map<string, readonly number[]>()

/** All times at which one can begin in the time that is looked at. */
function startsOf(cron: string, timezone: string): readonly number[] {
  const key = `${cron} ${timezone}`
  const runs = known.get(key) ?? [...runsOf(new Cron(cron, { timezone, paused: true, mode: '5-part' }))]
  known.set(key, runs)
  return runs
}

function* runsOf(cron: Cron): Iterable<number> {
  let run = new Date(START - 5 * DAY_MS)
  while (run.getTime() < START + 300 * DAY_MS) {
    run = cron.nextRun(run)!
    yield run.getTime()
  }
}

const crons = ['0 3 * * *', '30 2 * * *', '0 */6 * * *', '15 22 * * FRI,SUN', '0 0 29 * *'] as const
const anyTerms = fc.record({
  cron: fc.option(fc.constantFrom(...crons)),
  time_zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata'),
  from: fc.integer({ min: 0, max: 3 * DAY_MS }).map((after) => START + after),
  duration: fc.integer({ min: 1000, max: 50 * MINUTE_MS }),
})

describe('[MW-1] a window', () => {
  it('is open when looking at each of its times says so, however seldom it is looked at, over restarts and early ends', () => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ kind: fc.constant('pass' as const), by: fc.integer({ min: 1, max: 3 * HOUR_MS }) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('pass' as const), by: fc.integer({ min: DAY_MS, max: 9 * DAY_MS }) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('restart' as const), by: fc.integer({ min: 0, max: DAY_MS }) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), by: fc.constant(0) }) },
    )
    fc.assert(
      fc.property(anyTerms, fc.array(step, { maxLength: 25 }), (given, steps) => {
        let meant = terms(given)
        let now = START
        let window = new LiveWindow(meant, now)
        let wasOpen = false
        for (const { kind, by } of steps) {
          now += by
          if (kind === 'restart') {
            const kept = JSON.parse(JSON.stringify(window.kept)) as LiveWindow['kept']
            window = new LiveWindow(kept.terms, now, kept.open)
          }
          if (kind === 'end') {
            if (!window.isOpen) continue
            window = window.endedAt(now)
            meant = { ...meant, from: meant.cron === null ? -Infinity : now + 1 }
            wasOpen = false
          }
          const hasChanged = window.tick(now)
          expect(window.isOpen, new Date(now).toISOString()).toBe(isOpenAt(meant, now))
          expect(hasChanged).toBe(window.isOpen !== wasOpen)
          wasOpen = window.isOpen
          if (window.isOver) break
          const { from, until, active } = window.resource
          expect(until - from).toBe(meant.duration)
          expect(active ? from <= now && now < until : from > now).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('[LV-7] that is open has as much time left when the clock is set; one to come keeps its hour', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3 * DAY_MS, max: 3 * DAY_MS }), fc.boolean(), (by, again) => {
        const window = new LiveWindow(terms({ from: START, cron: again ? '0 0 * * *' : null }), START)
        window.tick(START + 20 * MINUTE_MS)
        window.shift(by, START + 20 * MINUTE_MS + by)
        const end = START + HOUR_MS + by
        for (let now = START + 20 * MINUTE_MS + by; now < end + DAY_MS; now += 19 * MINUTE_MS) {
          window.tick(now)
          const isItsHour = again && isOpenAt(terms({ cron: '0 0 * * *' }), now)
          expect(window.isOpen, new Date(now).toISOString()).toBe(now < end || isItsHour)
        }
      }),
      { numRuns: 50 },
    )
    const later = new LiveWindow(terms({ from: START + DAY_MS }), START)
    later.shift(-HOUR_MS, START - HOUR_MS)
    expect(later.resource).toMatchObject({ from: START + DAY_MS, active: false })
    later.shift(2 * DAY_MS, START + 2 * DAY_MS)
    expect(later.isOver).toBe(true)
  })

  it('begins by the clock on the wall of its time zone, once on the day that has the hour twice, and on the day without it', () => {
    const berlin = (cron: string, from: string) =>
      new LiveWindow(terms({ cron, time_zone: 'Europe/Berlin', from: at(from) }), at(from)).resource.from
    expect(berlin('30 2 * * *', '2026-03-28T12:00:00Z')).toBe(at('2026-03-29T01:00:00Z'))
    expect(berlin('30 2 * * *', '2026-03-29T12:00:00Z')).toBe(at('2026-03-30T00:30:00Z'))
    expect(berlin('30 2 * * *', '2026-10-24T12:00:00Z')).toBe(at('2026-10-25T00:30:00Z'))
    expect(berlin('30 2 * * *', '2026-10-25T00:30:01Z')).toBe(at('2026-10-26T01:30:00Z'))
    // At its very moment it is its time.
    expect(berlin('0 3 * * *', '2026-01-01T02:00:00Z')).toBe(at('2026-01-01T02:00:00Z'))
  })

  it.each([
    ['0 3 * * SUN', 'UTC', 'a week'],
    ['0 3 * * *', 'Asia/Shanghai', 'a day'],
  ])('may come again: %s in %s', (cron, timeZone) => {
    expect(() => assertComesAgain({ cron, timeZone, from: START, duration: HOUR_MS })).not.toThrow()
  })

  it.each([
    ['* 3 * * SUN', 'UTC', 'window_cron_overlaps'],
    ['0 * * * *', 'UTC', 'window_cron_overlaps'],
    ['0 0 30 2 *', 'UTC', 'window_cron_never'],
    ['*/10 * * * * *', 'UTC', 'window_cron_wrong'],
    ['at night', 'UTC', 'window_cron_wrong'],
    ['0 3 * * *', 'Mars/Olympus', 'window_time_zone_wrong'],
  ])('may not: %s in %s is %s', (cron, timeZone, reason) => {
    expect(() => assertComesAgain({ cron, timeZone, from: START, duration: HOUR_MS })).toThrow(
      expect.objectContaining({ reason }),
    )
  })
})
