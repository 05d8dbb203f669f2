/** Things by the crowd they are of, oldest first; which crowd is the largest is known at once, however many there are. */
export class Crowds<T> {
  private readonly members = new Map<string, Set<T>>()
  /** Crowds by how many they are. */
  private readonly bySize = new Map<number, Set<string>>()
  private largestSize = 0
  private count = 0

  get size(): number {
    return this.count
  }

  add(crowd: string, member: T): void {
    const found = this.members.get(crowd) ?? new Set()
    this.members.set(crowd, found)
    if (found.has(member)) return
    this.resize(crowd, found.size, found.size + 1)
    found.add(member)
    this.count++
  }

  delete(crowd: string, member: T): void {
    const found = this.members.get(crowd)
    if (!found?.delete(member)) return
    this.resize(crowd, found.size + 1, found.size)
    if (found.size === 0) this.members.delete(crowd)
    this.count--
  }

  sizeOf(crowd: string): number {
    return this.members.get(crowd)?.size ?? 0
  }

  /** The largest crowd; of several, the one that was it first. Null where there is none. */
  largest(): string | null {
    const [crowd = null] = this.bySize.get(this.largestSize) ?? []
    return crowd
  }

  oldestOf(crowd: string): T | undefined {
    const [oldest] = this.members.get(crowd) ?? []
    return oldest
  }

  private resize(crowd: string, before: number, after: number): void {
    const left = this.bySize.get(before)
    left?.delete(crowd)
    if (left?.size === 0) this.bySize.delete(before)
    if (after > 0) {
      const entered = this.bySize.get(after) ?? new Set()
      this.bySize.set(after, entered.add(crowd))
    }
    if (after > this.largestSize) this.largestSize = after
    // Sizes change by one, so that the next largest is one less.
    else if (before === this.largestSize && !this.bySize.has(before)) this.largestSize = after
  }
}
