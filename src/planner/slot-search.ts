import { balanceBounds, TOLERANCE } from './balance.ts'
import { SLOT_COUNT } from './hash.ts'
import type { Holders } from './holders.ts'

/** So that slots without targets are shared out too; all of them together weigh less than a target. */
const EMPTY_SLOT_WEIGHT = 1 / 1024

// What a plan may cost, in targets (PL-2): imbalance above all, then movement between those who stay, then torn batches.
const COST_ABOVE_CEILING = 50
const COST_BELOW_FLOOR_NEWCOMER = 50
const COST_BELOW_FLOOR = 2
const COST_MOVED_BETWEEN_STAYERS = 3
const COST_MOVED_TO_NEWCOMER = 0.02

export interface SearchInput {
  /** The owner of each slot before, as an index in the member list; −1 for those who are gone, or nobody. */
  readonly before: Int16Array
  readonly members: number
  /** Targets per slot. */
  readonly counts: Int32Array
  /** Per slot its targets by the batch they are in. */
  readonly holders: readonly Holders[]
  /** Whether those who stay may be evened out among each other, too. */
  readonly rebalance: boolean
}

/** Targets that stay with who stays are worth a point above the tolerance of PL-2. */
const STAYER_TOLERANCE = TOLERANCE + 0.01

interface Link {
  readonly batch: number
  readonly count: number
}

/** The slots that hold targets of a batch, and how many each. It is gone through a million times in a search. */
interface Spread {
  readonly slots: number[]
  readonly counts: number[]
}

/**
 * A state of the search for new slot owners: owners, loads, and how badly each batch is torn between them. Knows what
 * a change would cost without making it.
 *
 * The cost: what lies outside the balance bounds, plus for each batch the targets outside its largest part of one
 * owner (those will have to leave it), plus a price for every target that moves.
 */
export class SlotSearch {
  readonly members: number
  readonly owner: Int16Array
  readonly load: Float64Array
  readonly weight: Float64Array
  readonly mean: number
  readonly ceiling: number
  readonly floor: number
  /** Up to this load nobody who stays has to give to another one who stays. */
  private readonly tolerable: number
  /** Whether a member owned a slot before. */
  readonly stays: Uint8Array
  /** Slots grouped by the batch that holds most of each. */
  readonly units: readonly (readonly number[])[]
  private readonly before: Int16Array
  private readonly rebalance: boolean
  private readonly links: readonly (readonly Link[])[]
  private readonly spreads: Spread[] = []
  private readonly batchSize: number[] = []
  private readonly torn: Float64Array
  private readonly shift: Float64Array
  private readonly part: Float64Array
  /** When a member's part was counted last: what was counted before a look counts no more. */
  private readonly partLook: Int32Array
  private readonly seen: Int32Array
  private look = 0

  constructor({ before, members, counts, holders, rebalance }: SearchInput) {
    this.before = before
    this.members = members
    this.rebalance = rebalance
    this.owner = before.slice()
    this.weight = Float64Array.from(counts, (count) => count + EMPTY_SLOT_WEIGHT)
    this.load = new Float64Array(members)
    this.stays = new Uint8Array(members)
    let targets = 0
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      targets += counts[slot]!
      const owner = before[slot]!
      if (owner < 0) continue
      this.load[owner]! += this.weight[slot]!
      this.stays[owner] = 1
    }
    const { ceiling, floor } = balanceBounds(targets, members)
    this.mean = (targets + SLOT_COUNT * EMPTY_SLOT_WEIGHT) / Math.min(members, SLOT_COUNT)
    this.ceiling = Math.max(ceiling, this.mean)
    this.tolerable = Math.max(ceiling, this.mean * (1 + STAYER_TOLERANCE))
    this.floor = Math.min(Math.max(floor, this.mean * 0.95 - 1), this.mean)
    const links = this.readBatches(holders)
    this.links = links
    this.units = groupByHome(links)
    this.shift = new Float64Array(members)
    this.part = new Float64Array(members)
    this.partLook = new Int32Array(members)
    this.seen = new Int32Array(this.batchSize.length)
    this.torn = new Float64Array(this.batchSize.length)
    for (let batch = 0; batch < this.torn.length; batch++) this.torn[batch] = this.tornOf(batch)
  }

  /** Numbers the batches in order of id. @returns per slot the batches that hold targets of it */
  private readBatches(holders: readonly Holders[]): Link[][] {
    const ids = new Set<number>()
    for (const held of holders) for (const id of held.ids) ids.add(id)
    const numbers = new Map(Array.from(Float64Array.from(ids).toSorted(), (id, batch) => [id, batch]))
    for (let batch = 0; batch < numbers.size; batch++) {
      this.spreads.push({ slots: [], counts: [] })
      this.batchSize.push(0)
    }
    return holders.map((held, slot) => {
      const links = held.ids.map((id, i): Link => ({ batch: numbers.get(id)!, count: held.counts[i]! }))
      for (const { batch, count } of links) {
        this.spreads[batch]!.slots.push(slot)
        this.spreads[batch]!.counts.push(count)
        this.batchSize[batch]! += count
      }
      return links
    })
  }

  weightOf(slots: readonly number[]): number {
    let weight = 0
    for (const slot of slots) weight += this.weight[slot]!
    return weight
  }

  /** What it would cost, or with a negative number save, to give these slots to a member. */
  costOf(slots: readonly number[], to: number): number {
    const { owner, weight, load, shift } = this
    const touched = [to]
    let cost = 0
    for (const slot of slots) {
      const from = owner[slot]!
      if (from === to) continue
      cost += this.price(slot, to) - this.price(slot, from)
      shift[to]! += weight[slot]!
      if (from >= 0) {
        if (shift[from] === 0) touched.push(from)
        shift[from]! -= weight[slot]!
      }
    }
    for (const member of touched) {
      cost += this.penalty(member, load[member]! + shift[member]!) - this.penalty(member, load[member]!)
      shift[member] = 0
    }
    const owners = slots.map((slot) => owner[slot]!)
    const affected = this.affectedBy(slots, to)
    for (const slot of slots) owner[slot] = to
    for (const batch of affected) cost += this.tornOf(batch) - this.torn[batch]!
    for (let i = 0; i < slots.length; i++) owner[slots[i]!] = owners[i]!
    return cost
  }

  /** The batches, each once, that hold targets of those of the slots that `to` does not own. */
  private affectedBy(slots: readonly number[], to: number): number[] {
    const affected: number[] = []
    const look = ++this.look
    for (const slot of slots) {
      if (this.owner[slot] === to) continue
      for (const { batch } of this.links[slot]!) {
        if (this.seen[batch] === look) continue
        this.seen[batch] = look
        affected.push(batch)
      }
    }
    return affected
  }

  give(slots: readonly number[], to: number): void {
    const affected = this.affectedBy(slots, to)
    for (const slot of slots) {
      const from = this.owner[slot]!
      if (from === to) continue
      if (from >= 0) this.load[from]! -= this.weight[slot]!
      this.load[to]! += this.weight[slot]!
      this.owner[slot] = to
    }
    for (const batch of affected) this.torn[batch] = this.tornOf(batch)
  }

  /** Whether the rules allow it: from one who stays to another one who stays only where the first has too much. */
  mayGive(slots: readonly number[], to: number): boolean {
    if (this.rebalance || !this.stays[to]) return true
    return slots.every((slot) => {
      const before = this.before[slot]!
      return before < 0 || before === to || this.owner[slot] !== before || this.load[before]! > this.tolerable
    })
  }

  /** Whether it would only pass the want on: a giver left below the floor and with less than the receiver had. */
  impoverishes(slots: readonly number[], to: number): boolean {
    return slots.some((slot) => {
      const from = this.owner[slot]!
      if (from < 0 || from === to) return false
      return this.passesWantOn(from, to, this.weightOf(slots.filter((other) => this.owner[other] === from)))
    })
  }

  /** The same for an exchange between two members. */
  exchangeImpoverishes(slots: readonly number[], others: readonly number[]): boolean {
    const [a, b] = [this.owner[slots[0]!]!, this.owner[others[0]!]!]
    const weight = this.weightOf(slots) - this.weightOf(others)
    return weight > 0 ? this.passesWantOn(a, b, weight) : this.passesWantOn(b, a, -weight)
  }

  private passesWantOn(from: number, to: number, weight: number): boolean {
    const left = this.load[from]! - weight
    return left < this.floor && left < this.load[to]! + weight / 2
  }

  /** Whether a slot was a leaver's, or is a newcomer's now: those are free to be exchanged. */
  isLoose(slot: number): boolean {
    return this.rebalance || this.before[slot]! < 0 || !this.stays[this.owner[slot]!]
  }

  /** The cost of the state as a whole, to compare two searches by. */
  total(): number {
    let total = 0
    for (const torn of this.torn) total += torn
    for (let member = 0; member < this.members; member++) total += this.penalty(member, this.load[member]!)
    for (let slot = 0; slot < SLOT_COUNT; slot++) total += this.price(slot, this.owner[slot]!)
    return total
  }

  private penalty(member: number, load: number): number {
    if (load > this.ceiling) return COST_ABOVE_CEILING * (load - this.ceiling)
    if (load >= this.floor) return 0
    return (this.stays[member] ? COST_BELOW_FLOOR : COST_BELOW_FLOOR_NEWCOMER) * (this.floor - load)
  }

  private price(slot: number, to: number): number {
    const before = this.before[slot]!
    if (before < 0 || to < 0 || to === before) return 0
    return (this.stays[to] ? COST_MOVED_BETWEEN_STAYERS : COST_MOVED_TO_NEWCOMER) * this.weight[slot]!
  }

  private tornOf(batch: number): number {
    const { part, partLook, owner } = this
    const { slots, counts } = this.spreads[batch]!
    const look = ++this.look
    let largest = 0
    for (let i = 0; i < slots.length; i++) {
      const member = owner[slots[i]!]!
      if (member < 0) continue
      const held = counts[i]! + (partLook[member] === look ? part[member]! : 0)
      partLook[member] = look
      part[member] = held
      if (held > largest) largest = held
    }
    return this.batchSize[batch]! - largest
  }
}

function groupByHome(links: readonly (readonly Link[])[]): number[][] {
  const units = new Map<number, number[]>()
  for (const [slot, held] of links.entries()) {
    let home: Link | undefined
    for (const link of held) if (!home || link.count > home.count) home = link
    if (!home) continue
    const unit = units.get(home.batch)
    if (unit) unit.push(slot)
    else units.set(home.batch, [slot])
  }
  return [...units.values()].toSorted((a, b) => a[0]! - b[0]!)
}
