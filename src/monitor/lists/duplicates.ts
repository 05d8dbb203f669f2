import { murmur3 } from '../../planner/hash.ts'
import { canonical, type Identity } from '../../planner/identity.ts'
import { PlaceTable } from './place-table.ts'
import type { Duplicates, TargetList } from './target-list.ts'

const MAX_LISTED_DUPLICATES = 20
export const noDuplicates: Duplicates = { count: 0, first: [] }

/**
 * `[LI-8]` The targets that were in the list before, by the identity of the task.
 * @param most how many have to be found; the rest is neither counted nor looked for
 */
export function duplicatesIn({ targets, lines }: TargetList, identity: Identity, most = Infinity): Duplicates {
  if (targets.length < 2) return noDuplicates
  const table = new PlaceTable(targets.length)
  const first: Duplicates['first'][number][] = []
  let count = 0
  for (let place = 0; place < targets.length && count < most; place++) {
    const target = targets[place]!
    const text = canonical(identity, target)
    const earlier = table.findOrAdd(place, murmur3(text) | 0, (other) => canonical(identity, targets[other]!) === text)
    if (earlier < 0) continue
    count++
    if (first.length < MAX_LISTED_DUPLICATES) {
      first.push({ line: lines.lineOf(place), first_line: lines.lineOf(earlier), target })
    }
  }
  return { count, first }
}

/** The first repeats only. */
export function firstDuplicates(list: TargetList, identity: Identity): Duplicates['first'] {
  return duplicatesIn(list, identity, MAX_LISTED_DUPLICATES).first
}
