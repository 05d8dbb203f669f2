import { type Static, type TSchema, Type } from 'typebox'
import type { SlotMap } from '../../../../contract/slot-history.ts'
import { SLOT_COUNT } from '../../../../planner/hash.ts'
import type { DeltaTarget } from '../../../../planner/delta.ts'
import { identities } from '../../../../planner/identity.ts'
import type { EpochChange } from '../../store.ts'
import { type Cells, natural, orNull, owner, pack, priority, RowReader, text } from './row.ts'

const deltaTarget = Type.Unsafe<DeltaTarget>(
  Type.Union([Type.Tuple([text, natural, priority]), Type.Tuple([text, natural, priority, text])]),
)
const deltaTargets = Type.Immutable(Type.Array(deltaTarget))

/** `deltas.delta`, deflated: what an epoch changed, and of what is after it the rest. */
const changeJson = Type.Object({
  added: deltaTargets,
  removed: deltaTargets,
  moved: tuples(text, natural, natural),
  rerated: tuples(text, priority, priority),
  /** Earlier versions knew no attributes. */
  described: Type.Optional(tuples(text, orNull(text), orNull(text))),
  opened: tuples(natural, owner, priority),
  closed: tuples(natural, owner, priority),
  handed: tuples(natural, owner, owner),
  relevelled: tuples(natural, priority, priority),
  slots: tuples(natural, owner, owner),
  /** Those of the epoch before where it is null. Earlier versions wrote neither these nor the levels. */
  members: Type.Optional(orNull(Type.Immutable(Type.Array(text)))),
  levels: Type.Optional(Type.Enum([1, 2, 4])),
  /** Earlier versions knew `exact` only. */
  identity: Type.Optional(Type.Enum([...identities])),
})
type ChangeJson = Static<typeof changeJson>

const changes = new RowReader('deltas', changeJson)

export function readChange({ task_id, epoch, delta: packed }: Cells): EpochChange {
  const read = changes.packed(packed, `task ${String(task_id)}, epoch ${String(epoch)}`)
  const { added, removed, moved, rerated, described = [], opened, closed, handed, relevelled, slots } = read
  return {
    delta: { added, removed, moved, rerated, described, opened, closed, handed, relevelled, slots },
    members: read.members ?? null,
    levels: read.levels ?? null,
    identity: read.identity ?? 'exact',
  }
}

export function changeCell({ delta, members, levels, identity }: EpochChange): Buffer {
  const { added, removed, moved, rerated, described, opened, closed, handed, relevelled, slots } = delta
  const terms = { members, ...(levels !== null && { levels }), ...(identity !== 'exact' && { identity }) }
  return pack({
    added,
    removed,
    moved,
    rerated,
    ...(described.length > 0 && { described }),
    opened,
    closed,
    handed,
    relevelled,
    slots,
    ...terms,
  } satisfies ChangeJson)
}

function tuples<T extends TSchema[]>(...items: [...T]) {
  return Type.Immutable(Type.Array(Type.Immutable(Type.Tuple(items))))
}

/** `slot_maps.map`, deflated, most of them with another one as dictionary. */
const slotMaps = new RowReader(
  'slot_maps',
  Type.Object({
    owners: Type.Array(owner, { minItems: SLOT_COUNT, maxItems: SLOT_COUNT }),
    targets: Type.Array(natural, { minItems: SLOT_COUNT, maxItems: SLOT_COUNT }),
  }),
)

/** The text of a slot map, as it may be the dictionary of others. */
export function unpackSlotMap({ task_id, epoch, map }: Cells, dictionary?: Buffer): Buffer {
  return slotMaps.unpack(map, `task ${String(task_id)}, epoch ${String(epoch)}`, dictionary)
}

export function readSlotMap({ task_id, epoch }: Cells, unpacked: Buffer): SlotMap {
  const { owners, targets } = slotMaps.json(unpacked.toString(), `task ${String(task_id)}, epoch ${String(epoch)}`)
  return { owners, targets }
}

export function slotMapText({ owners, targets }: SlotMap): string {
  return JSON.stringify({ owners, targets })
}
