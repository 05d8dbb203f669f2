import type { Assignment } from './assignment.ts'
import type { Batch, BatchList } from './batch-list.ts'
import { type Cell, Cells } from './cells.ts'
import { DraftSlots } from './draft-slots.ts'
import { SLOT_COUNT } from './hash.ts'
import { labelOf, type LevelCount, levelOf, priorities } from './priority.ts'
import { type Leaf, ratingAt, type Slot } from './slot.ts'
import type { SlotMerge } from './slot-merge.ts'

/** A batch that this plan changes, or opens. Left without targets it is closed. */
interface DraftBatch {
  readonly id: number
  owner: string | null
  level: number
  size: number
  /** The batch this was, as long as it holds the same targets. */
  source: Batch | null
}

type Owners = readonly (string | null)[]

/**
 * The batches of a task while a plan is made (PL-3): start with those of the epoch before, then once each, in this
 * order, {@link relevel} if levels or priorities changed, {@link follow} the slot owners if these did, and
 * {@link settle} what has no batch.
 *
 * Whatever is chosen is chosen by numbers and names, never by the order things came in (PL-8). Slots, leaves and batches
 * are copied before the first change, so a plan costs in proportion to what it touches (PL-9).
 */
export class BatchDraft {
  private readonly previous: Assignment
  private readonly drafts = new Map<number, DraftBatch>()
  private readonly levels: LevelCount
  private readonly capacity: number
  private readonly content: DraftSlots

  /** The id of the next batch to be opened. */
  nextBatchId: number

  constructor(previous: Assignment, edited: SlotMerge, levels: LevelCount, capacity: number, nextBatchId: number) {
    this.previous = previous
    this.content = new DraftSlots(edited, levels)
    this.levels = levels
    this.capacity = capacity
    this.nextBatchId = nextBatchId
    for (const [id, lost] of edited.dropped) {
      const batch = this.batch(id)
      batch.size -= lost
      batch.source = null
    }
  }

  /** The slots as they are by now. */
  get slots(): readonly Slot[] {
    return this.content.slots
  }

  /** Gives each batch the level of most of its targets (among equals its own, then the most urgent); the others lose it (PL-5). */
  relevel(): void {
    const { levels } = this
    const parts = new Map<number, Int32Array>()
    for (const slot of this.slots) {
      for (const leaf of slot.leaves) {
        for (let i = leaf.from; i < leaf.to; i++) {
          const id = leaf.batches[i]!
          if (id === 0) continue
          let part = parts.get(id)
          if (!part) parts.set(id, (part = new Int32Array(4)))
          part[levelOf(ratingAt(leaf, i), levels)]!++
        }
      }
    }
    const mixed = new Set<number>()
    for (const [id, part] of parts) {
      const batch = this.batch(id)
      const most = Math.max(...part)
      if (levels !== this.previous.levels || part[batch.level] !== most) batch.level = part.indexOf(most)
      if (part[batch.level] !== batch.size) mixed.add(id)
    }
    if (mixed.size === 0) return
    this.evict(mixed, (batch, leaf, i) => levelOf(ratingAt(leaf, i), levels) !== batch.level)
  }

  /** Gives each batch to the owner of most of its targets, whole if that is all of them; the others lose it. */
  follow(owners: Owners): void {
    const parts = new Map<number, Map<string | null, number>>()
    for (const [slot, { holders }] of this.slots.entries()) {
      const owner = owners[slot]!
      for (const [i, id] of holders.ids.entries()) {
        let part = parts.get(id)
        if (!part) parts.set(id, (part = new Map()))
        part.set(owner, (part.get(owner) ?? 0) + holders.counts[i]!)
      }
    }
    const torn = new Set<number>()
    for (const [id, part] of parts) {
      const batch = this.batch(id)
      batch.owner = ownerOfMost(part, batch.owner)
      if (part.size > 1) torn.add(id)
    }
    if (torn.size > 0) this.evict(torn, (batch, _leaf, _i, slot) => owners[slot] !== batch.owner)
  }

  /** Finds a batch for every target that has none, and dissolves what a consumer holds beyond its spare batches. */
  settle(owners: Owners, spareBatches: number): void {
    this.trim()
    this.content.countWaiting()
    const cells = new Cells(owners, this.levels, this.content.waiting)
    for (const batch of this.previous.batches) {
      if (!this.drafts.has(batch.batch_id)) cells.addBatch(batch.consumer_id, this.levelOf(batch), batch.size)
    }
    for (const { owner, level, size } of this.drafts.values()) if (size > 0) cells.addBatch(owner, level, size)
    let held: Map<string | null, DraftBatch[]> | undefined
    for (const cell of cells.unsettled(this.capacity, spareBatches)) {
      if (cell.surplus > 0) {
        held ??= Map.groupBy(this.all(), (batch) => batch.owner)
        this.dissolve(cell, held.get(cell.owner)!, cell.surplus)
      }
      this.place(cell, owners)
    }
  }

  /** The finished batches. Those that did not change are the very objects of before. */
  finish(): BatchList {
    const put: Batch[] = []
    const closed = new Set<number>()
    for (const { id, owner, level, size, source } of this.drafts.values()) {
      const priority = labelOf(level, this.levels)
      const isSame = source !== null && source.consumer_id === owner && source.priority === priority
      if (isSame) continue
      if (size === 0) closed.add(id)
      else put.push({ batch_id: id, consumer_id: owner, priority, size })
    }
    return this.previous.batches.with(put, closed)
  }

  /** A batch of before, to be changed. */
  private batch(id: number): DraftBatch {
    const known = this.drafts.get(id)
    if (known) return known
    const source = this.previous.batches.get(id)!
    const draft = { id, owner: source.consumer_id, level: this.levelOf(source), size: source.size, source }
    this.drafts.set(id, draft)
    return draft
  }

  /** Of a batch that was not looked at: where levels changed, all were. */
  private levelOf({ priority }: Batch): number {
    return levelOf(priorities.indexOf(priority), this.previous.levels)
  }

  /** All batches with targets. */
  private all(): DraftBatch[] {
    for (const { batch_id } of this.previous.batches) this.batch(batch_id)
    return [...this.drafts.values()].filter(({ size }) => size > 0)
  }

  /** Closes the smallest batches of a cell, all at once: none of them may receive what another one gives up. */
  private dissolve(cell: Cell, held: readonly DraftBatch[], surplus: number): void {
    const own = held.filter(({ level, size }) => level === cell.level && size > 0)
    const smallest = own.toSorted((a, b) => a.size - b.size || b.id - a.id).slice(0, surplus)
    for (const { size } of smallest) cell.targets -= size
    cell.batches -= smallest.length
    this.evict(new Set(smallest.map(({ id }) => id)), () => true)
  }

  /** Home, nearest, new: the three passes of PL-3. */
  private place(cell: Cell, owners: Owners): void {
    const { owner, level, slots } = cell
    const { content } = this
    content.rewind(slots)
    let holes = cell.batches * this.capacity - cell.targets
    const fill = (choose: (slot: number) => number) => {
      for (const slot of slots) {
        while (holes > 0 && content.waitingAt(slot, level) > 0) {
          const id = choose(slot)
          if (id === 0) break
          holes -= this.pour(slot, this.batch(id))
        }
      }
    }
    fill((slot) => this.fullestHolder(slot, level))
    fill((slot) => this.nearest(slot, level, owners))
    let open: DraftBatch | undefined
    for (const slot of slots) {
      while (content.waitingAt(slot, level) > 0) {
        if (!open || open.size === this.capacity) {
          open = { id: this.nextBatchId++, owner, level, size: 0, source: null }
          this.drafts.set(open.id, open)
        }
        this.pour(slot, open)
      }
    }
  }

  /** Fills a batch with what waits in a slot. @returns how many it took */
  private pour(slot: number, batch: DraftBatch): number {
    const count = this.content.pour(slot, batch.level, batch.id, this.capacity - batch.size)
    batch.size += count
    batch.source = null
    return count
  }

  /** Of the batches with room that hold targets of this slot, the one that holds most of them; 0 for none. */
  private fullestHolder(slot: number, level: number): number {
    const { ids, counts } = this.slots[slot]!.holders
    let best = 0
    let most = 0
    for (let i = 0; i < ids.length; i++) {
      if (counts[i]! <= most || !this.hasRoom(ids[i]!, level)) continue
      best = ids[i]!
      most = counts[i]!
    }
    return best
  }

  private hasRoom(id: number, level: number): boolean {
    const draft = this.drafts.get(id)
    if (draft) return draft.size < this.capacity && draft.level === level
    const source = this.previous.batches.get(id)!
    return source.size < this.capacity && this.levelOf(source) === level
  }

  /** The batch with room whose slots are nearest. Where batches have holes there is one, for none of them is empty. */
  private nearest(slot: number, level: number, owners: Owners): number {
    const owner = owners[slot]!
    for (let distance = 0; distance < SLOT_COUNT; distance++) {
      const [below, above] = [slot - distance, slot + distance]
      const a = owners[below] === owner ? this.fullestHolder(below, level) : 0
      const b = distance > 0 && owners[above] === owner ? this.fullestHolder(above, level) : 0
      if (a !== 0 && b !== 0) {
        const more = this.slots[above]!.holders.of(b) - this.slots[below]!.holders.of(a)
        return more > 0 || (more === 0 && b < a) ? b : a
      }
      if (a !== 0 || b !== 0) return a || b
    }
    return 0
  }

  /** Takes out of these batches the targets that may not stay in them. */
  private evict(
    ids: ReadonlySet<number>,
    mustGo: (batch: DraftBatch, leaf: Leaf, place: number, slot: number) => boolean,
  ): void {
    this.content.evict(ids, (id, leaf, place, slot) => {
      const batch = this.batch(id)
      if (!mustGo(batch, leaf, place, slot)) return false
      batch.size--
      batch.source = null
      return true
    })
  }

  /** The batch size was lowered: what comes last, in order of slot and hash, has to go. */
  private trim(): void {
    const room = new Map<number, number>()
    for (const { batch_id: id, size } of this.previous.batches) {
      if (size > this.capacity && this.batch(id).size > this.capacity) room.set(id, this.capacity)
    }
    if (room.size === 0) return
    this.evict(new Set(room.keys()), ({ id }) => {
      const left = room.get(id)!
      room.set(id, left - 1)
      return left <= 0
    })
  }
}

/** Who owns the slots of most of its targets; among equals its present owner, then the first by name. */
function ownerOfMost(part: ReadonlyMap<string | null, number>, present: string | null): string | null {
  const most = Math.max(...part.values())
  if (part.get(present) === most) return present
  const candidates = [...part.keys()].filter((owner) => part.get(owner) === most)
  return candidates.toSorted()[0] ?? null
}
