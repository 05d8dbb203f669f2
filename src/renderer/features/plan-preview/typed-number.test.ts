import fc from 'fast-check'
import { expect, it } from 'vitest'
import { locales } from '../../../console/format.ts'
import { typedNumber } from './typed-number.ts'

it('[CH-2] takes a number as the page shows it in any language, and as it is typed', () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), (number) => {
      const shown = [...Object.values(locales), 'de', 'fr', 'de-CH', 'en-IN'].map((locale) =>
        number.toLocaleString(locale),
      )
      for (const text of [String(number), ` ${number} `, ...shown]) expect(typedNumber(text)).toBe(number)
    }),
  )
  expect(typedNumber('５９００')).toBe(5900)
})

it.each(['', ' ', '-5', '+5', '5e3', '0x10', '59OO', '12345678901234567890', 'all'])(
  'takes %j for no number',
  (text) => {
    expect(typedNumber(text)).toBeNull()
  },
)
