import BetterSqlite from 'better-sqlite3'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { SeriesName } from '../../contract/resources/series.ts'
import { SERIES_STEP, type SeriesRetention, SeriesStore } from './series-store.ts'

const DAY_MS = 86_400_000
/** A midnight, so that every step begins at it. */
const START = 20_000 * DAY_MS
const everything: SeriesRetention = { 10_000: 1e6, 60_000: 1e6, 900_000: 1e6 }

function emptyFile() {
  const database = new BetterSqlite(':memory:')
  database.exec(SERIES_STEP)
  return database
}

const store = (retention = everything, database = emptyFile()) => new SeriesStore(database, retention)

/** Of all tasks together, one step after the other from `at` on. */
function rows(at: number, values: readonly Partial<Record<SeriesName, number>>[]) {
  return values.map((each, i) => ({ at: at + i * 10_000, rows: [{ task_id: null, values: each }] }))
}

it('[TS-1] answers what was read, step by step, and null where nothing was', () => {
  const series = store()
  series.append(rows(START, [{ coverage: 1, epochs: 0 }, { coverage: 0.25 }]))
  series.append(rows(START + 40_000, [{ coverage: 0.5, epochs: 2 }]))
  expect(series.read({ series: ['coverage', 'epochs'], from: START, to: START + 60_000, step: 10_000 })).toEqual({
    task_id: null,
    from: START,
    step: 10_000,
    points: 6,
    oldest: START,
    series: { coverage: [1, 0.25, null, null, 0.5, null], epochs: [0, null, null, null, 2, null] },
  })
})

it('[TS-1] each task has its own, and what is of the fleet alone is not of a task', () => {
  const series = store()
  series.append([
    {
      at: START,
      rows: [
        { task_id: null, values: { coverage: 0.75, consumers_lost: 3 } },
        { task_id: 0, values: { coverage: 1 } },
        { task_id: 7, values: { coverage: 0.5 } },
      ],
    },
  ])
  const of = (task_id?: number) =>
    series.read({ ...(task_id !== undefined && { task_id }), from: START, to: START + 10_000 }).series
  expect(of()).toMatchObject({ coverage: [0.75], consumers_lost: [3] })
  expect(of(0)).toMatchObject({ coverage: [1], consumers_lost: [null] })
  expect(of(7)).toMatchObject({ coverage: [0.5] })
  expect(of(8)).toMatchObject({ coverage: [null] })
})

it('[TS-2] a longer step keeps the mean, the least, the most or the sum of what it is made of', () => {
  const series = store()
  const minute = [1, 0.4, 1, 1, 1, 1].map((coverage, i) => ({
    coverage,
    coverage_min: coverage,
    targets_moved: i,
    ack_p95_ms: 10 * i,
  }))
  series.append(rows(START, [...minute, { coverage: 0 }]))
  const { step, series: found } = series.read({ from: START, to: START + 60_000, step: 60_000 })
  expect(step).toBe(60_000)
  expect(found).toMatchObject({ coverage: [0.9], coverage_min: [0.4], targets_moved: [15], ack_p95_ms: [50] })
})

it('[TS-1] a minute in which nobody was there for half of the fleet is seen in a quarter of an hour, and a year later', () => {
  const series = store({ 10_000: 20, 60_000: 20, 900_000: 40_000 })
  const hour = Array.from({ length: 360 }, (_, i) => {
    const coverage = i >= 100 && i < 106 ? 0.38 : 1
    return { coverage, coverage_min: coverage }
  })
  series.append(rows(START, hour))
  series.append(rows(START + 365 * DAY_MS, [{ coverage: 1, coverage_min: 1 }]))
  const found = series.read({ from: START, to: START + 3_600_000 })
  expect(found.step).toBe(900_000)
  expect(found.series).toMatchObject({ coverage_min: [1, 0.38, 1, 1] })
  expect(found.series['coverage']![1]).toBeCloseTo((84 + 6 * 0.38) / 90, 5)
})

it('[TS-1] what is not in the longer steps yet is read from the shorter ones', () => {
  const series = store({ 10_000: 20, 60_000: 20, 900_000: 1000 })
  series.append(
    rows(
      START,
      Array.from({ length: 500 }, () => ({ coverage: 1, epochs: 1 })),
    ),
  )
  const { step, series: found } = series.read({ from: START, to: START + 5_400_000, step: 900_000 })
  expect(step).toBe(900_000)
  expect(found['epochs']).toEqual([90, 90, 90, 90, 90, 50])
})

it('[TS-1] keeps by number, so that whoever sets the clock deletes nothing, and what is written again counts once', () => {
  const series = store({ 10_000: 3, 60_000: 1000, 900_000: 1000 })
  series.append(rows(START, [{ targets: 1 }, { targets: 2 }, { targets: 3 }]))
  series.append(rows(START + 8 * DAY_MS, [{ targets: 4 }]))
  const read = () => series.read({ series: ['targets'], from: START + 10_000, to: START + 30_000, step: 10_000 })
  expect(read().series['targets']).toEqual([2, 3])
  series.append(rows(START + 20_000, [{ targets: 5 }]))
  expect(read().series['targets']).toEqual([2, 5])
})

it('[TS-1] goes on where it was: a minute that a restart divides is one', () => {
  const database = emptyFile()
  store(everything, database).append(rows(START, [{ epochs: 1 }, { epochs: 1 }]))
  const second = store(everything, database)
  second.append(rows(START + 40_000, [{ epochs: 1 }, { epochs: 1 }, { epochs: 1 }]))
  const { series } = second.read({ series: ['epochs'], from: START, to: START + 120_000, step: 60_000 })
  expect(series['epochs']).toEqual([4, 1])
})

it('[TS-1] a disk that refuses leaves all as it was, and the same is taken later', () => {
  const database = emptyFile()
  const series = store(everything, database)
  series.append(rows(START, [{ epochs: 1 }]))
  database.pragma('query_only = true')
  expect(() => series.append(rows(START + 60_000, [{ epochs: 2 }]))).toThrow('readonly')
  database.pragma('query_only = false')
  series.append(rows(START + 60_000, [{ epochs: 2 }]))
  const read = (step: number) => series.read({ series: ['epochs'], from: START, to: START + 120_000, step }).series
  expect(read(60_000)['epochs']).toEqual([1, 2])
})

it('[TS-1] a series of a later version is left alone, and one that is new begins with null', () => {
  const database = emptyFile()
  database.prepare("INSERT INTO series_names (name) VALUES ('of_tomorrow')").run()
  const series = store(everything, database)
  series.append(rows(START, [{ coverage: 0.5 }]))
  series.append(rows(START + 60_000, [{ coverage: 1 }]))
  const { series: found } = series.read({ from: START, to: START + 120_000, step: 60_000 })
  expect(found['coverage']).toEqual([0.5, 1])
  expect(found).not.toHaveProperty('of_tomorrow')
})

it('[TS-2] the longer steps are asked only for what the shorter ones have no more', () => {
  const series = store({ 10_000: 400, 60_000: 1000, 900_000: 1000 })
  series.append(
    rows(
      START + 20_000,
      Array.from({ length: 30 }, () => ({ epochs: 1 })),
    ),
  )
  expect(series.read({ from: START, to: START + 600_000, step: 10_000 }).step).toBe(10_000)
  series.append(
    rows(
      START + 320_000,
      Array.from({ length: 1000 }, () => ({ epochs: 1 })),
    ),
  )
  const now = START + 10_320_000
  expect(series.read({ from: START, to: now, step: 10_000 }).step).toBe(60_000)
  expect(series.read({ from: now - 4_000_000, to: now, step: 10_000 }).step).toBe(10_000)
})

it('[TS-2] never more than 2,000 points, never a step shorter than asked for, and every sum is whole', () => {
  const minutes = fc.integer({ min: 1, max: 5000 })
  fc.assert(
    fc.property(
      minutes,
      fc.option(fc.integer({ min: 1000, max: 10_000_000 })),
      fc.nat(10_000_000),
      (span, wanted, offset) => {
        const series = store()
        const length = Math.min(400, span * 6)
        series.append(
          rows(
            START,
            Array.from({ length }, () => ({ epochs: 1 })),
          ),
        )
        const from = START - offset
        const to = START + span * 60_000
        const found = series.read({ series: ['epochs'], from, to, ...(wanted !== null && { step: wanted }) })
        const points = found.series['epochs']!
        expect(points.length).toBe(found.points)
        expect(found.points).toBeLessThanOrEqual(2000)
        expect(found.step).toBeGreaterThanOrEqual(wanted ?? 10_000)
        expect(found.from).toBeLessThanOrEqual(from)
        expect(found.from + found.points * found.step).toBeGreaterThanOrEqual(to)
        expect(points.reduce<number>((sum, value) => sum + (value ?? 0), 0)).toBe(length)
      },
    ),
    { numRuns: 60 },
  )
})
