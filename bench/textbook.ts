import { slotOf, SLOT_COUNT } from '../src/planner/hash.ts'
import { ringOwners } from '../src/planner/slots-ring.ts'
import { defaults } from './task.ts'

/**
 * The textbook policy to compare with: slots belong to consumers, and the batches of a consumer are its targets, sorted,
 * cut into pieces of the batch size. A batch is known by its consumer and its place in the list.
 */
export interface Textbook {
  readonly name: string
  /** The owner of each slot. @param before null for the first plan */
  readonly owners: (members: readonly string[], before: readonly string[] | null) => readonly string[]
}

export const textbooks: readonly Textbook[] = [
  { name: 'textbook, ring', owners: (members) => ringOwners(members, defaults.virtualNodes) },
  { name: 'textbook, equal share', owners: equalShares },
]

/** The batch of every target. @param sorted all targets in order */
export function chunks(sorted: readonly string[], owners: readonly string[]): Map<string, string> {
  const length = new Map<string, number>()
  const batches = new Map<string, string>()
  for (const target of sorted) {
    const owner = owners[slotOf(target)]!
    const place = length.get(owner) ?? 0
    length.set(owner, place + 1)
    batches.set(target, `${owner}/${Math.floor(place / defaults.batchSize)}`)
  }
  return batches
}

/** Survivors whose batch is another, in per cent of all survivors. */
export function chunkMoves(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): number {
  let moved = 0
  let survivors = 0
  for (const [target, batch] of after) {
    const was = before.get(target)
    if (was === undefined) continue
    survivors++
    if (was !== batch) moved++
  }
  return (100 * moved) / survivors
}

/** As many slots for each as for any other, in runs; later only as many change owner as must. */
function equalShares(members: readonly string[], before: readonly string[] | null): string[] {
  const share = (i: number) =>
    Math.floor(((i + 1) * SLOT_COUNT) / members.length) - Math.floor((i * SLOT_COUNT) / members.length)
  const room = new Map(members.map((member, i) => [member, share(i)]))
  const take = (member: string | undefined) => {
    const left = member === undefined ? 0 : (room.get(member) ?? 0)
    if (left > 0) room.set(member!, left - 1)
    return left > 0
  }
  const owners = Array.from({ length: SLOT_COUNT }, (_, slot) => (take(before?.[slot]) ? before![slot]! : null))
  return owners.map((owner) => owner ?? members.find((member) => take(member))!)
}
