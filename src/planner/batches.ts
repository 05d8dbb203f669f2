import type { Assignment } from './assignment.ts'
import type { Batch, BatchList } from './batch-list.ts'
import { type Cell, Cells } from './cells.ts'
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
  readonly slots: Slot[]
  private readonly previous: Assignment
  private readonly drafts = new Map<number, DraftBatch>()
  private readonly levels: LevelCount
  private readonly capacity: number
  private readonly maker: object
  /** Targets without a batch, by slot and level; known from the start of {@link settle}. */
  private readonly waiting: Int32Array
  /** Where in each slot the search for those goes on: leaf and place. */
  private readonly nextLeaf = new Int32Array(SLOT_COUNT)
  private readonly nextPlace = new Int32Array(SLOT_COUNT)

  /** The id of the next batch to be opened. */
  nextBatchId: number

  constructor(previous: Assignment, edited: SlotMerge, levels: LevelCount, capacity: number, nextBatchId: number) {
    this.previous = previous
    this.slots = edited.slots
    this.maker = edited.maker
    this.levels = levels
    this.waiting = new Int32Array(SLOT_COUNT * levels)
    this.capacity = capacity
    this.nextBatchId = nextBatchId
    for (const [id, lost] of edited.dropped) {
      const batch = this.batch(id)
      batch.size -= lost
      batch.source = null
    }
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
    this.countWaiting()
    const cells = new Cells(owners, this.levels, this.waiting)
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

  private countWaiting(): void {
    this.waiting.fill(0)
    for (const [number, slot] of this.slots.entries()) {
      if (slot.maker !== this.maker) continue
      for (const leaf of slot.leaves) {
        if (leaf.maker !== this.maker) continue
        for (let i = leaf.from; i < leaf.to; i++) if (leaf.batches[i] === 0) this.wait(number, leaf, i)
      }
    }
  }

  private wait(slot: number, leaf: Leaf, place: number): void {
    this.waiting[slot * this.levels + levelOf(ratingAt(leaf, place), this.levels)]!++
  }

  /** Home, nearest, new: the three passes of PL-3. */
  private place(cell: Cell, owners: Owners): void {
    const { owner, level, slots } = cell
    for (const slot of slots) {
      this.nextLeaf[slot] = 0
      this.nextPlace[slot] = 0
    }
    let holes = cell.batches * this.capacity - cell.targets
    const fill = (choose: (slot: number) => number) => {
      for (const slot of slots) {
        while (holes > 0 && this.waiting[slot * this.levels + level]! > 0) {
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
      while (this.waiting[slot * this.levels + level]! > 0) {
        if (!open || open.size === this.capacity) {
          open = { id: this.nextBatchId++, owner, level, size: 0, source: null }
          this.drafts.set(open.id, open)
        }
        this.pour(slot, open)
      }
    }
  }

  /** Fills a batch with what waits in a slot, in order of hash. @returns how many it took */
  private pour(number: number, batch: DraftBatch): number {
    const { id, level } = batch
    const cell = number * this.levels + level
    const room = Math.min(this.capacity - batch.size, this.waiting[cell]!)
    const slot = this.edit(number)
    let left = room
    let index = this.nextLeaf[number]!
    let i = this.nextPlace[number]!
    while (left > 0) {
      const leaf = slot.leaves[index]!
      const end = leaf.maker === this.maker ? leaf.to : 0
      for (i = Math.max(i, leaf.from); i < end && left > 0; i++) {
        if (leaf.batches[i] !== 0 || levelOf(ratingAt(leaf, i), this.levels) !== level) continue
        leaf.batches[i] = id
        left--
      }
      if (left === 0) break
      index++
      i = 0
    }
    this.nextLeaf[number] = index
    this.nextPlace[number] = i
    slot.holders.add(id, room)
    this.waiting[cell]! -= room
    batch.size += room
    batch.source = null
    return room
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
    for (let number = 0; number < SLOT_COUNT; number++) {
      if (!this.slots[number]!.holders.ids.some((id) => ids.has(id))) continue
      const { leaves, holders } = this.edit(number)
      for (let index = 0; index < leaves.length; index++) {
        let leaf = leaves[index]!
        for (let i = leaf.from; i < leaf.to; i++) {
          const id = leaf.batches[i]!
          if (id === 0 || !ids.has(id)) continue
          const batch = this.batch(id)
          if (!mustGo(batch, leaf, i, number)) continue
          if (leaf.maker !== this.maker) {
            const shift = leaf.from
            leaf = leaves[index] = this.copy(leaf)
            i -= shift
          }
          leaf.batches[i] = 0
          holders.drop(id)
          batch.size--
          batch.source = null
          this.wait(number, leaf, i)
        }
      }
    }
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

  /** A slot, to be changed. */
  private edit(number: number): Slot {
    const slot = this.slots[number]!
    if (slot.maker === this.maker) return slot
    return (this.slots[number] = {
      ...slot,
      leaves: slot.leaves.slice(),
      holders: slot.holders.copy(),
      maker: this.maker,
    })
  }

  /** A leaf, to be changed: its stretch of the columns, beginning at 0. */
  private copy({ targets, hashes, ratings, attributes, batches, from, to }: Leaf): Leaf {
    return {
      targets: targets.slice(from, to),
      hashes: hashes.slice(from, to),
      ratings: ratings && ratings.slice(from, to),
      attributes: attributes && attributes.slice(from, to),
      batches: batches.slice(from, to),
      from: 0,
      to: to - from,
      maker: this.maker,
    }
  }
}

/** Who owns the slots of most of its targets; among equals its present owner, then the first by name. */
function ownerOfMost(part: ReadonlyMap<string | null, number>, present: string | null): string | null {
  const most = Math.max(...part.values())
  if (part.get(present) === most) return present
  const candidates = [...part.keys()].filter((owner) => part.get(owner) === most)
  return candidates.toSorted()[0] ?? null
}
