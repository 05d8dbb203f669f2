import { murmur3, SLOT_COUNT } from './hash.ts'
import { canonical, compareTargets, type Identity, isSameTarget } from './identity.ts'
import { TextPool } from './text-pool.ts'

/** A list of targets, in any order and with repeats. */
export interface GivenTargets {
  readonly targets: readonly string[]
  /** One per target: index in `priorities`, or `UNRATED`. Without them nothing is said about any. */
  readonly ratings?: Uint8Array | undefined
  /**
   * One per target: an opaque text, or null where it has none; without them nothing is said about any. In what is added to
   * others null says nothing either, and {@link NO_ATTRIBUTES} takes away what there was.
   */
  readonly attributes?: readonly (string | null)[] | undefined
}

/** In place of attributes: from now on the target has none. */
export const NO_ATTRIBUTES = ''

/** Columns of targets, all of the same length. */
export interface Columns {
  readonly targets: readonly string[]
  /** MurmurHash3 of the canonical form (ID-1), as a signed integer. */
  readonly hashes: readonly number[]
  /** Index in `priorities`, or `UNRATED`. Null where none is rated. */
  readonly ratings: readonly number[] | null
  /** An opaque text, or null. Null for all where nothing is said of any. */
  readonly attributes: readonly (string | null)[] | null
}

/** The targets of one slot, each once, in order of hash, then of the code units of its canonical form: a stretch of columns shared with other slots. */
export interface Run {
  readonly columns: Columns
  readonly from: number
  readonly to: number
}

/** A list of targets, sorted. */
export interface TargetRuns {
  /** One for each of the 256 slots. */
  readonly runs: readonly Run[]
  /** Repeats that were left out. */
  readonly duplicates: number
}

/**
 * So long are the columns that several slots share, in targets. Short lists do with one set of columns; those of long
 * lists stay short enough for the memory where the young are kept, which takes a tenth of the time of larger pieces.
 */
const COLUMN_LENGTH = 4096

/**
 * Sorts a list, without repeats: of one that is there in several spellings the first is kept, of different priorities the
 * most urgent, and the first attributes there are. The order is that of the hash, which has to be computed anyway: sorting
 * integers costs a fraction of sorting texts.
 */
export function sortTargets(given: GivenTargets, identity: Identity = 'exact'): TargetRuns {
  const grouped = groupBySlot(given.targets, identity)
  const { starts } = grouped
  const sort = new SlotSort(given, grouped, identity)
  const pool = new TextPool()
  const runs: Run[] = []
  let kept = 0
  while (runs.length < SLOT_COUNT) {
    const first = starts[runs.length]!
    let last = runs.length + 1
    while (last < SLOT_COUNT && starts[last + 1]! - first <= COLUMN_LENGTH) last++
    const columns = new ColumnWriter(given, starts[last]! - first, pool)
    for (let slot = runs.length; slot < last; slot++) {
      const from = columns.length
      const size = starts[slot + 1]! - starts[slot]!
      if (size > 0) columns.append(sort, sort.sort(starts[slot]!, size))
      runs.push({ columns, from, to: columns.length })
    }
    kept += columns.length
  }
  return { runs, duplicates: given.targets.length - kept }
}

/** A list by slot: hashes, their places in the list, and where each slot starts. */
interface Grouped {
  readonly hashes: Int32Array
  readonly places: Int32Array
  readonly starts: Int32Array
}

function groupBySlot(targets: readonly string[], identity: Identity): Grouped {
  const { length } = targets
  const given = new Int32Array(length)
  const next = new Int32Array(SLOT_COUNT + 1)
  for (let i = 0; i < length; i++) {
    const hash = murmur3(canonical(identity, targets[i]!)) | 0
    given[i] = hash
    next[(hash & (SLOT_COUNT - 1)) + 1]!++
  }
  for (let slot = 0; slot < SLOT_COUNT; slot++) next[slot + 1]! += next[slot]!
  const starts = next.slice()
  const hashes = new Int32Array(length)
  const places = new Int32Array(length)
  for (let i = 0; i < length; i++) {
    const hash = given[i]!
    const to = next[hash & (SLOT_COUNT - 1)]!++
    hashes[to] = hash
    places[to] = i
  }
  return { hashes, places, starts }
}

/** So many are sorted by insertion alone. */
const MAX_INSERTION_SORT_LENGTH = 8

/**
 * Sorts one slot after the other by hash: into as many buckets by the upper bits that few share one, then by insertion,
 * which moves nothing farther than its bucket. One slot fits into the processor's cache.
 */
class SlotSort {
  /** The slot sorted last: its hashes, and their places in the list. Longer than the slot. */
  hashes = new Int32Array(0)
  places = new Int32Array(0)
  /** Of each place in the list; what repeats say is added to that of the first. */
  ratings: GivenTargets['ratings']
  attributes: GivenTargets['attributes']
  private readonly given: GivenTargets
  private readonly grouped: Grouped
  private readonly identity: Identity
  private buckets = new Int32Array(0)

  constructor(given: GivenTargets, grouped: Grouped, identity: Identity) {
    this.given = given
    this.grouped = grouped
    this.identity = identity
    this.ratings = given.ratings
    this.attributes = given.attributes
  }

  /** @returns how many are left without repeats */
  sort(from: number, size: number): number {
    if (this.hashes.length < size) {
      this.hashes = new Int32Array(2 * size)
      this.places = new Int32Array(2 * size)
    }
    const { hashes, places } = this
    if (size > MAX_INSERTION_SORT_LENGTH) this.distribute(from, from + size)
    else {
      for (let i = 0; i < size; i++) {
        hashes[i] = this.grouped.hashes[from + i]!
        places[i] = this.grouped.places[from + i]!
      }
    }
    let hasTwins = false
    for (let next = 1; next < size; next++) {
      const hash = hashes[next]!
      let to = next
      if (hashes[next - 1]! > hash) {
        const place = places[next]!
        for (; to > 0 && hashes[to - 1]! > hash; to--) {
          hashes[to] = hashes[to - 1]!
          places[to] = places[to - 1]!
        }
        hashes[to] = hash
        places[to] = place
      }
      if (to > 0 && hashes[to - 1] === hash) hasTwins = true
    }
    return hasTwins ? this.dropRepeats(size) : size
  }

  private distribute(from: number, to: number): void {
    const { grouped, hashes, places } = this
    const bits = 31 - Math.clz32((to - from) >>> 2)
    const shift = 32 - bits
    if (this.buckets.length <= 1 << bits) this.buckets = new Int32Array((1 << bits) + 1)
    const { buckets } = this
    buckets.fill(0, 0, (1 << bits) + 1)
    // With the sign bit turned over the upper bits of a signed integer are in its order.
    for (let i = from; i < to; i++) buckets[((grouped.hashes[i]! ^ 0x80000000) >>> shift) + 1]!++
    for (let bucket = 0; bucket < 1 << bits; bucket++) buckets[bucket + 1]! += buckets[bucket]!
    for (let i = from; i < to; i++) {
      const hash = grouped.hashes[i]!
      const place = buckets[(hash ^ 0x80000000) >>> shift]!++
      hashes[place] = hash
      places[place] = grouped.places[i]!
    }
  }

  /** Puts those that share a hash in order, and keeps of each target the first. */
  private dropRepeats(size: number): number {
    const { hashes, places, identity } = this
    const { targets } = this.given
    let kept = 0
    for (let from = 0; from < size;) {
      const hash = hashes[from]!
      let to = from + 1
      while (to < size && hashes[to] === hash) to++
      const twins = places.slice(from, to)
      if (twins.length > 1) twins.sort((a, b) => compareTargets(identity, targets[a]!, targets[b]!) || a - b)
      let first = -1
      for (const place of twins) {
        if (first >= 0 && isSameTarget(identity, targets[place]!, targets[first]!)) {
          this.noteRepeat(first, place)
          continue
        }
        first = place
        hashes[kept] = hash
        places[kept++] = place
      }
      from = to
    }
    return kept
  }

  /** What is given stays as it is: the first of all repeats that say something makes a copy. */
  private noteRepeat(first: number, repeat: number): void {
    const { given, ratings, attributes } = this
    if (ratings && ratings[repeat]! < ratings[first]!) {
      if (ratings === given.ratings) this.ratings = ratings.slice()
      this.ratings![first] = ratings[repeat]!
    }
    if (attributes && attributes[first] === null && attributes[repeat] !== null) {
      const own = attributes === given.attributes ? [...attributes] : (attributes as (string | null)[])
      own[first] = attributes[repeat]!
      this.attributes = own
    }
  }
}

/** Columns while they are written. */
class ColumnWriter implements Columns {
  readonly targets: string[]
  readonly hashes: number[]
  readonly ratings: number[] | null
  readonly attributes: (string | null)[] | null
  length = 0
  private readonly given: GivenTargets
  private readonly pool: TextPool

  /** @param capacity the most that will be taken */
  constructor(given: GivenTargets, capacity: number, pool: TextPool) {
    this.given = given
    this.pool = pool
    this.targets = new Array<string>(capacity)
    this.hashes = new Array<number>(capacity)
    this.ratings = given.ratings ? new Array<number>(capacity) : null
    this.attributes = given.attributes ? new Array<string | null>(capacity) : null
  }

  /** Appends the slot that was sorted last. */
  append({ hashes, places, ratings: given, attributes: said }: SlotSort, size: number): void {
    const { targets, hashes: ownHashes, ratings, attributes, pool, length } = this
    for (let i = 0; i < size; i++) {
      targets[length + i] = this.given.targets[places[i]!]!
      ownHashes[length + i] = hashes[i]!
    }
    if (ratings) for (let i = 0; i < size; i++) ratings[length + i] = given![places[i]!]!
    if (attributes) {
      for (let i = 0; i < size; i++) {
        const text = said![places[i]!]!
        attributes[length + i] = text === null ? null : pool.own(text)
      }
    }
    this.length += size
  }
}
