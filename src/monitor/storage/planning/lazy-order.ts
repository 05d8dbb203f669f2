import { canonical, compareTargets, type Identity } from '../../../planner/identity.ts'
import type { Breath } from './breath.ts'

/** So many texts at most are sorted at once; more are split first. */
const MAX_SORTED = 1024
/** About so many are in a part of what is split, and so many of them say where to split. */
const PART_SIZE = 256
const SAMPLES_OF_PART = 4
/** So many texts are dealt with before somebody looks at the time. */
const STEPS = 4096

/** Which texts come before others whatever they are: of each its rank, from 0 to before `size`. */
export interface Ranks {
  readonly of: ArrayLike<number>
  readonly size: number
}

/**
 * Texts in the order of their canonical forms, and only where somebody looks: to have a page from the middle of a million
 * costs a fraction of sorting them. They stand in stretches that follow each other; a stretch is split or sorted when
 * something of it is wanted.
 */
export class LazyOrder {
  private readonly texts: readonly string[]
  private readonly identity: Identity
  /** Of the texts, stretch by stretch. */
  private readonly places: Uint32Array
  /** Where each stretch begins. */
  private readonly starts: number[]
  /** Of each stretch. */
  private readonly isSorted: boolean[]
  /** Two at a time would split the same stretch. */
  private turn: Promise<unknown> = Promise.resolve()

  /** @param ranks null where all have the same */
  constructor(texts: readonly string[], identity: Identity, ranks: Ranks | null = null) {
    this.texts = texts
    this.identity = identity
    const { places, starts } = byRank(texts.length, ranks)
    this.places = places
    this.starts = starts
    this.isSorted = starts.map(() => false)
  }

  get length(): number {
    return this.texts.length
  }

  /** The places that these texts were given at, in order. @param to beyond the end where there are not so many */
  async slice(from: number, to: number, breathe: Breath): Promise<Uint32Array> {
    const end = Math.min(to, this.length)
    await this.inTurn(async () => {
      for (let at = from; at < end;) {
        const stretch = this.stretchOf(at)
        if (this.isSorted[stretch]) at = this.endOf(stretch)
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        else await this.refine(stretch, breathe)
      }
    })
    return this.places.slice(from, Math.max(from, end))
  }

  /**
   * The same of some of these texts, as if there were no others: what comes before in order is only counted.
   * @param marks of each text 1 where it is one of these
   */
  async sliceOf(marks: Uint8Array, from: number, to: number, breathe: Breath): Promise<number[]> {
    const found: number[] = []
    await this.inTurn(async () => {
      let passed = 0
      for (let stretch = 0; stretch < this.starts.length && passed < to;) {
        const [start, end] = [this.starts[stretch]!, this.endOf(stretch)]
        let count = 0
        for (let i = start; i < end; i++) count += marks[this.places[i]!]!
        if (passed + count > from && !this.isSorted[stretch]) {
          // oxlint-disable-next-line no-await-in-loop
          await this.refine(stretch, breathe)
          continue
        }
        if (passed + count > from) {
          for (let i = start; i < end; i++) {
            if (marks[this.places[i]!] === 0) continue
            if (passed >= from && passed < to) found.push(this.places[i]!)
            passed++
          }
        } else passed += count
        stretch++
        // oxlint-disable-next-line no-await-in-loop
        await breathe()
      }
    })
    return found
  }

  private async inTurn(work: () => Promise<void>): Promise<void> {
    const run = this.turn.then(work)
    this.turn = run.catch(() => {})
    return run
  }

  /** Sorts a stretch where it is short, and splits it where it is long. */
  private async refine(stretch: number, breathe: Breath): Promise<void> {
    const [start, end] = [this.starts[stretch]!, this.endOf(stretch)]
    const parts = end - start > MAX_SORTED ? await this.split(start, end, breathe) : []
    if (parts.length > 1) {
      this.starts.splice(stretch, 1, ...parts)
      this.isSorted.splice(stretch, 1, ...parts.map(() => false))
      return
    }
    const { texts, identity } = this
    this.places.subarray(start, end).sort((a, b) => compareTargets(identity, texts[a]!, texts[b]!))
    this.isSorted[stretch] = true
    await breathe()
  }

  private endOf(stretch: number): number {
    return this.starts[stretch + 1] ?? this.length
  }

  /** The last stretch that begins at or before a place. */
  private stretchOf(place: number): number {
    let low = 0
    let high = this.starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.starts[middle]! <= place) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Puts a stretch into parts that follow each other. @returns where they begin: only one where all have the same text */
  private async split(start: number, end: number, breathe: Breath): Promise<number[]> {
    const { texts, identity } = this
    const own = this.places.slice(start, end)
    const textAt = (i: number) => canonical(identity, texts[own[i]!]!)
    const step = Math.max(1, Math.floor(PART_SIZE / SAMPLES_OF_PART))
    const borders = new Borders(Array.from({ length: Math.ceil(own.length / step) }, (_, i) => textAt(i * step)))
    const parts = new Uint32Array(own.length)
    const next = new Uint32Array(borders.parts + 1)
    for (let i = 0; i < own.length; i++) {
      const part = borders.partOf(textAt(i))
      parts[i] = part
      next[part + 1]!++
      // oxlint-disable-next-line no-await-in-loop -- others come in between
      if (i % STEPS === 0) await breathe()
    }
    const begins: number[] = []
    for (let part = 0; part < borders.parts; part++) {
      if (next[part + 1]! > 0) begins.push(start + next[part]!)
      next[part + 1]! += next[part]!
    }
    for (let i = 0; i < own.length; i++) this.places[start + next[parts[i]!]!++] = own[i]!
    return begins
  }
}

/** Numbers that stand for the beginnings of some texts: to compare them costs a fraction of comparing the texts. */
class Borders {
  /** Parts between them, below and above all, and of those that are as one of them, in turn. */
  readonly parts: number
  /** Ascending. */
  private readonly keys: Float64Array
  private readonly prefix: string
  private readonly isNarrow: boolean

  /** @param samples of the texts */
  constructor(samples: readonly string[]) {
    this.prefix = commonPrefix(samples)
    const from = this.prefix.length
    this.isNarrow = samples.every((text) => isNarrow(text, from))
    const keys = Float64Array.from(samples, (text) => this.keyOf(text)).toSorted()
    this.keys = keys.filter((key, i) => i % SAMPLES_OF_PART === 0 && key !== keys[i - SAMPLES_OF_PART])
    this.parts = 2 * this.keys.length + 1
  }

  partOf(text: string): number {
    const key = this.keyOf(text)
    const { keys } = this
    let low = 0
    let high = keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (keys[middle]! < key) low = middle + 1
      else high = middle
    }
    return keys[low] === key ? 2 * low + 1 : 2 * low
  }

  /** Below, above or as the key of a sample as the text is below, above or as the sample, or begins like it. */
  private keyOf(text: string): number {
    const { prefix } = this
    // Much faster than to ask the text whether it begins so.
    for (let i = 0; i < prefix.length; i++) {
      if (text.charCodeAt(i) !== prefix.charCodeAt(i)) return text < prefix ? -Infinity : Infinity
    }
    return this.isNarrow ? narrowKey(text, prefix.length) : wideKey(text, prefix.length)
  }
}

const NARROW_UNITS = 7
/** Nothing, an ASCII character, or something else. */
const NARROW_DIGITS = 130
const WIDE_UNITS = 3
const WIDE_DIGITS = 0x10001

function isNarrow(text: string, from: number): boolean {
  for (let i = from; i < from + NARROW_UNITS && i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

/** Of texts that are nearly all of ASCII; what else there is comes behind whatever was sampled, in no order. */
function narrowKey(text: string, from: number): number {
  let key = 0
  for (let i = from; i < from + NARROW_UNITS; i++) {
    key = key * NARROW_DIGITS + (i < text.length ? Math.min(text.charCodeAt(i) + 1, NARROW_DIGITS - 1) : 0)
  }
  return key
}

function wideKey(text: string, from: number): number {
  let key = 0
  for (let i = from; i < from + WIDE_UNITS; i++) {
    key = key * WIDE_DIGITS + (i < text.length ? text.charCodeAt(i) + 1 : 0)
  }
  return key
}

function commonPrefix(texts: readonly string[]): string {
  const [first = ''] = texts
  let length = first.length
  for (const text of texts) {
    let same = 0
    while (same < length && text.charCodeAt(same) === first.charCodeAt(same)) same++
    length = same
  }
  return first.slice(0, length)
}

/** All places, those of a lower rank first, and where each rank that there is begins. */
function byRank(length: number, ranks: Ranks | null): { readonly places: Uint32Array; readonly starts: number[] } {
  const places = new Uint32Array(length)
  if (!ranks) {
    for (let i = 0; i < length; i++) places[i] = i
    return { places, starts: length > 0 ? [0] : [] }
  }
  const next = new Uint32Array(ranks.size + 1)
  for (let i = 0; i < length; i++) next[ranks.of[i]! + 1]!++
  const starts: number[] = []
  for (let rank = 0; rank < ranks.size; rank++) {
    if (next[rank + 1]! > 0) starts.push(next[rank]!)
    next[rank + 1]! += next[rank]!
  }
  for (let i = 0; i < length; i++) places[next[ranks.of[i]!]!++] = i
  return { places, starts }
}
