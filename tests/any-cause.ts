import fc from 'fast-check'
import { type EpochCause, memberChanges, plannedOptions } from '../src/contract/cause.ts'

const consumerId = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9._:@-]{1,12}$/),
  fc.constantFrom('options:eu', 'rollback', 'target', 'and', 'lost', 'joined', 'a:b@c.d-e_f', 'operator', 'members'),
)
const edit = { added: fc.nat(100_000), removed: fc.nat(100_000) }
const described = { ...edit, described: fc.nat(100_000) }
const consumers = fc.uniqueArray(consumerId, { minLength: 1, maxLength: 8 }).map((ids) => ids.toSorted())
const number = fc.integer({ min: 1, max: 10_000 })
const values: Readonly<Record<(typeof plannedOptions)[number], fc.Arbitrary<string | number | boolean>>> = {
  batch_size: number,
  strategy: fc.constantFrom('balanced', 'ring'),
  virtual_nodes: number,
  priority_levels: fc.constantFrom('auto', 1, 2, 4),
  identity: fc.constantFrom('exact', 'evm', 'auto'),
  auto_sync: fc.boolean(),
}
function changesOf(options: readonly (typeof plannedOptions)[number][]) {
  return fc
    .subarray([...options], { minLength: 1 })
    .chain((names) =>
      fc.tuple(
        ...names.map((option) => fc.record({ option: fc.constant(option), from: values[option], to: values[option] })),
      ),
    )
}
/** Versions that kept words knew of no identity. */
const changed = changesOf(plannedOptions.filter((option) => option !== 'identity'))

/** Versions that kept words did not know of restarts (LV-6). */
const wordedChanges = memberChanges.filter((change) => change !== 'flapping')

/** Every cause that a version could make that kept its words only. */
export const wordedCause: fc.Arbitrary<EpochCause> = fc.oneof(
  fc.record({ kind: fc.constant('import' as const), ...edit }),
  fc.record({ kind: fc.constant('change' as const), ...edit }),
  fc.record({ kind: fc.constant('rollback' as const), to: number, ...edit }),
  fc.record({ kind: fc.constant('sync' as const), rebalance: fc.boolean() }),
  fc.record({ kind: fc.constant('options' as const), changes: changed }),
  fc.record({ kind: fc.constant('members' as const), change: fc.constantFrom(...wordedChanges), consumers }),
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

/** Every cause that the schema allows. */
export const anyCause: fc.Arbitrary<EpochCause> = fc.oneof(
  wordedCause,
  fc.record({ kind: fc.constant('release' as const) }),
  fc.record({
    kind: fc.constant('source' as const),
    source: fc.stringMatching(/^[A-Za-z0-9._:@-]{1,12}$/),
    ...described,
  }),
  fc.record({ kind: fc.constant('import' as const), ...described }),
  fc.record({ kind: fc.constant('undo' as const), of: number, ...described }),
  fc.record({ kind: fc.constant('options' as const), changes: changesOf(plannedOptions) }),
  fc.record({ kind: fc.constant('unknown' as const), text: fc.string() }),
  fc.record({
    kind: fc.constant('members' as const),
    change: fc.constantFrom('joined' as const, 'lost' as const),
    consumers,
    more: number,
  }),
  fc.record({ kind: fc.constant('members' as const), change: fc.constant('flapping' as const), consumers }),
)
