import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributesOf, attributesText } from './attributes.ts'

describe('[AT-1] the text of attributes', () => {
  it('is the same in whatever order they come, and null without any', () => {
    const named = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.string({ minLength: 1 })), {
      selector: ([name]) => name,
    })
    fc.assert(
      fc.property(named, (given) => {
        const text = attributesText(given)
        expect(attributesText(given.toReversed())).toBe(text)
        if (text === null) expect(given).toEqual([])
        else {
          expect(text).not.toMatch(/[\r\n]/)
          expect(new Map(Object.entries(attributesOf(text)))).toEqual(new Map(given))
        }
      }),
    )
  })

  it('has the names in code-unit order, those that look like numbers too', () => {
    expect(
      attributesText([
        ['9', 'a'],
        ['10', 'b'],
        ['label', 'USDC'],
      ]),
    ).toBe('{"10":"b","9":"a","label":"USDC"}')
  })

  it('takes an empty value for none', () => {
    expect(
      attributesText([
        ['chain', ''],
        ['label', 'USDC'],
      ]),
    ).toBe('{"label":"USDC"}')
    expect(attributesText([['chain', '']])).toBeNull()
  })
})
