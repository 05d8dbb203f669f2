import fc from 'fast-check'
import type { Identity } from '../src/planner/identity.ts'
import type { TargetEdit } from '../src/planner/plan.ts'
import { UNRATED } from '../src/planner/priority.ts'
import { type GivenTargets, NO_ATTRIBUTES } from '../src/planner/target-run.ts'

/** Few addresses in many spellings, and what is none: that several are the same is the rule, not the exception. */
const address = fc.nat(24).map((n) => `0x${(n * 7919 + 0xabcdef).toString(16).padStart(40, 'ab')}`)
export const spelling: fc.Arbitrary<string> = fc.oneof(
  address,
  address.map((text) => `0x${text.slice(2).toUpperCase()}`),
  address.map((text) => text.replaceAll('b', 'B')),
  address.map((text) => `eth:${text}`),
  address.map((text) => `eip155:1:${text.replaceAll('a', 'A')}`),
  fc.nat(20).map((n) => `Mint${n}`),
  fc.nat(20).map((n) => `mint${n}`),
)
const texts = fc.constantFrom(
  null,
  null,
  '{"label":"a"}',
  '{"label":"b"}',
  '{"chain":"eth","label":"a"}',
  NO_ATTRIBUTES,
)

/** A list in which a target may stand several times, with other spellings, priorities and attributes. */
export const anyList: fc.Arbitrary<GivenTargets> = fc.array(spelling, { maxLength: 40 }).chain((targets) => {
  const each = { minLength: targets.length, maxLength: targets.length }
  return fc.record({
    targets: fc.constant(targets),
    ratings: fc.option(
      fc.uint8Array({ ...each, max: 4 }).map((ratings) => ratings.map((rating) => (rating === 4 ? UNRATED : rating))),
      { nil: undefined },
    ),
    attributes: fc.option(fc.array(texts, each), { nil: undefined }),
  })
})

export const anyEdit: fc.Arbitrary<TargetEdit> = fc.oneof(
  fc.constant<TargetEdit>({ kind: 'keep' }),
  anyList.map((list): TargetEdit => ({ kind: 'replace', ...list })),
  fc
    .record({ add: anyList, remove: fc.array(spelling, { maxLength: 20 }) })
    .map((change): TargetEdit => ({ kind: 'change', ...change })),
)

export const anyIdentity = fc.constantFrom<Identity[]>('exact', 'exact', 'evm', 'auto')
