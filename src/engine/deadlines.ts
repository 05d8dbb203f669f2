interface Entry<K> {
  at: number
  /** Entries of the same time come out in the order they were armed. */
  readonly order: number
  readonly key: K
}

/**
 * When something has to be looked at again, by key: a binary heap, so that time passes without a look at everything. Of
 * a key only the earliest time counts. Whoever's time moves on leaves it as it is, and arms anew when it comes due: what
 * happens often costs nothing that way.
 */
export class Deadlines<K> {
  private readonly heap: Entry<K>[] = []
  /** The entry that counts; others of the same key are passed over when they come up. */
  private readonly armed = new Map<K, Entry<K>>()
  private orders = 0

  /** Keys that are armed. */
  get size(): number {
    return this.armed.size
  }

  /** `key` is due at `at`, unless it is armed for an earlier time. Never, where that is not finite. */
  arm(key: K, at: number): void {
    const known = this.armed.get(key)
    if (!Number.isFinite(at) || (known && known.at <= at)) return
    const entry = { at, order: this.orders++, key }
    this.armed.set(key, entry)
    this.push(entry)
  }

  disarm(key: K): void {
    this.armed.delete(key)
    // What was disarmed or armed earlier stays in the heap until its time; a heap of nothing else is thrown away.
    if (this.armed.size === 0) this.heap.length = 0
  }

  /** The clock was set by so many ms: everything stays as far away as it was. */
  shift(by: number): void {
    for (const entry of this.heap) entry.at += by
  }

  /** The keys whose time has come, earliest first; they are armed no more. */
  drainDue(now: number): K[] {
    const due: K[] = []
    for (let first = this.heap[0]; first && first.at <= now; first = this.heap[0]) {
      this.pop()
      if (this.armed.get(first.key) !== first) continue
      this.armed.delete(first.key)
      due.push(first.key)
    }
    return due
  }

  private push(entry: Entry<K>): void {
    const { heap } = this
    let place = heap.length
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!isEarlier(entry, heap[parent]!)) break
      heap[place] = heap[parent]!
      place = parent
    }
    heap[place] = entry
  }

  private pop(): void {
    const { heap } = this
    const last = heap.pop()!
    if (heap.length === 0) return
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isEarlier(heap[child + 1]!, heap[child]!)) child++
      if (!isEarlier(heap[child]!, last)) break
      heap[place] = heap[child]!
      place = child
    }
    heap[place] = last
  }
}

function isEarlier<K>(a: Entry<K>, b: Entry<K>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
