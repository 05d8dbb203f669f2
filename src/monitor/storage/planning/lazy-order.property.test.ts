import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareTargets, type Identity, identities } from '../../../planner/identity.ts'
import { LazyOrder, type Ranks } from './lazy-order.ts'

const atOnce = () => null

/** All places in order, by sorting all of them. */
function sorted(texts: readonly string[], identity: Identity, ranks: Ranks | null): number[] {
  const rankOf = (place: number) => ranks?.of[place] ?? 0
  return texts
    .map((_, place) => place)
    .toSorted((a, b) => rankOf(a) - rankOf(b) || compareTargets(identity, texts[a]!, texts[b]!))
}

/** Texts that have to be split: most begin alike, and some as few others do. */
const family = fc.constantFrom('', '0x', 'token-ethereum-', 'é', '目标-', '\u{1F600}', '\x7F', '0xé', '\uFFFF')
const texts = fc
  .record({
    families: fc.array(family, { minLength: 1, maxLength: 4 }),
    count: fc.integer({ min: 0, max: 6000 }),
    seed: fc.nat(),
    digits: fc.constantFrom('01', '0123456789abcdef', 'aé', 'é目', 'aA\x7F\x80'),
  })
  .map(({ families, count, seed, digits }) => {
    const made = new Set<string>()
    for (let i = 0; i < count; i++) {
      // So few of these that no sample has one.
      let text = i % 97 === 1 ? 'éê'[i % 2]! : families[i % families.length]!
      for (let n = Math.imul(seed + i, 0x9e3779b1) >>> 0; n > 0; n = Math.floor(n / digits.length)) {
        text += digits[n % digits.length]!
      }
      made.add(text)
    }
    return [...made]
  })
const window = fc.record({ from: fc.nat({ max: 6500 }), size: fc.nat({ max: 700 }) })

describe('[TG-2] an order that is made where somebody looks', () => {
  it('is that of all texts sorted, wherever and in whatever turn it is looked at', async () => {
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.constantFrom(...identities),
        fc.option(fc.integer({ min: 1, max: 300 })),
        fc.array(window, { minLength: 1, maxLength: 5 }),
        async (all, identity, groups, windows) => {
          const ranks = groups === null ? null : { of: all.map((text) => text.length % groups), size: groups }
          const expected = sorted(all, identity, ranks)
          const order = new LazyOrder(all, identity, ranks)
          const slices = await Promise.all(windows.map(({ from, size }) => order.slice(from, from + size, atOnce)))
          expect(slices.map((slice) => [...slice])).toEqual(
            windows.map(({ from, size }) => expected.slice(from, from + size)),
          )
        },
      ),
      { numRuns: 40 },
    )
  })

  it('is that of some of the texts, too, as if there were no others', async () => {
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.integer({ min: 1, max: 40 }),
        fc.array(window, { minLength: 1, maxLength: 4 }),
        async (all, nth, windows) => {
          const marks = Uint8Array.from(all, (_, place) => (place % nth === 0 ? 1 : 0))
          const expected = sorted(all, 'exact', null).filter((place) => marks[place] === 1)
          const order = new LazyOrder(all, 'exact')
          const slices = await Promise.all(
            windows.map(({ from, size }) => order.sliceOf(marks, from, from + size, atOnce)),
          )
          expect(slices).toEqual(windows.map(({ from, size }) => expected.slice(from, from + size)))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('is one, too, where thousands of texts are the same', async () => {
    const all = Array.from({ length: 3000 }, (_, i) => (i % 3 === 0 ? 'b' : 'a'))
    const order = new LazyOrder(all, 'exact')
    const places = await order.slice(0, 3000, atOnce)
    expect(Array.from(places, (place) => all[place]).join('')).toBe('a'.repeat(2000) + 'b'.repeat(1000))
    expect([...places].toSorted((a, b) => a - b)).toEqual(all.map((_, place) => place))
  })
})
