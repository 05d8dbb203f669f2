import { SLOT_COUNT } from './hash.ts'
import type { LevelCount } from './priority.ts'

/** The batches of one consumer and level, counted, and the slots they are filled from. */
export interface Cell {
  readonly owner: string | null
  readonly level: number
  readonly slots: readonly number[]
  batches: number
  /** Targets in those batches. */
  targets: number
}

/** Adds up batches and targets by owner and level. */
export class Cells {
  private readonly levels: LevelCount
  /** In order; `null` only ever stands alone. */
  private readonly names: readonly (string | null)[]
  private readonly numbers: ReadonlyMap<string | null, number>
  private readonly ownerOf = new Int16Array(SLOT_COUNT)
  private readonly batches: Int32Array
  private readonly targets: Int32Array
  private readonly waiting: Int32Array

  /** @param waiting targets without a batch, by slot and level */
  constructor(owners: readonly (string | null)[], levels: LevelCount, waiting: Int32Array) {
    this.levels = levels
    this.names = [...new Set(owners)].toSorted()
    this.numbers = new Map(this.names.map((owner, number) => [owner, number]))
    this.batches = new Int32Array(this.names.length * levels)
    this.targets = new Int32Array(this.names.length * levels)
    this.waiting = new Int32Array(this.names.length * levels)
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      const owner = (this.ownerOf[slot] = this.numbers.get(owners[slot]!)!)
      for (let level = 0; level < levels; level++) {
        this.waiting[owner * levels + level]! += waiting[slot * levels + level]!
      }
    }
  }

  addBatch(owner: string | null, level: number, size: number): void {
    const cell = this.numbers.get(owner)! * this.levels + level
    this.batches[cell]!++
    this.targets[cell]! += size
  }

  /** Those in which something has to be done, by owner in order of names, the most urgent level first. */
  *unsettled(capacity: number, spareBatches: number): Iterable<Cell & { surplus: number }> {
    const { levels } = this
    for (let i = 0; i < this.batches.length; i++) {
      const [batches, targets, waiting] = [this.batches[i]!, this.targets[i]!, this.waiting[i]!]
      const surplus = Math.max(0, batches - Math.ceil((targets + waiting) / capacity) - spareBatches)
      if (surplus === 0 && waiting === 0) continue
      const number = Math.floor(i / levels)
      const slots: number[] = []
      for (let slot = 0; slot < SLOT_COUNT; slot++) if (this.ownerOf[slot] === number) slots.push(slot)
      yield { owner: this.names[number]!, level: i % levels, slots, batches, targets, surplus }
    }
  }
}
