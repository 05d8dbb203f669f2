import { SLOT_COUNT } from './hash.ts'
import { Holders } from './holders.ts'
import { type Identity, isSameTarget } from './identity.ts'
import { MEDIUM } from './priority.ts'
import type { Columns } from './target-run.ts'

/** Columns of targets that are planned, or about to be. */
export interface PlannedColumns extends Columns {
  /** Index in `priorities`; null where all are medium. */
  readonly ratings: readonly number[] | null
  /** Null where none has any. */
  readonly attributes: readonly (string | null)[] | null
  /** The `batch_id` of each target; 0 while it has none, which only happens inside of a plan. */
  readonly batches: number[]
}

/**
 * Some targets of one slot: a stretch of columns, in order of hash (as a signed integer), then code units of the canonical form. Leaves of a
 * long list are cut from the same columns; one that is changed later has short columns of its own.
 */
export interface Leaf extends PlannedColumns {
  readonly from: number
  readonly to: number
  /** The plan that made it, and may still change its `batches`; for all others it is constant. */
  readonly maker: object
}

/**
 * The targets of one slot, and the batch of each. It never changes: an epoch brings new leaves for those it touches and
 * shares all others with the epoch before, so a small change of a large task is cheap. The order is also the index: a
 * target is found by its hash, without a map of texts.
 */
export interface Slot {
  readonly size: number
  /** 2^`bits` leaves; a target is in the one that the upper bits of its hash tell. */
  readonly bits: number
  readonly leaves: Leaf[]
  readonly holders: Holders
  /** As with a leaf. */
  readonly maker: object
}

const nobody = {}
const emptyLeaf: Leaf = {
  targets: [],
  hashes: [],
  ratings: null,
  attributes: null,
  batches: [],
  from: 0,
  to: 0,
  maker: nobody,
}
export const emptySlot: Slot = { size: 0, bits: 0, leaves: [emptyLeaf], holders: new Holders(), maker: nobody }
export const emptySlots: readonly Slot[] = Array.from({ length: SLOT_COUNT }, () => emptySlot)

/** The most targets of a leaf, on average, in a slot that is newly cut. */
const LEAF_SIZE = 32

/** Cuts a slot into leaves. Its targets are those from `from` to before `to`; their batches are not looked at. */
export function cutSlot(
  { targets, hashes, ratings, attributes, batches }: PlannedColumns,
  from: number,
  to: number,
  maker: object,
  holders = new Holders(),
  bits = bitsFor(to - from),
): Slot {
  const leaves: Leaf[] = []
  let start = from
  for (let leaf = 0; leaf < 1 << bits; leaf++) {
    const end = leaf === (1 << bits) - 1 ? to : firstAbove(hashes, start, to, leaf, bits)
    leaves.push({ targets, hashes, ratings, attributes, batches, from: start, to: end, maker })
    start = end
  }
  return { size: to - from, bits, leaves, holders, maker }
}

/** A slot whose leaves have become too long or too short for its size is cut anew. */
export function recutSlot(slot: Slot, maker: object): Slot {
  return Math.abs(bitsFor(slot.size) - slot.bits) <= 1 ? slot : withBits(slot, bitsFor(slot.size), maker)
}

/** The same targets in 2^`bits` leaves. */
export function withBits(slot: Slot, bits: number, maker: object): Slot {
  if (slot.bits === bits) return slot
  const columns = {
    targets: slot.leaves.flatMap(({ targets, from, to }) => targets.slice(from, to)),
    hashes: slot.leaves.flatMap(({ hashes, from, to }) => hashes.slice(from, to)),
    ratings: unlessMedium(slot.leaves.flatMap((leaf) => ratingsOf(leaf))),
    attributes: attributesIn(slot.leaves),
    batches: slot.leaves.flatMap(({ batches, from, to }) => batches.slice(from, to)),
  }
  return cutSlot(columns, 0, slot.size, maker, slot.holders, bits)
}

/** The leaf of a slot that a hash belongs to. */
export function leafIndex(hash: number, bits: number): number {
  return bits === 0 ? 0 : (hash ^ 0x80000000) >>> (32 - bits)
}

/** A leaf and the place in it where a target is, in whatever spelling, or null. @param unsigned its hash */
export function findTarget(
  slot: Slot,
  target: string,
  unsigned: number,
  identity: Identity,
): { leaf: Leaf; place: number } | null {
  const hash = unsigned | 0
  const leaf = slot.leaves[leafIndex(hash, slot.bits)]!
  for (let place = leaf.from; place < leaf.to; place++) {
    if (leaf.hashes[place] === hash && isSameTarget(identity, leaf.targets[place]!, target)) return { leaf, place }
  }
  return null
}

/** The index in `priorities` of a target's priority. */
export function ratingAt({ ratings }: Leaf, place: number): number {
  return ratings === null ? MEDIUM : ratings[place]!
}

/** What else is said of a target, as an opaque text, or null. */
export function attributesAt({ attributes }: Leaf, place: number): string | null {
  return attributes === null ? null : attributes[place]!
}

export function unlessNone(attributes: readonly (string | null)[] | null): readonly (string | null)[] | null {
  return attributes?.some((text) => text !== null) ? attributes : null
}

export function unlessMedium(ratings: readonly number[] | null): readonly number[] | null {
  return ratings?.some((rating) => rating !== MEDIUM) ? ratings : null
}

function ratingsOf(leaf: Leaf): readonly number[] {
  if (leaf.ratings) return leaf.ratings.slice(leaf.from, leaf.to)
  return Array.from({ length: leaf.to - leaf.from }, () => MEDIUM)
}

function attributesIn(leaves: readonly Leaf[]): readonly (string | null)[] | null {
  if (leaves.every(({ attributes }) => attributes === null)) return null
  const columns = leaves.flatMap(
    ({ attributes, from, to }) => attributes?.slice(from, to) ?? new Array<null>(to - from).fill(null),
  )
  return unlessNone(columns)
}

function bitsFor(size: number): number {
  return size <= LEAF_SIZE ? 0 : 32 - Math.clz32(Math.ceil(size / LEAF_SIZE) - 1)
}

/** The first place whose hash belongs to a later leaf. */
function firstAbove(hashes: readonly number[], from: number, to: number, leaf: number, bits: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (leafIndex(hashes[middle]!, bits) <= leaf) low = middle + 1
    else high = middle
  }
  return low
}
