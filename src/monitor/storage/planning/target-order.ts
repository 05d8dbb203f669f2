import { type Assignment, locate, type PlacedTarget, placedTargets } from '../../../planner/assignment.ts'
import type { PlanDelta } from '../../../planner/delta.ts'
import { canonical, compareTargets, type Identity } from '../../../planner/identity.ts'
import type { Breath } from './breath.ts'
import { attributeValues, countAttributes } from './target-attributes.ts'

/** So many targets a block has where it is newly cut, and at most. */
const BLOCK_SIZE = 128
const MAX_BLOCK_SIZE = 512
/** Of so many targets that are to become a block, one says where it ends. */
const SAMPLES_OF_BLOCK = 8
/** So many targets are dealt with before somebody looks at the time. */
const STEPS = 2048

/** Some targets that follow each other in order. */
export interface Block {
  readonly targets: readonly string[]
  /** What they are searched in, once somebody has searched; a line each. */
  lines: string | null
}

/**
 * All targets of a task in order, in blocks: what comes and goes touches a few of them and leaves the others as they are.
 * It never changes, but for the texts to search in, which are made when they are needed.
 */
export class TargetOrder {
  readonly assignment: Assignment
  readonly blocks: readonly Block[]
  /** How many targets have an attribute of this name. */
  readonly attributeCounts: ReadonlyMap<string, number>
  /** The place of the first target of each block, and behind them the number of all. */
  readonly starts: Uint32Array

  private constructor(assignment: Assignment, blocks: readonly Block[], attributeCounts: ReadonlyMap<string, number>) {
    this.assignment = assignment
    this.blocks = blocks
    this.attributeCounts = attributeCounts
    this.starts = new Uint32Array(blocks.length + 1)
    for (const [i, { targets }] of blocks.entries()) this.starts[i + 1] = this.starts[i]! + targets.length
  }

  /** Of a long list in some hundred short pieces of time. */
  static async of(assignment: Assignment, breathe: Breath): Promise<TargetOrder> {
    const all: string[] = []
    const counts = new Map<string, number>()
    for (const { target, attributes } of placedTargets(assignment)) {
      all.push(target)
      if (attributes !== null) countAttributes(counts, attributes, 1)
      // oxlint-disable-next-line no-await-in-loop -- this is what it is for
      if (all.length % STEPS === 0) await breathe()
    }
    const { identity } = assignment
    const ends = endsOf(all, identity)
    const buckets: string[][] = Array.from({ length: ends.length + 1 }, () => [])
    for (const [i, target] of all.entries()) {
      buckets[firstAbove(ends, canonical(identity, target))]!.push(target)
      // oxlint-disable-next-line no-await-in-loop
      if (i % STEPS === 0) await breathe()
    }
    const blocks: Block[] = []
    for (const [i, targets] of buckets.entries()) {
      if (targets.length > 0) blocks.push(...cut(inOrder(targets, identity)))
      // oxlint-disable-next-line no-await-in-loop
      if (i % 16 === 0) await breathe()
    }
    return new TargetOrder(assignment, blocks, counts)
  }

  get size(): number {
    return this.starts.at(-1)!
  }

  /** The target at a place. */
  at(place: number): string {
    let low = 0
    let high = this.blocks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.starts[middle]! <= place) low = middle
      else high = middle - 1
    }
    return this.blocks[low]!.targets[place - this.starts[low]!]!
  }

  /** What to search in a block: of each target a line, in lower case, with the values of its attributes. */
  linesOf(block: Block): string {
    return (block.lines ??= block.targets.map((target) => lineOf(locate(this.assignment, target)!)).join('\n'))
  }

  /** The order after an epoch. It costs in proportion to the epoch. @param assignment after it */
  after(assignment: Assignment, { added, removed, described }: PlanDelta): TargetOrder {
    const counts = new Map(this.attributeCounts)
    for (const [, , , attributes] of removed) if (attributes !== undefined) countAttributes(counts, attributes, -1)
    for (const [, , , attributes] of added) if (attributes !== undefined) countAttributes(counts, attributes, 1)
    for (const [, from, to] of described) {
      if (from !== null) countAttributes(counts, from, -1)
      if (to !== null) countAttributes(counts, to, 1)
    }
    const changes = new BlockChanges(this.blocks, assignment.identity)
    for (const [target] of added) changes.of(target).added.push(target)
    for (const [target] of removed) changes.of(target).removed.add(canonical(assignment.identity, target))
    for (const [target] of described) changes.of(target)
    return new TargetOrder(assignment, changes.blocks(), counts)
  }
}

/** A target as it is searched: it has no white space, and a break in a value counts as a space. */
export function lineOf({ target, attributes }: Pick<PlacedTarget, 'target' | 'attributes'>): string {
  if (attributes === null) return target.toLowerCase()
  return [target, ...attributeValues(attributes)].map((text) => searched(text)).join('\0')
}

/** A text as it is looked for, and looked for in. */
export function searched(text: string): string {
  return text.toLowerCase().replaceAll(/[\0\n]/g, ' ')
}

class BlockChanges {
  private readonly before: readonly Block[]
  private readonly firsts: readonly string[]
  private readonly identity: Identity
  private readonly changes = new Map<number, { readonly added: string[]; readonly removed: Set<string> }>()

  constructor(blocks: readonly Block[], identity: Identity) {
    this.before = blocks
    this.identity = identity
    this.firsts = blocks.map(({ targets }) => canonical(identity, targets[0]!))
  }

  /** What is to become of the block that a target belongs to. */
  of(target: string) {
    const place = Math.max(0, firstAbove(this.firsts, canonical(this.identity, target)) - 1)
    let change = this.changes.get(place)
    if (!change) this.changes.set(place, (change = { added: [], removed: new Set() }))
    return change
  }

  blocks(): Block[] {
    const { identity } = this
    if (this.before.length === 0) return cut(inOrder(this.changes.get(0)?.added ?? [], identity))
    return this.before.flatMap((block, place) => {
      const change = this.changes.get(place)
      if (!change) return block
      const { added, removed } = change
      const left =
        removed.size === 0 ? block.targets : block.targets.filter((target) => !removed.has(canonical(identity, target)))
      return cut(added.length === 0 ? left : inOrder([...left, ...added], identity))
    })
  }
}

/** In the order of all lists; without a rule of its own a text is sorted faster. */
function inOrder(targets: readonly string[], identity: Identity): string[] {
  return identity === 'exact' ? targets.toSorted() : targets.toSorted((a, b) => compareTargets(identity, a, b))
}

/** @param targets in order */
function cut(targets: readonly string[]): Block[] {
  if (targets.length <= MAX_BLOCK_SIZE) return targets.length === 0 ? [] : [{ targets, lines: null }]
  const blocks: Block[] = []
  for (let from = 0; from < targets.length; from += BLOCK_SIZE) {
    blocks.push({ targets: targets.slice(from, from + BLOCK_SIZE), lines: null })
  }
  return blocks
}

/** Where to cut a list that is in no order, so that the pieces are about as long as a block. */
function endsOf(targets: readonly string[], identity: Identity): string[] {
  const step = Math.max(1, Math.floor(BLOCK_SIZE / SAMPLES_OF_BLOCK))
  const samples: string[] = []
  for (let i = 0; i < targets.length; i += step) samples.push(canonical(identity, targets[i]!))
  samples.sort()
  return samples.filter((_, i) => i % SAMPLES_OF_BLOCK === SAMPLES_OF_BLOCK - 1)
}

/** The first place that is above a text. @param texts in order */
function firstAbove(texts: readonly string[], text: string): number {
  let low = 0
  let high = texts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (texts[middle]! <= text) low = middle + 1
    else high = middle
  }
  return low
}
