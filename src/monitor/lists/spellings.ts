import { randomInt } from 'node:crypto'
import { chainParts, isEvmAddress } from '../../planner/identity.ts'
import { PlaceTable } from './place-table.ts'

/** A target that an earlier one spells otherwise, both by their place in the list. */
export interface OtherSpelling {
  readonly place: number
  readonly first: number
}

const upper = /[A-Z]/
/** Nobody outside knows which addresses share a hash. */
const SEED = randomInt(2 ** 32)

/**
 * `[LI-6]` The targets that are the EVM address of an earlier one in other letters, with the same chain in front or none:
 * where every character counts, both would be watched.
 */
export function otherSpellings(targets: readonly string[]): OtherSpelling[] {
  const found: OtherSpelling[] = []
  // Most lists have their addresses in one case, or none at all.
  if (!targets.some((target) => upper.test(target) && isEvm(target))) return found
  const table = new PlaceTable(targets.length)
  for (let place = 0; place < targets.length; place++) {
    const target = targets[place]!
    if (!isEvm(target)) continue
    const first = table.findOrAdd(place, hashOf(target), (other) => isSameText(targets[other]!, target))
    if (first >= 0 && targets[first] !== target) found.push({ place, first })
  }
  return found
}

function isEvm(text: string): boolean {
  return isEvmAddress(text) || chainParts(text) !== null
}

function isSameText(a: string, b: string): boolean {
  return a.length === b.length && a.toLowerCase() === b.toLowerCase()
}

/** The same for every case: bit 5 of a letter is its case, and all that stands in an address has it or may lose it. */
function hashOf(text: string): number {
  let hash = SEED
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ (text.charCodeAt(i) | 32), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return hash | 0
}
