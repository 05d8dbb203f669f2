/** As people count: worker-2 comes before worker-10. */
export const compareNames: (a: string, b: string) => number = new Intl.Collator('en', { numeric: true }).compare

let kept: readonly string[] = []

/**
 * Every consumer, as people count. The same list as long as it is of the same consumers: they come and go seldom, and sorting
 * a thousand names with every update would be felt.
 */
export function consumerNames(consumers: ReadonlyMap<string, unknown>): readonly string[] {
  if (kept.length !== consumers.size || !kept.every((name) => consumers.has(name))) {
    kept = [...consumers.keys()].toSorted(compareNames)
  }
  return kept
}
