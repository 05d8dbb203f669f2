import { murmur3, SLOT_COUNT } from './hash.ts'

/**
 * Slot owners by consistent hashing (PL-2): a pure function of the member list, whatever the history.
 *
 * The ring has 2^32 positions; member m has points at murmur3(`m#0`), murmur3(`m#1`), …; slot s sits at s·2^24 and
 * belongs to the next point clockwise. Of points at the same place the one of the first name counts.
 *
 * @param members in code-unit order, at least one
 * Source: Karger et al., "Consistent Hashing and Random Trees", 1997.
 */
export function ringOwners(members: readonly string[], virtualNodes: number): string[] {
  // Slot s sits at the start of the arc of points whose top 8 bits are s, so the first point of each arc is enough.
  const point = new Float64Array(SLOT_COUNT).fill(Infinity)
  const owner: string[] = Array.from({ length: SLOT_COUNT })
  for (const member of members) {
    for (let v = 0; v < virtualNodes; v++) {
      const p = murmur3(`${member}#${v}`)
      const arc = p >>> 24
      if (p < point[arc]!) {
        point[arc] = p
        owner[arc] = member
      }
    }
  }
  // Twice round backwards: an arc without points takes the answer of the next, also past the end of the ring.
  for (let step = 2 * SLOT_COUNT - 1; step >= 0; step--) {
    const arc = step % SLOT_COUNT
    owner[arc] ??= owner[(arc + 1) % SLOT_COUNT]!
  }
  return owner
}
