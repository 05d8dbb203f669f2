import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { wordedCause } from '../../../../tests/any-cause.ts'
import { causeText } from '../../../console/words/cause.ts'
import { type CauseOf, type EpochCause, epochCause } from '../../../contract/cause.ts'
import { causesOfWords } from './cause-words.ts'

const validator = Compile(epochCause)
const MAX_NAMES = 3

/** What the words hold of a cause: three names, how many more, and of one alone how many seconds it was silent. */
function inWords(cause: EpochCause): EpochCause {
  if (cause.kind !== 'members' || !('consumers' in cause)) return cause
  const { consumers: all, ...rest } = cause
  const more = all.length - MAX_NAMES
  const held = { ...rest, consumers: all.slice(0, MAX_NAMES), ...(more > 0 && { more }) } as CauseOf<'members'>
  if (!('silence' in held) || held.silence === undefined) return held
  const { silence, ...unsaid } = held
  return all.length > 1 ? unsaid : { ...unsaid, silence: silence.map((ms) => Math.round(ms / 1000) * 1000) }
}

describe('causesOfWords', () => {
  it('[EP-5] has the causes again that the words are of', () => {
    fc.assert(
      fc.property(fc.array(wordedCause, { maxLength: 5 }), (causes) => {
        const read = causesOfWords(causeText('en', causes))
        expect(read).toEqual(causes.map(inWords))
        for (const cause of read) expect(validator.Check(cause)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('[EP-5] says any words again, also those that nobody understands', () => {
    const damaged = fc
      .tuple(
        fc.array(wordedCause, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.nat(4),
        fc.constantFrom('', '; ', ', ', ' ', '0', 'x', ': ', '−'),
      )
      .map(([causes, place, length, other]) => {
        const words = causeText('en', causes)
        const at = place % words.length
        return words.slice(0, at) + other + words.slice(at + length)
      })
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string({ unit: 'grapheme' })), (words) => {
        const read = causesOfWords(words)
        expect(causeText('en', read)).toBe(words)
        for (const cause of read) expect(validator.Check(cause)).toBe(true)
      }),
      { numRuns: 5000 },
    )
  })

  it.each([
    ['', []],
    ['options:eu joined', [{ kind: 'members', change: 'joined', consumers: ['options:eu'] }]],
    ['rollback left', [{ kind: 'members', change: 'left', consumers: ['rollback'] }]],
    ['a, b, c and 5 more lost', [{ kind: 'members', change: 'lost', consumers: ['a', 'b', 'c'], more: 5 }]],
    ['a, b and 5 more lost', [{ kind: 'unknown', text: 'a, b and 5 more lost' }]],
    ['a joined, silent for 3 s', [{ kind: 'unknown', text: 'a joined, silent for 3 s' }]],
    ['target import: +100 -3', [{ kind: 'unknown', text: 'target import: +100 -3' }]],
    ['options: batch size 99 → many', [{ kind: 'unknown', text: 'options: batch size 99 → many' }]],
    [
      'a whim; operator sync',
      [
        { kind: 'unknown', text: 'a whim' },
        { kind: 'sync', rebalance: false },
      ],
    ],
  ] satisfies [string, EpochCause[]][])('[EP-5] %j', (words, causes) => {
    expect(causesOfWords(words)).toEqual(causes)
  })
})
