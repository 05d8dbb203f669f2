import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isQuietAt, type QuietHours } from './quiet-hours.ts'

const at = (iso: string) => Date.parse(iso)
const night = { from: '22:00', to: '07:00' }

describe('[CN-6] quiet hours', () => {
  it('begin and end with the minute, over midnight as well', () => {
    expect(isQuietAt(night, at('2026-11-29T21:59:59Z'))).toBe(false)
    expect(isQuietAt(night, at('2026-11-29T22:00:00Z'))).toBe(true)
    expect(isQuietAt(night, at('2026-11-30T06:59:59.999Z'))).toBe(true)
    expect(isQuietAt(night, at('2026-11-30T07:00:00Z'))).toBe(false)
    const noon = { from: '12:00', to: '13:00' }
    expect([isQuietAt(noon, at('2026-11-29T12:30:00Z')), isQuietAt(noon, at('2026-11-29T00:30:00Z'))]).toEqual([
      true,
      false,
    ])
  })

  it('are by the clock of their place, and of a place that is not known there are none', () => {
    expect(isQuietAt({ ...night, time_zone: 'Asia/Shanghai' }, at('2026-11-29T14:00:00Z'))).toBe(true)
    expect(isQuietAt({ ...night, time_zone: 'Asia/Kathmandu' }, at('2026-11-29T16:14:00Z'))).toBe(false)
    expect(isQuietAt({ ...night, time_zone: 'Asia/Kathmandu' }, at('2026-11-29T16:15:00Z'))).toBe(true)
    expect(isQuietAt({ ...night, time_zone: 'Moon/Tycho' }, at('2026-11-29T23:00:00Z'))).toBe(false)
  })

  it('are of the day on which they begin', () => {
    const weekdays = { ...night, days: [1, 2, 3, 4, 5] }
    // 29 November 2026 is a Sunday.
    expect(isQuietAt(weekdays, at('2026-11-28T06:00:00Z'))).toBe(true)
    expect(isQuietAt(weekdays, at('2026-11-28T23:00:00Z'))).toBe(false)
    expect(isQuietAt(weekdays, at('2026-11-30T06:00:00Z'))).toBe(false)
    expect(isQuietAt(weekdays, at('2026-11-30T23:00:00Z'))).toBe(true)
  })

  it('last a day where they end when they begin', () => {
    const sunday = { from: '08:00', to: '08:00', days: [7] }
    expect(isQuietAt(sunday, at('2026-11-29T07:59:00Z'))).toBe(false)
    expect(isQuietAt(sunday, at('2026-11-29T08:00:00Z'))).toBe(true)
    expect(isQuietAt(sunday, at('2026-11-30T07:59:00Z'))).toBe(true)
    expect(isQuietAt(sunday, at('2026-11-30T08:00:00Z'))).toBe(false)
  })

  it('end once in the night with an hour more, and begin later in the one with an hour less', () => {
    const berlin = { from: '01:00', to: '02:30', time_zone: 'Europe/Berlin' }
    // 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC.
    expect(isQuietAt(berlin, at('2026-10-25T00:29:00Z'))).toBe(true)
    expect(isQuietAt(berlin, at('2026-10-25T00:30:00Z'))).toBe(false)
    expect(isQuietAt(berlin, at('2026-10-25T01:15:00Z'))).toBe(false)
    // 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC, and 02:30 is 03:30 then.
    const gap = { from: '02:30', to: '06:00', time_zone: 'Europe/Berlin' }
    expect(isQuietAt(gap, at('2026-03-29T01:29:00Z'))).toBe(false)
    expect(isQuietAt(gap, at('2026-03-29T01:30:00Z'))).toBe(true)
    expect(isQuietAt(gap, at('2026-03-29T04:00:00Z'))).toBe(false)
  })

  const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia']
  const minute = fc.integer({ min: 0, max: 1439 })
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  const hours = fc.record({
    from: minute.map(clock),
    to: minute.map(clock),
    time_zone: fc.constantFrom(...zones),
    days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
  })
  const moment = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') })

  it('are what a clock on the wall says, on all days but those on which it is set', () => {
    fc.assert(
      fc.property(hours, moment, (quiet, now) => {
        fc.pre(new Set([-2, -1, 0, 1, 2].map((day) => offsetAt(quiet.time_zone, now + day * 86_400_000))).size === 1)
        expect(isQuietAt(quiet, now)).toBe(isQuietByTheWall(quiet, now))
      }),
      { numRuns: 500 },
    )
  })

  it('begin and end once a day at most, also where the clock is set', () => {
    fc.assert(
      fc.property(hours, moment, (quiet, start) => {
        const looks = Array.from({ length: 3 * 96 }, (_, i) => isQuietAt(quiet, start + i * 15 * 60_000))
        const begun = looks.filter((isQuiet, i) => isQuiet && looks[i - 1] === false).length
        expect(begun).toBeLessThanOrEqual(4)
      }),
      { numRuns: 30 },
    )
  })
})

function wall(zone: string, now: number): { minutes: number; day: number } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]))
  const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts['weekday']!) + 1
  return { minutes: Number(parts['hour']) * 60 + Number(parts['minute']), day }
}

function offsetAt(zone: string, now: number): string | undefined {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  return format.formatToParts(now).find(({ type }) => type === 'timeZoneName')?.value
}

function isQuietByTheWall({ from, to, time_zone = 'UTC', days = [] }: QuietHours, now: number): boolean {
  const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
  const { minutes, day } = wall(time_zone, now)
  const [begins, ends] = [minutesOf(from), minutesOf(to)]
  const yesterday = day === 1 ? 7 : day - 1
  if (begins < ends) return days.includes(day) && minutes >= begins && minutes < ends
  return (days.includes(day) && minutes >= begins) || (days.includes(yesterday) && minutes < ends)
}
