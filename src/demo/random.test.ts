import { expect, it } from 'vitest'
import { between, pick, seededRandom } from './random.ts'

it('the same seed gives the same life, with every version', () => {
  const random = seededRandom(7)
  const numbers = [random(), random(), random()].map((number) => number * 2 ** 32)
  expect(numbers).toEqual([50_271_532, 266_108_690, 4_195_786_334])
  expect(seededRandom(0)() * 2 ** 32).toBe(1_144_304_738)
})

it('numbers lie between the two, items are picked by them, and from nothing none is', () => {
  const given =
    (...numbers: number[]) =>
    () =>
      numbers.shift() ?? 0
  expect(between(given(0.25), 10, 30)).toBe(15)
  expect([pick(given(0), ['a', 'b', 'c']), pick(given(0.99), ['a', 'b', 'c'])]).toEqual(['a', 'c'])
  expect(() => pick(given(0.5), [])).toThrow(RangeError)
})
