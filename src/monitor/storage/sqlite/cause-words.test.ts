import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { causeText } from '../../../console/words/cause.ts'
import { type CauseOf, type EpochCause, epochCause, memberChanges, plannedOptions } from '../../../contract/cause.ts'
import { causesOfWords } from './cause-words.ts'

const validator = Compile(epochCause)
const MAX_NAMES = 3

const consumerId = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9._:@-]{1,12}$/),
  fc.constantFrom('options:eu', 'rollback', 'target', 'and', 'lost', 'joined', 'a:b@c.d-e_f', 'operator', 'members'),
)
const edit = { added: fc.nat(100_000), removed: fc.nat(100_000) }
const consumers = fc.uniqueArray(consumerId, { minLength: 1, maxLength: 8 }).map((ids) => ids.toSorted())
const number = fc.integer({ min: 1, max: 10_000 })
const values: Readonly<Record<(typeof plannedOptions)[number], fc.Arbitrary<string | number | boolean>>> = {
  batch_size: number,
  strategy: fc.constantFrom('balanced', 'ring'),
  virtual_nodes: number,
  priority_levels: fc.constantFrom('auto', 1, 2, 4),
  auto_sync: fc.boolean(),
}
const changed = fc
  .subarray([...plannedOptions], { minLength: 1 })
  .chain((names) =>
    fc.tuple(
      ...names.map((option) => fc.record({ option: fc.constant(option), from: values[option], to: values[option] })),
    ),
  )

/** Every cause that a version made whose words are all there is; sources came later. */
const anyCause: fc.Arbitrary<EpochCause> = fc.oneof(
  fc.record({ kind: fc.constant('import' as const), ...edit }),
  fc.record({ kind: fc.constant('change' as const), ...edit }),
  fc.record({ kind: fc.constant('rollback' as const), to: number, ...edit }),
  fc.record({ kind: fc.constant('sync' as const), rebalance: fc.boolean() }),
  fc.record({ kind: fc.constant('options' as const), changes: changed }),
  fc.record({ kind: fc.constant('members' as const), change: fc.constantFrom(...memberChanges), consumers }),
  consumers.chain((ids) =>
    fc.record({
      kind: fc.constant('members' as const),
      change: fc.constant('lost' as const),
      consumers: fc.constant(ids),
      silence: fc.array(fc.nat(10_000_000), { minLength: ids.length, maxLength: ids.length }),
    }),
  ),
  fc.record({
    kind: fc.constant('members' as const),
    change: fc.constantFrom('changed' as const, 'restored' as const),
  }),
)

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
      fc.property(fc.array(anyCause, { maxLength: 5 }), (causes) => {
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
        fc.array(anyCause, { minLength: 1, maxLength: 3 }),
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
