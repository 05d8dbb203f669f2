import { SLOT_COUNT } from './hash.ts'
import { type LevelCount, levelOf } from './priority.ts'
import type { SlotMerge } from './slot-merge.ts'
import { type Leaf, ratingAt, type Slot } from './slot.ts'

/**
 * The slots of a plan that is made: which target is in which batch, and which are in none yet. Slots and leaves are copied
 * before the first change, so a plan costs in proportion to what it touches (PL-9).
 */
export class DraftSlots {
  readonly slots: Slot[]
  /** Targets without a batch, by slot and level; known once they were counted. */
  readonly waiting: Int32Array
  private readonly levels: LevelCount
  private readonly maker: object
  /** Where in each slot the search for those goes on: leaf and place. */
  private readonly nextLeaf = new Int32Array(SLOT_COUNT)
  private readonly nextPlace = new Int32Array(SLOT_COUNT)

  constructor({ slots, maker }: SlotMerge, levels: LevelCount) {
    this.slots = slots
    this.maker = maker
    this.levels = levels
    this.waiting = new Int32Array(SLOT_COUNT * levels)
  }

  /** Only what this plan made can be without a batch. */
  countWaiting(): void {
    this.waiting.fill(0)
    for (const [number, slot] of this.slots.entries()) {
      if (slot.maker !== this.maker) continue
      for (const leaf of slot.leaves) {
        if (leaf.maker !== this.maker) continue
        for (let i = leaf.from; i < leaf.to; i++) if (leaf.batches[i] === 0) this.wait(number, leaf, i)
      }
    }
  }

  waitingAt(slot: number, level: number): number {
    return this.waiting[slot * this.levels + level]!
  }

  /** What waits in these slots is looked for from their beginning on. */
  rewind(slots: readonly number[]): void {
    for (const slot of slots) {
      this.nextLeaf[slot] = 0
      this.nextPlace[slot] = 0
    }
  }

  /** Gives a batch what waits in a slot at its level, in order of hash. @param most how many at most @returns how many */
  pour(number: number, level: number, batchId: number, most: number): number {
    const cell = number * this.levels + level
    const count = Math.min(most, this.waiting[cell]!)
    const slot = this.edit(number)
    let left = count
    let index = this.nextLeaf[number]!
    let i = this.nextPlace[number]!
    while (left > 0) {
      const leaf = slot.leaves[index]!
      const end = leaf.maker === this.maker ? leaf.to : 0
      for (i = Math.max(i, leaf.from); i < end && left > 0; i++) {
        if (leaf.batches[i] !== 0 || levelOf(ratingAt(leaf, i), this.levels) !== level) continue
        leaf.batches[i] = batchId
        left--
      }
      if (left === 0) break
      index++
      i = 0
    }
    this.nextLeaf[number] = index
    this.nextPlace[number] = i
    slot.holders.add(batchId, count)
    this.waiting[cell]! -= count
    return count
  }

  /** Takes targets out of these batches. @param goes asked once of each that is in one of them */
  evict(ids: ReadonlySet<number>, goes: (batchId: number, leaf: Leaf, place: number, slot: number) => boolean): void {
    for (let number = 0; number < SLOT_COUNT; number++) {
      if (!this.slots[number]!.holders.ids.some((id) => ids.has(id))) continue
      const { leaves, holders } = this.edit(number)
      for (let index = 0; index < leaves.length; index++) {
        let leaf = leaves[index]!
        for (let i = leaf.from; i < leaf.to; i++) {
          const id = leaf.batches[i]!
          if (id === 0 || !ids.has(id) || !goes(id, leaf, i, number)) continue
          if (leaf.maker !== this.maker) {
            const shift = leaf.from
            leaf = leaves[index] = this.copy(leaf)
            i -= shift
          }
          leaf.batches[i] = 0
          holders.drop(id)
          this.wait(number, leaf, i)
        }
      }
    }
  }

  private wait(slot: number, leaf: Leaf, place: number): void {
    this.waiting[slot * this.levels + levelOf(ratingAt(leaf, place), this.levels)]!++
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
