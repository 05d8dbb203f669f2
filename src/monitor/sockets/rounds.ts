/** Members take turns within a round, so that what is done with each of them once in a round is never done with all at once. */
export class Rounds<T> {
  private readonly turns: readonly Set<T>[]
  private joining = 0
  private turn = 0

  /** @param turns how many there are in a round */
  constructor(turns: number) {
    this.turns = Array.from({ length: turns }, () => new Set<T>())
  }

  /** It has its turn once in each round from now on. @returns what ends that */
  join(member: T): () => void {
    const own = this.turns[this.joining++ % this.turns.length]!
    own.add(member)
    return () => void own.delete(member)
  }

  /** Those whose turn it is now. */
  next(): Iterable<T> {
    return this.turns[this.turn++ % this.turns.length]!
  }
}
