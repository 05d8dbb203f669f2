import { murmur3 } from '../../planner/hash.ts'
import { canonical, type Identity } from '../../planner/identity.ts'
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
    const earlier = table.findOrAdd(place, canonical(identity, target), (other) => canonical(identity, targets[other]!))
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

/** Places of texts by their hash: a set of a million texts would take ten times as long and as much memory. */
class PlaceTable {
  private readonly hashes: Int32Array
  /** Place + 1; 0 where there is none. */
  private readonly places: Int32Array
  private readonly mask: number

  constructor(size: number) {
    const length = 2 ** Math.ceil(Math.log2(size * 2))
    this.hashes = new Int32Array(length)
    this.places = new Int32Array(length)
    this.mask = length - 1
  }

  /** @returns the place of the same text; −1 where there was none */
  findOrAdd(place: number, text: string, textAt: (place: number) => string): number {
    const hash = murmur3(text) | 0
    let at = hash & this.mask
    for (; this.places[at] !== 0; at = (at + 1) & this.mask) {
      if (this.hashes[at] === hash && textAt(this.places[at]! - 1) === text) return this.places[at]! - 1
    }
    this.hashes[at] = hash
    this.places[at] = place + 1
    return -1
  }
}
