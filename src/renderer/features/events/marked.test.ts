import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markedParts, searchWords } from './marked.ts'

describe('[EV-11] what was searched for, within a text', () => {
  it('is marked wherever it occurs, in any case, and nothing else is', () => {
    expect(markedParts('Rack 5: racks', searchWords(' RACK  5 '))).toEqual([
      { text: 'Rack', isHit: true },
      { text: ' ', isHit: false },
      { text: '5', isHit: true },
      { text: ': ', isHit: false },
      { text: 'rack', isHit: true },
      { text: 's', isHit: false },
    ])
    expect(markedParts('banana', ['ana'])).toEqual([
      { text: 'b', isHit: false },
      { text: 'anana', isHit: true },
    ])
    expect(markedParts('', ['a'])).toEqual([])
  })

  it('leaves nothing of the text out, whatever is searched for', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'B', 'ß', 'İ', ' ', '网', '.') })
    fc.assert(
      fc.property(letters, letters, (text, q) => {
        const parts = markedParts(text, searchWords(q))
        expect(parts.map((part) => part.text).join('')).toBe(text)
        for (const { text: part, isHit } of parts) {
          if (isHit) expect(searchWords(q).some((word) => part.toLowerCase().includes(word))).toBe(true)
        }
      }),
    )
  })
})
