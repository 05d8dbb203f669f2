import type { Priority } from './priority.ts'

/** Up to `batchSize` targets of one consumer, worked on together. It never changes: a new epoch brings a new object. */
export interface Batch {
  readonly batch_id: number
  /** `null` while the task has no member (PL-10). */
  readonly consumer_id: string | null
  /** The level it belongs to (PL-5). */
  readonly priority: Priority
  /** The number of its targets. */
  readonly size: number
}

/** All batches of an assignment, in ascending order of id. It never changes, and is copied in no time, as no map is. */
export class BatchList implements Iterable<Batch> {
  private readonly batches: readonly Batch[]

  /** @param batches in ascending order of id */
  constructor(batches: readonly Batch[] = []) {
    this.batches = batches
  }

  get size(): number {
    return this.batches.length
  }

  get(id: number): Batch | undefined {
    const batch = this.batches[placeOf(this.batches, id)]
    return batch?.batch_id === id ? batch : undefined
  }

  has(id: number): boolean {
    return this.get(id) !== undefined
  }

  [Symbol.iterator](): Iterator<Batch> {
    return this.batches[Symbol.iterator]()
  }

  ids(): number[] {
    return this.batches.map(({ batch_id }) => batch_id)
  }

  /** Goes through this list and a later one in step; one of a pair is null where a batch was closed or opened. */
  forEachPair(later: BatchList, visit: (before: Batch | null, after: Batch | null) => void): void {
    const [was, is] = [this.batches, later.batches]
    for (let i = 0, j = 0; i < was.length || j < is.length;) {
      const [before, after] = [was[i] ?? null, is[j] ?? null]
      const isClosed = before !== null && (after === null || before.batch_id < after.batch_id)
      const isOpened = after !== null && (before === null || after.batch_id < before.batch_id)
      visit(isOpened ? null : before, isClosed ? null : after)
      if (!isOpened) i++
      if (!isClosed) j++
    }
  }

  /**
   * The list after a change.
   * @param put new batches and those that take the place of one of before; new ones are above all of before
   */
  with(put: readonly Batch[], closed: ReadonlySet<number>): BatchList {
    if (put.length === 0 && closed.size === 0) return this
    const batches = this.batches.slice()
    const last = batches.at(-1)?.batch_id ?? 0
    for (const batch of put) if (batch.batch_id <= last) batches[placeOf(this.batches, batch.batch_id)] = batch
    const opened = put.filter(({ batch_id }) => batch_id > last).toSorted((a, b) => a.batch_id - b.batch_id)
    for (const batch of opened) batches.push(batch)
    return new BatchList(closed.size > 0 ? batches.filter(({ batch_id }) => !closed.has(batch_id)) : batches)
  }
}

/** The first place whose id is not below. */
function placeOf(batches: readonly Batch[], id: number): number {
  let low = 0
  let high = batches.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (batches[middle]!.batch_id < id) low = middle + 1
    else high = middle
  }
  return low
}
