import fc from 'fast-check'
import { expect, it } from 'vitest'
import { markedText } from './marked-text.ts'

it('[LI-6] shows what is hidden in a text by its code point, and marks what only looks like a letter', () => {
  expect(markedText('0xab\u200B')).toEqual([
    { text: '0xab', isMarked: false },
    { text: 'U+200B', isMarked: true },
  ])
  expect(markedText('\u00A00\u0430b')).toEqual([
    { text: 'U+00A0', isMarked: true },
    { text: '0', isMarked: false },
    { text: '\u0430', isMarked: true },
    { text: 'b', isMarked: false },
  ])
  expect(markedText('\tx')[0]).toEqual({ text: 'U+0009', isMarked: true })
  expect(markedText('')).toEqual([])
})

it('leaves plain text as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1 }), (text) => {
      expect(markedText(text)).toEqual([{ text, isMarked: false }])
    }),
  )
})
