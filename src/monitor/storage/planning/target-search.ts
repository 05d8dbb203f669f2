import type { TargetSort } from '../../../contract/resources/target.ts'
import { type Assignment, contentsOf, locate, type PlacedTarget, placedTargets } from '../../../planner/assignment.ts'
import { SLOT_COUNT, slotOf } from '../../../planner/hash.ts'
import { canonical } from '../../../planner/identity.ts'
import { priorities } from '../../../planner/priority.ts'
import type { PlacedFilter } from '../port.ts'
import type { Breath } from './breath.ts'
import { attributeTest } from './target-attributes.ts'
import { lineOf, searched, type TargetOrder } from './target-order.ts'

/** So many targets that may match are looked at one by one; where it may be more, all are gone through in order. */
const MAX_CANDIDATES = 20_000
/** So many blocks, or targets, are dealt with before somebody looks at the time. */
const BLOCKS_AT_ONCE = 16
const TARGETS_AT_ONCE = 512

/** What was asked for, in its order. */
export interface Matches {
  readonly count: number
  /** @param place from 0 to before `count` */
  at(place: number): string
}

/** What is looked for among the targets of a task. */
export interface Search {
  readonly query: string
  readonly filter: PlacedFilter
  readonly sort: TargetSort
  /** All that can match, where that is known. */
  readonly among: readonly string[] | null
}

/** `[TG-2]` Everything that matches. */
export async function search(order: TargetOrder, wanted: Search, breathe: Breath): Promise<Matches> {
  const { assignment } = order
  const { query, sort } = wanted
  const sieve = sieveOf(assignment, wanted.filter)
  const groups = groupsOf(assignment, sort)
  const terms = { sought: searched(query), sieve, groups }
  const few = wanted.among ?? fewOf(assignment, sieve?.batches ?? null)
  if (few) {
    const found = await amongFew(assignment, few, terms, breathe)
    return inOrder(sort, found.length, (place) => found[place]!)
  }
  if (query === '' && !sieve && !groups) return inOrder(sort, order.size, (place) => order.at(place))
  const found = await amongAll(order, terms, breathe)
  return inOrder(sort, found.length, (place) => order.at(found[place]!))
}

/** What a target has to be to match. */
interface Terms {
  readonly sought: string
  /** Null where any will do. */
  readonly sieve: Sieve | null
  /** Null where it is the order of the targets themselves. */
  readonly groups: Groups | null
}

/** Goes through all targets in order. @returns their places in it, by group where there are groups */
async function amongAll(order: TargetOrder, { sought, sieve, groups }: Terms, breathe: Breath): Promise<Uint32Array> {
  const { assignment, blocks, starts, size } = order
  const found = new Uint32Array(size)
  const ranks = groups && new Uint32Array(size)
  // Where any text will do, to go through the plan costs far less than to find each target in it by its hash.
  const known = sought === '' ? await ranksOf(assignment, { sieve, groups }, breathe) : null
  let count = 0
  for (const [number, block] of blocks.entries()) {
    const lines = sought === '' ? block.targets.keys() : linesWith(order.linesOf(block), sought)
    for (const line of lines) {
      const rank = known
        ? known.get(canonical(assignment.identity, block.targets[line]!))
        : rankOf(assignment, block.targets[line]!, { sieve, groups })
      if (rank === undefined) continue
      if (ranks) ranks[count] = rank
      found[count++] = starts[number]! + line
    }
    // oxlint-disable-next-line no-await-in-loop -- others come in between
    if (number % BLOCKS_AT_ONCE === 0) await breathe()
  }
  const all = found.slice(0, count)
  return ranks ? byRank(all, ranks, groups.size) : all
}

type Ranking = Pick<Terms, 'sieve' | 'groups'>

/** The rank of a target that passes; undefined of any other. */
function rankOf(assignment: Assignment, target: string, { sieve, groups }: Ranking): number | undefined {
  if (!sieve && !groups) return 0
  const placed = locate(assignment, target)!
  return (sieve?.passes(placed) ?? true) ? (groups?.rankOf(placed) ?? 0) : undefined
}

/** The ranks of all that pass, by their canonical form: the spelling may be another one by now. */
async function ranksOf(
  assignment: Assignment,
  { sieve, groups }: Ranking,
  breathe: Breath,
): Promise<ReadonlyMap<string, number>> {
  const ranks = new Map<string, number>()
  let seen = 0
  for (const placed of placedTargets(assignment)) {
    if (sieve?.passes(placed) ?? true) {
      ranks.set(canonical(assignment.identity, placed.target), groups?.rankOf(placed) ?? 0)
    }
    // oxlint-disable-next-line no-await-in-loop -- others come in between
    if (++seen % TARGETS_AT_ONCE === 0) await breathe()
  }
  return ranks
}

/** Looks at some targets one by one. */
async function amongFew(
  assignment: Assignment,
  few: readonly string[],
  { sought, sieve, groups }: Terms,
  breathe: Breath,
): Promise<string[]> {
  const found: { target: string; key: string; rank: number }[] = []
  for (const [i, given] of few.entries()) {
    const placed = locate(assignment, given)
    if (placed && (sieve?.passes(placed) ?? true) && lineOf(placed).includes(sought)) {
      const { target } = placed
      found.push({ target, key: canonical(assignment.identity, target), rank: groups?.rankOf(placed) ?? 0 })
    }
    // oxlint-disable-next-line no-await-in-loop -- others come in between
    if (i % TARGETS_AT_ONCE === 0) await breathe()
  }
  found.sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1))
  return found.map(({ target }) => target)
}

/** The numbers of the lines of a text that have this in them, ascending. */
export function* linesWith(text: string, sought: string): Iterable<number> {
  let hit = text.indexOf(sought)
  for (let line = 0, start = 0; hit !== -1; line++) {
    let end = text.indexOf('\n', start)
    if (end === -1) end = text.length
    if (hit < end) {
      yield line
      hit = text.indexOf(sought, end + 1)
    }
    start = end + 1
  }
}

interface Sieve {
  readonly passes: (target: PlacedTarget) => boolean
  /** A target has to be in one of these; null where it may be in any. */
  readonly batches: ReadonlySet<number> | null
}

function sieveOf({ batches: all }: Assignment, filter: PlacedFilter): Sieve | null {
  const { priority, attribute, batch_id, consumer_id, batches: given } = filter
  let batches = given ? new Set(given) : null
  if (batch_id !== undefined) batches = new Set(batches && !batches.has(batch_id) ? [] : [batch_id])
  if (consumer_id !== undefined) {
    const own = [...all].flatMap((batch) => (batch.consumer_id === consumer_id ? batch.batch_id : []))
    batches = new Set(batches ? own.filter((id) => batches!.has(id)) : own)
  }
  if (!batches && priority === undefined && attribute === undefined) return null
  const hasAttribute = attribute && attributeTest(attribute)
  return {
    batches,
    passes: (target) =>
      (batches === null || batches.has(target.batch_id)) &&
      (priority === undefined || target.priority === priority) &&
      (hasAttribute === undefined || (target.attributes !== null && hasAttribute(target.attributes))),
  }
}

/** The targets of these batches, where they are so few that there is no need to go through all. */
function fewOf(assignment: Assignment, batches: ReadonlySet<number> | null): readonly string[] | null {
  if (!batches) return null
  let size = 0
  for (const id of batches) {
    size += assignment.batches.get(id)?.size ?? 0
    if (size > MAX_CANDIDATES) return null
  }
  return [...contentsOf(assignment, batches).values()].flatMap(({ targets }) => targets)
}

/** What an order by something else than the targets themselves puts together. */
interface Groups {
  readonly size: number
  /** From 0 to before `size`. */
  readonly rankOf: (target: PlacedTarget) => number
}

function groupsOf(assignment: Assignment, sort: TargetSort): Groups | null {
  const groups = ascendingGroups(assignment, sort.replace('-', ''))
  if (!groups || !sort.startsWith('-')) return groups
  const { size } = groups
  return { size, rankOf: (target) => size - 1 - groups.rankOf(target) }
}

function ascendingGroups({ batches, identity }: Assignment, by: string): Groups | null {
  switch (by) {
    case 'priority':
      return { size: priorities.length, rankOf: ({ priority }) => priorities.indexOf(priority) }
    case 'slot':
      return { size: SLOT_COUNT, rankOf: ({ target }) => slotOf(canonical(identity, target)) }
    case 'batch':
      return ranked([...batches].map(({ batch_id }) => [batch_id, batch_id]))
    case 'consumer': {
      // Nobody comes last.
      const owners = [...new Set([...batches].map(({ consumer_id }) => consumer_id))].toSorted((a, b) =>
        a === null || (b !== null && a > b) ? 1 : -1,
      )
      const places = new Map(owners.map((owner, place) => [owner, place]))
      return ranked([...batches].map(({ batch_id, consumer_id }) => [batch_id, places.get(consumer_id)!]))
    }
    default:
      return null
  }
}

/** @param keys of each batch; in their order its targets come */
function ranked(keys: readonly (readonly [batchId: number, key: number])[]): Groups {
  const sorted = [...new Set(keys.map(([, key]) => key))].toSorted((a, b) => a - b)
  const rankOfKey = new Map(sorted.map((key, rank) => [key, rank]))
  const ranks = new Map(keys.map(([batchId, key]) => [batchId, rankOfKey.get(key)!]))
  return { size: sorted.length, rankOf: ({ batch_id }) => ranks.get(batch_id)! }
}

/** The same places, those of a lower rank first and else as they were. */
function byRank(places: Uint32Array, ranks: Uint32Array, size: number): Uint32Array {
  const next = new Uint32Array(size + 1)
  for (let i = 0; i < places.length; i++) next[ranks[i]! + 1]!++
  for (let rank = 0; rank < size; rank++) next[rank + 1]! += next[rank]!
  const sorted = new Uint32Array(places.length)
  for (let i = 0; i < places.length; i++) sorted[next[ranks[i]!]!++] = places[i]!
  return sorted
}

function inOrder(sort: TargetSort, count: number, at: (place: number) => string): Matches {
  return { count, at: sort === '-target' ? (place) => at(count - 1 - place) : at }
}
