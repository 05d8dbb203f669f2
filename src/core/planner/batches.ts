import type { Batch } from './assignment.ts'
import { SLOT_COUNT, slotOf } from './hash.ts'

/** A batch while it is being planned. */
export interface DraftBatch {
  readonly id: number
  owner: string | null
  size: number
  /** Its targets by slot; no slot is empty. */
  readonly slots: Map<number, string[]>
  /** The batch this was, as long as its targets are the same. */
  source: Batch | null
}

type Owners = readonly (string | null)[]

/**
 * The batches of a task while a plan is made (PL-3): start with those of the epoch before, then once each, in this
 * order, {@link follow} the slot owners and {@link settle} what has no batch.
 *
 * Whatever is chosen is chosen by numbers and names, never by the order things came in (PL-8).
 */
export class BatchDraft {
  /** In ascending order of id. */
  private readonly batches = new Map<number, DraftBatch>()
  /** Per slot the batches that hold targets of it. */
  private readonly holders = Array.from({ length: SLOT_COUNT }, () => new Set<DraftBatch>())
  /** Per slot the targets that have no batch. */
  private readonly waiting = Array.from({ length: SLOT_COUNT }, (): string[] => [])
  private readonly capacity: number

  /** The id of the next batch to be opened. */
  nextBatchId: number

  constructor(previous: Iterable<Batch>, removed: ReadonlySet<string>, capacity: number, nextBatchId: number) {
    this.capacity = capacity
    this.nextBatchId = nextBatchId
    for (const batch of [...previous].toSorted((a, b) => a.batch_id - b.batch_id)) this.read(batch, removed)
  }

  /** The batches, in ascending order of id. */
  drafts(): Iterable<DraftBatch> {
    return this.batches.values()
  }

  /** Takes in targets that are not there yet. They have no batch before {@link settle}. */
  add(targets: readonly string[]): void {
    for (const target of targets) this.waiting[slotOf(target)]!.push(target)
  }

  /** Targets per slot, with (`all`) and without (`placed`) those that have no batch yet. */
  slotCounts(): { all: Int32Array; placed: Int32Array } {
    const placed = new Int32Array(SLOT_COUNT)
    for (const batch of this.batches.values()) {
      for (const [slot, targets] of batch.slots) placed[slot]! += targets.length
    }
    return { placed, all: placed.map((count, slot) => count + this.waiting[slot]!.length) }
  }

  /** Gives each batch to the owner of most of its targets, whole if that is all of them; the rest loses its batch. */
  follow(owners: Owners): void {
    for (const batch of this.batches.values()) {
      batch.owner = ownerOfMost(batch, owners)
      for (const slot of batch.slots.keys()) {
        if (owners[slot] !== batch.owner) this.takeSlot(batch, slot)
      }
    }
  }

  /** Finds a batch for every target that has none, and dissolves what a consumer holds beyond its spare batches. */
  settle(owners: Owners, spareBatches: number): void {
    const held = Map.groupBy(this.batches.values(), (batch) => batch.owner)
    const slots = Map.groupBy(owners.keys(), (slot) => owners[slot]!)
    // Named owners in order; `null` only ever stands alone.
    for (const owner of [...slots.keys()].toSorted()) {
      this.settleOwner(owner, slots.get(owner)!, held.get(owner) ?? [], spareBatches)
    }
  }

  /** The finished batches. Those that did not change are the very objects the draft started with. */
  finish(): Map<number, Batch> {
    const finished = new Map<number, Batch>()
    for (const { id, owner, slots, source } of this.batches.values()) {
      if (source?.consumer_id === owner) finished.set(id, source)
      else {
        const targets = source?.targets ?? [...slots.values()].flat().toSorted()
        finished.set(id, { batch_id: id, consumer_id: owner, targets })
      }
    }
    return finished
  }

  private read(batch: Batch, removed: ReadonlySet<string>): void {
    const draft: DraftBatch = {
      id: batch.batch_id,
      owner: batch.consumer_id,
      size: 0,
      slots: new Map(),
      source: null,
    }
    for (const target of batch.targets) {
      if (!removed.has(target)) this.put(draft, slotOf(target), target)
    }
    if (draft.size === 0) return
    if (draft.size === batch.targets.length) draft.source = batch
    this.batches.set(draft.id, draft)
  }

  private settleOwner(owner: string | null, slots: readonly number[], held: DraftBatch[], spare: number): void {
    for (const batch of held) if (batch.size > this.capacity) this.trim(batch)
    let targets = 0
    for (const batch of held) targets += batch.size
    for (const slot of slots) targets += this.waiting[slot]!.length
    const surplus = held.length - (Math.ceil(targets / this.capacity) + spare)
    const smallestFirst = held.toSorted((a, b) => a.size - b.size || b.id - a.id)
    // All at once: none of them may receive what another one gives up.
    for (const batch of smallestFirst.slice(0, Math.max(0, surplus))) this.dissolve(batch)
    let holes = 0
    for (const batch of smallestFirst.slice(Math.max(0, surplus))) holes += this.capacity - batch.size
    this.place(owner, slots, holes)
  }

  /** Home, nearest, new: the three passes of PL-3. All full batches of this owner have `holes` places together. */
  private place(owner: string | null, slots: readonly number[], holes: number): void {
    let left = holes
    const homeless: { slot: number; target: string }[] = []
    for (const slot of slots) {
      for (const target of this.waiting[slot]!.splice(0).toSorted()) {
        const home = left > 0 ? this.fullestHolder([slot]) : undefined
        if (home) {
          this.put(home, slot, target)
          left--
        } else homeless.push({ slot, target })
      }
    }
    const nearest = homeless.splice(0, left)
    for (const { slot, target } of nearest) this.put(this.nearest(slot, slots), slot, target)
    let open: DraftBatch | undefined
    for (const { slot, target } of homeless) {
      if (!open || open.size === this.capacity) {
        open = { id: this.nextBatchId++, owner, size: 0, slots: new Map(), source: null }
        this.batches.set(open.id, open)
      }
      this.put(open, slot, target)
    }
  }

  /** Of the batches with room that hold targets of these slots, the one that holds most of one of them. */
  private fullestHolder(slots: readonly number[]): DraftBatch | undefined {
    let best: DraftBatch | undefined
    let most = 0
    for (const slot of slots) {
      for (const batch of this.holders[slot]!) {
        if (batch.size >= this.capacity) continue
        const held = batch.slots.get(slot)!.length
        if (held > most || (held === most && best !== undefined && batch.id < best.id)) {
          best = batch
          most = held
        }
      }
    }
    return best
  }

  /** The batch with room whose slots are nearest. There must be one among the holders of these `slots`. */
  private nearest(slot: number, slots: readonly number[]): DraftBatch {
    const own = new Set(slots)
    for (let distance = 1; distance < SLOT_COUNT; distance++) {
      const around = [slot - distance, slot + distance].filter((near) => own.has(near))
      const batch = this.fullestHolder(around)
      if (batch) return batch
    }
    throw new RangeError(`No batch of the owner of slot ${slot} has room.`)
  }

  private put(batch: DraftBatch, slot: number, target: string): void {
    const held = batch.slots.get(slot)
    if (held) held.push(target)
    else {
      batch.slots.set(slot, [target])
      this.holders[slot]!.add(batch)
    }
    batch.size++
    batch.source = null
  }

  /** All targets of a slot lose this batch. */
  private takeSlot(batch: DraftBatch, slot: number): void {
    const taken = batch.slots.get(slot)!
    this.waiting[slot]!.push(...taken)
    batch.slots.delete(slot)
    this.holders[slot]!.delete(batch)
    batch.size -= taken.length
    batch.source = null
  }

  private dissolve(batch: DraftBatch): void {
    for (const slot of batch.slots.keys()) this.takeSlot(batch, slot)
    this.batches.delete(batch.id)
  }

  /** The batch size was lowered: the targets of the highest slots have to go. */
  private trim(batch: DraftBatch): void {
    for (const slot of [...batch.slots.keys()].toSorted((a, b) => b - a)) {
      const excess = batch.size - this.capacity
      if (excess <= 0) return
      const held = batch.slots.get(slot)!.toSorted()
      this.takeSlot(batch, slot)
      this.waiting[slot]!.splice(-held.length)
      this.waiting[slot]!.push(...held.slice(-excess))
      for (const target of held.slice(0, -excess)) this.put(batch, slot, target)
    }
  }
}

/** Who owns the slots of most of its targets; among equals its present owner, then the first by name. */
function ownerOfMost(batch: DraftBatch, owners: Owners): string | null {
  const held = new Map<string | null, number>()
  for (const [slot, targets] of batch.slots) {
    const owner = owners[slot]!
    held.set(owner, (held.get(owner) ?? 0) + targets.length)
  }
  const most = Math.max(...held.values())
  const candidates = [...held.keys()].filter((owner) => held.get(owner) === most)
  return candidates.includes(batch.owner) ? batch.owner : (candidates.toSorted()[0] ?? null)
}
