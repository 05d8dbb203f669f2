import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeProgress, progressIn } from './progress-cells.ts'

const cells = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 3_000_000 }), fc.integer({ min: 0, max: 200 })), { maxLength: 200 })
  .map((all) => new Map(all.map(([number, halves]) => [number, halves / 2])))

describe('[TS-3] the progress of all consumers in bytes', () => {
  it('is found again for each of them, and for nobody else', () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: 1, max: 3_000_000 }), (all, other) => {
        const bytes = encodeProgress(all)
        for (const [number, progress] of all) expect(progressIn(bytes, number)).toBe(progress)
        expect(progressIn(bytes, other)).toBe(all.get(other) ?? null)
      }),
    )
  })

  it('takes little, and what is beyond 0 and 100 is these', () => {
    const thousand = new Map(Array.from({ length: 1000 }, (_, i) => [500_000 + i, 50]))
    expect(encodeProgress(thousand).length).toBeLessThan(2010)
    const odd = encodeProgress(
      new Map([
        [1, 130],
        [2, -4],
      ]),
    )
    expect([progressIn(odd, 1), progressIn(odd, 2)]).toEqual([100, 0])
  })
})
