/**
 * The batches that hold targets of one slot, in ascending order of id, with the number of those targets. Two short
 * arrays: a slot's are copied whenever an epoch touches it, and copying a map costs ten times as much.
 */
export class Holders {
  readonly ids: number[]
  readonly counts: number[]

  constructor(ids: number[] = [], counts: number[] = []) {
    this.ids = ids
    this.counts = counts
  }

  copy(): Holders {
    return new Holders(this.ids.slice(), this.counts.slice())
  }

  /** How many targets of this batch, which is one of them. */
  of(id: number): number {
    return this.counts[this.placeOf(id)]!
  }

  add(id: number, by = 1): void {
    const place = this.placeOf(id)
    if (this.ids[place] === id) this.counts[place]! += by
    else {
      this.ids.splice(place, 0, id)
      this.counts.splice(place, 0, by)
    }
  }

  /** One target of this batch less. */
  drop(id: number): void {
    const place = this.placeOf(id)
    if (--this.counts[place]! > 0) return
    this.ids.splice(place, 1)
    this.counts.splice(place, 1)
  }

  private placeOf(id: number): number {
    const { ids } = this
    let high = ids.length
    // Mostly it is the batch that was filled just now: the newest.
    if (high === 0 || ids[high - 1]! < id) return high
    let low = 0
    while (low < high) {
      const middle = (low + high) >>> 1
      if (ids[middle]! < id) low = middle + 1
      else high = middle
    }
    return low
  }
}
