/** Two epochs of a task, the earlier one first; 0 is what was before the first. */
export interface EpochPair {
  readonly from: number
  readonly to: number
}

/** As it stands in the address: "3-12". */
export function formatPair(a: number, b: number): string {
  return `${Math.min(a, b)}-${Math.max(a, b)}`
}

/** Null where the text names no two epochs. */
export function parsePair(text: string): EpochPair | null {
  const [, first, second] = /^(\d{1,12})-(\d{1,12})$/.exec(text) ?? []
  if (first === undefined || second === undefined) return null
  const [a, b] = [Number(first), Number(second)]
  return a === b ? null : { from: Math.min(a, b), to: Math.max(a, b) }
}
