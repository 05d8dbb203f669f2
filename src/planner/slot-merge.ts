import type { Holders } from './holders.ts'
import { compareTargets, type Identity, isSameTarget } from './identity.ts'
import { MEDIUM, UNRATED } from './priority.ts'
import {
  attributesAt,
  cutSlot,
  emptySlot,
  type Leaf,
  leafIndex,
  type PlannedColumns,
  ratingAt,
  recutSlot,
  type Slot,
  unlessMedium,
  unlessNone,
} from './slot.ts'
import { type Columns, NO_ATTRIBUTES, type Run, type TargetRuns } from './target-run.ts'

/** What becomes of the targets that are known and of those that are named. */
export interface MergeRule {
  readonly keepsOthers: boolean
  readonly keepsNamed: boolean
  readonly takesNew: boolean
}

export const adding: MergeRule = { keepsOthers: true, keepsNamed: true, takesNew: true }
export const removing: MergeRule = { keepsOthers: true, keepsNamed: false, takesNew: false }
export const replacing: MergeRule = { keepsOthers: false, keepsNamed: true, takesNew: true }

/** Merges target lists into slots, in as many steps as are needed. What is new has no batch yet. */
export class SlotMerge {
  readonly slots: Slot[]
  /** Targets that are not there any more, by the batch they had. */
  readonly dropped = new Map<number, number>()
  /** Known targets whose priority changed. */
  rerated = 0
  /** The plan this is done for. */
  readonly maker: object
  /** By which targets are the same; lists that are merged are sorted by it, too. */
  readonly identity: Identity

  constructor(slots: readonly Slot[], maker: object, identity: Identity = 'exact') {
    this.slots = [...slots]
    this.maker = maker
    this.identity = identity
  }

  /** How many targets are not there any more. */
  get droppedTargets(): number {
    let dropped = 0
    for (const count of this.dropped.values()) dropped += count
    return dropped
  }

  /** Leaves and slots in which the rule changes nothing stay the very same. */
  merge({ runs }: TargetRuns, rule: MergeRule): this {
    const { slots, maker } = this
    let columns: Columns | undefined
    let planned: PlannedColumns | undefined
    for (let number = 0; number < slots.length; number++) {
      const slot = slots[number]!
      const run = runs[number]!
      if (slot.size > 0) {
        if (run.from < run.to || !rule.keepsOthers) slots[number] = this.mergeSlot(slot, run, rule)
      } else if (rule.takesNew && run.from < run.to) {
        // What comes into slots without targets keeps the columns it came in.
        if (!planned || columns !== run.columns) planned = newColumns((columns = run.columns))
        slots[number] = cutSlot(planned, run.from, run.to, maker)
      }
    }
    return this
  }

  private mergeSlot(slot: Slot, { columns, from, to }: Run, rule: MergeRule): Slot {
    const { maker } = this
    const { bits } = slot
    const holders = slot.holders.copy()
    let leaves: Leaf[] | null = null
    let { size } = slot
    let start = from
    for (let index = 0; index < slot.leaves.length; index++) {
      if (rule.keepsOthers) {
        if (start === to) break
        index = leafIndex(columns.hashes[start]!, bits)
      }
      let end = start
      while (end < to && leafIndex(columns.hashes[end]!, bits) === index) end++
      const leaf = slot.leaves[index]!
      const merged = this.mergeLeaf(leaf, { columns, from: start, to: end }, rule, holders)
      start = end
      if (merged === leaf) continue
      leaves ??= slot.leaves.slice()
      leaves[index] = merged
      size += merged.to - merged.from - (leaf.to - leaf.from)
    }
    if (!leaves) return slot
    if (size === 0) return emptySlot
    return recutSlot({ size, bits, leaves, holders, maker }, maker)
  }

  private mergeLeaf(leaf: Leaf, { columns: named, from, to }: Run, rule: MergeRule, holders: Holders): Leaf {
    const { identity } = this
    const merged = new LeafWriter(leaf, to - from, named)
    let isSame = true
    let i = leaf.from
    const passOver = (end: number) => {
      if (rule.keepsOthers) merged.keep(i, end)
      else if (i < end) {
        for (let place = i; place < end; place++) this.drop(leaf.batches[place]!, holders)
        isSame = false
      }
      i = end
    }
    for (let j = from; j < to; j++) {
      const hash = named.hashes[j]!
      let end = i
      while (end < leaf.to && leaf.hashes[end]! < hash) end++
      const target = named.targets[j]!
      while (end < leaf.to && leaf.hashes[end] === hash && compareTargets(identity, leaf.targets[end]!, target) < 0)
        end++
      passOver(end)
      const given = named.ratings?.[j] ?? UNRATED
      const said = named.attributes?.[j] ?? null
      const isKnown = i < leaf.to && leaf.hashes[i] === hash && isSameTarget(identity, leaf.targets[i]!, target)
      if (!isKnown) {
        if (!rule.takesNew) continue
        merged.add(target, hash, given === UNRATED ? MEDIUM : given, said === NO_ATTRIBUTES ? null : said)
        isSame = false
      } else if (rule.keepsNamed) {
        const was = ratingAt(leaf, i)
        const is = given !== UNRATED ? given : rule.keepsOthers ? was : MEDIUM
        const text = attributesAt(leaf, i)
        const keepsText = named.attributes === null || (said === null && rule.keepsOthers)
        const textAfter = keepsText ? text : said === NO_ATTRIBUTES ? null : said
        merged.keep(i, ++i)
        if (textAfter !== text) {
          merged.describeLast(textAfter)
          isSame = false
        }
        if (is === was) continue
        merged.rateLast(is)
        this.rerated++
        isSame = false
      } else {
        this.drop(leaf.batches[i++]!, holders)
        isSame = false
      }
    }
    passOver(leaf.to)
    return isSame ? leaf : merged.finish(this.maker)
  }

  private drop(batch: number, holders: Holders): void {
    holders.drop(batch)
    this.dropped.set(batch, (this.dropped.get(batch) ?? 0) + 1)
  }
}

/** The columns of a leaf that takes the place of another one. */
class LeafWriter {
  private readonly source: Leaf
  private readonly targets: string[]
  private readonly hashes: number[]
  private readonly batches: number[]
  private readonly ratings: number[] | null
  private readonly attributes: (string | null)[] | null
  private length = 0

  /** @param more the most that will be added, @param named the columns it comes from */
  constructor(source: Leaf, more: number, named: Columns) {
    const capacity = source.to - source.from + more
    this.source = source
    this.targets = new Array<string>(capacity)
    this.hashes = new Array<number>(capacity)
    this.batches = new Array<number>(capacity)
    const isRated = source.ratings !== null || named.ratings !== null
    const isDescribed = source.attributes !== null || named.attributes !== null
    this.ratings = isRated ? new Array<number>(capacity) : null
    this.attributes = isDescribed ? new Array<string | null>(capacity) : null
  }

  /** Takes over a stretch of the leaf that was. */
  keep(from: number, to: number): void {
    const { source, targets, hashes, batches, ratings, attributes } = this
    const { targets: sourceTargets, hashes: sourceHashes, batches: sourceBatches } = source
    let { length } = this
    for (let place = from; place < to; place++, length++) {
      targets[length] = sourceTargets[place]!
      hashes[length] = sourceHashes[place]!
      batches[length] = sourceBatches[place]!
      if (ratings) ratings[length] = ratingAt(source, place)
      if (attributes) attributes[length] = attributesAt(source, place)
    }
    this.length = length
  }

  add(target: string, hash: number, rating: number, attributes: string | null): void {
    this.targets[this.length] = target
    this.hashes[this.length] = hash
    this.batches[this.length] = 0
    if (this.ratings) this.ratings[this.length] = rating
    if (this.attributes) this.attributes[this.length] = attributes
    this.length++
  }

  rateLast(rating: number): void {
    this.ratings![this.length - 1] = rating
  }

  describeLast(attributes: string | null): void {
    this.attributes![this.length - 1] = attributes
  }

  finish(maker: object): Leaf {
    const { targets, hashes, batches, ratings, attributes, length } = this
    targets.length = hashes.length = batches.length = length
    if (ratings) ratings.length = length
    if (attributes) attributes.length = length
    return {
      targets,
      hashes,
      ratings: unlessMedium(ratings),
      attributes: unlessNone(attributes),
      batches,
      from: 0,
      to: length,
      maker,
    }
  }
}

/** The order of two targets: by hash, then by canonical form. One past its end comes after all others. */
export function comparePlaces(
  identity: Identity,
  a: Columns,
  i: number,
  endOfA: number,
  b: Columns,
  j: number,
  endOfB: number,
): number {
  if (i >= endOfA) return 1
  if (j >= endOfB) return -1
  const byHash = a.hashes[i]! - b.hashes[j]!
  return byHash !== 0 ? byHash : compareTargets(identity, a.targets[i]!, b.targets[j]!)
}

function newColumns({ targets, hashes, ratings, attributes }: Columns): PlannedColumns {
  const given = ratings && ratings.map((rating) => (rating === UNRATED ? MEDIUM : rating))
  const said = attributes?.includes(NO_ATTRIBUTES)
    ? attributes.map((text) => (text === NO_ATTRIBUTES ? null : text))
    : attributes
  return {
    targets,
    hashes,
    ratings: unlessMedium(given),
    attributes: unlessNone(said),
    batches: new Array<number>(targets.length).fill(0),
  }
}
