import type { SlotMap } from '../../../contract/slot-history.ts'
import { type Load, loadsOf, type Owner } from './loads.ts'

/** What one owner has and what it would have; without a plan both are the same. */
export interface LoadRow {
  readonly owner: Owner
  readonly now: Load
  readonly planned: Load
}

/** So many who own nothing are listed; more of them would only hide the others. */
const MAX_IDLE_ROWS = 8

export function presentRows(loads: readonly Load[]): LoadRow[] {
  return loads.map((load) => ({ owner: load.owner, now: load, planned: load }))
}

/** Everybody's load now and then; whoever is taken out stays in the list, or could not be put back. */
export function plannedRows(
  now: SlotMap,
  then: SlotMap,
  members: readonly string[],
  left: ReadonlySet<string>,
): LoadRow[] {
  const nothing = (owner: Owner): Load => ({ owner, slots: 0, targets: 0 })
  const all = [...members, ...left]
  const before = new Map(loadsOf(now, all).map((load) => [load.owner, load]))
  const after = loadsOf(
    then,
    [...before.keys()].filter((owner) => owner !== null),
  )
  const rows = after.map((load) => ({
    owner: load.owner,
    now: before.get(load.owner) ?? nothing(load.owner),
    planned: load,
  }))
  const unowned = before.get(null)
  // What nobody has now somebody would have.
  return unowned && rows[0]?.owner !== null ? [{ owner: null, now: unowned, planned: nothing(null) }, ...rows] : rows
}

/** The rows to show, and who is not among them for owning nothing, now or then. @param kept whose rows stay all the same */
export function foldIdle(
  rows: readonly LoadRow[],
  kept: ReadonlySet<string> = new Set(),
): { readonly shown: readonly LoadRow[]; readonly idle: readonly string[] } {
  const idle = rows.flatMap(({ owner, now, planned }) =>
    owner !== null && now.slots + planned.slots === 0 && !kept.has(owner) ? owner : [],
  )
  if (idle.length <= MAX_IDLE_ROWS) return { shown: rows, idle: [] }
  const folded = new Set<Owner>(idle)
  return { shown: rows.filter(({ owner }) => !folded.has(owner)), idle }
}
