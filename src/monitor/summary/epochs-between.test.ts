import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EpochResource } from '../../contract/resources/epoch.ts'
import { epochsBetween } from './epochs-between.ts'

/** A history of which the first epochs are not kept any more. @param times of all, in their order */
function history(times: readonly number[], forgotten: number) {
  const all = times.map((created_at, i) => ({ epoch: i + 1, created_at }) as EpochResource).slice(forgotten)
  const state = { reads: 0, rows: 0 }
  const epochs = (_taskId: number, before: number, limit: number) => {
    const found = all
      .filter(({ epoch }) => epoch < before)
      .slice(-limit)
      .toReversed()
    state.reads++
    state.rows += found.length
    return Promise.resolve(found)
  }
  return { storage: { epochs }, all, state }
}

it('[CN-7] finds the epochs of a time, the last 20 of them and how many there were', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 80 }),
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: -10, max: 510 }),
      fc.integer({ min: 1, max: 520 }),
      async (given, forgotten, from, length) => {
        const times = given.toSorted((a, b) => a - b)
        const { storage, all } = history(times, Math.min(forgotten, times.length))
        const to = from + length
        const expected = all.filter(({ created_at: at }) => at >= from && at < to)
        expect(await epochsBetween(storage, 1, times.length, from, to)).toEqual({
          epochs: expected.slice(-20),
          made: expected.length,
        })
      },
    ),
  )
})

it('[CN-7] reads hardly any of them, however many there are', async () => {
  const { storage, state } = history(
    Array.from({ length: 100_000 }, (_, i) => i),
    0,
  )
  expect(await epochsBetween(storage, 1, 100_000, 1000, 90_000)).toMatchObject({ made: 89_000 })
  expect(state.reads).toBeLessThan(40)
  expect(state.rows).toBeLessThan(60)
})
