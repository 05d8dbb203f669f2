/** Counts by one or two words of a bounded set. Plain numbers in a map: cheap enough for every frame. */
export class Tally {
  private readonly counts = new Map<string, number>()

  /** @param known words that are shown with 0 before they first happen: a rate needs a beginning */
  constructor(known: Iterable<string> = []) {
    for (const word of known) this.counts.set(word, 0)
  }

  add(word: string, more?: string): void {
    const key = more === undefined ? word : `${word} ${more}`
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1)
  }

  /** Of all words. */
  get total(): number {
    let total = 0
    for (const count of this.counts.values()) total += count
    return total
  }

  /** The words of each count under these names of labels. */
  *read<L extends string>(...labels: readonly L[]): Iterable<readonly [Record<L, string>, number]> {
    for (const [key, count] of this.counts) {
      const words = key.split(' ')
      yield [Object.fromEntries(labels.map((label, i) => [label, words[i] ?? ''])) as Record<L, string>, count]
    }
  }
}
