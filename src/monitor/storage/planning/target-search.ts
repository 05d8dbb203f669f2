import type { TargetSort } from '../../../contract/resources/target.ts'
import type { Assignment } from '../../../planner/assignment.ts'
import { murmur3, SLOT_COUNT } from '../../../planner/hash.ts'
import { canonical } from '../../../planner/identity.ts'
import { attributesAt, findTarget, type Leaf } from '../../../planner/slot.ts'
import type { PlacedFilter } from '../port.ts'
import type { Breath } from './breath.ts'
import { LazyOrder } from './lazy-order.ts'
import type { SlotTexts } from './slot-texts.ts'
import { type Groups, groupsOf } from './target-groups.ts'
import { type Sieve, sieveOf } from './target-sieve.ts'
import { searched, TargetText } from './target-text.ts'

/** So many of the targets that are looked at one by one are searched as one text. */
const TARGETS_PER_TEXT = 2048

/** What is searched: targets, and what is kept of them to search in. */
export interface SearchedTargets {
  readonly assignment: Assignment
  readonly texts: SlotTexts
}

/** What is looked for among the targets of a task. */
export interface Search {
  readonly query: string
  readonly filter: PlacedFilter
  readonly sort: TargetSort
  /** All that can match, where that is known. */
  readonly among: readonly string[] | null
}

/** What was asked for, in its order. */
export class Matches {
  private readonly targets: readonly string[]
  private readonly order: LazyOrder
  private readonly isBackward: boolean

  constructor(targets: readonly string[], order: LazyOrder, isBackward = false) {
    this.targets = targets
    this.order = order
    this.isBackward = isBackward
  }

  get count(): number {
    return this.targets.length
  }

  /** At most so many of them, from a place on that may be beyond the last. */
  async slice(start: number, limit: number, breathe: Breath): Promise<string[]> {
    const { count } = this
    const first = Math.min(start, count)
    const end = Math.min(first + limit, count)
    const [from, to] = this.isBackward ? [count - end, count - first] : [first, end]
    const targets = Array.from(await this.order.slice(from, to, breathe), (place) => this.targets[place]!)
    return this.isBackward ? targets.toReversed() : targets
  }
}

/** `[TG-2]` Everything that matches. */
export async function search(targets: SearchedTargets, wanted: Search, breathe: Breath): Promise<Matches> {
  const { assignment } = targets
  const { query, filter, sort, among } = wanted
  const terms = { sought: searched(query), sieve: sieveOf(assignment, filter), groups: groupsOf(assignment, sort) }
  const finds = among ? await amongThese(assignment, among, terms, breathe) : await amongAll(targets, terms, breathe)
  return finds.matches(assignment, sort === '-target')
}

/** `[TG-2]` What has this in it, what begins with it first. */
export async function find(targets: SearchedTargets, query: string, breathe: Breath): Promise<Matches> {
  const sought = searched(query)
  const groups: Groups = {
    size: 2,
    rankOf: (leaf, place) => (searched(leaf.targets[place]!).startsWith(sought) ? 0 : 1),
  }
  const finds = await amongAll(targets, { sought, sieve: null, groups }, breathe)
  return finds.matches(targets.assignment)
}

/** What a target has to be to match. */
interface Terms {
  readonly sought: string
  /** Null where any will do. */
  readonly sieve: Sieve | null
  /** Null where it is the order of the targets themselves. */
  readonly groups: Groups | null
}

/** What was found, in no order yet. */
class Finds {
  private readonly targets: string[] = []
  private readonly ranks: number[] = []
  private readonly groups: Groups | null

  constructor(groups: Groups | null) {
    this.groups = groups
  }

  add(leaf: Leaf, place: number, slot: number): void {
    this.targets.push(leaf.targets[place]!)
    if (this.groups) this.ranks.push(this.groups.rankOf(leaf, place, slot))
  }

  matches({ identity }: Assignment, isBackward = false): Matches {
    const { targets, ranks, groups } = this
    const order = new LazyOrder(targets, identity, groups && { of: ranks, size: groups.size })
    return new Matches(targets, order, isBackward)
  }
}

async function amongAll(
  { assignment, texts }: SearchedTargets,
  { sought, sieve, groups }: Terms,
  breathe: Breath,
): Promise<Finds> {
  const finds = new Finds(groups)
  for (const [number, slot] of assignment.slots.entries()) {
    const { size, holders, leaves } = slot
    if (size === 0 || (sieve?.batches && !holders.ids.some((id) => sieve.batches!.has(id)))) continue
    // oxlint-disable-next-line no-await-in-loop -- others come in between
    await breathe()
    const marks = sought === '' ? null : texts.of(number, slot).marks(sought)
    if (sought !== '' && !marks) continue
    let line = 0
    for (const leaf of leaves) {
      for (let place = leaf.from; place < leaf.to; place++) {
        if (marks && marks[line++] === 0) continue
        if (sieve === null || sieve.passes(leaf, place)) finds.add(leaf, place, number)
      }
    }
  }
  return finds
}

/** Looks at some targets one by one; those that are not there are passed over. */
async function amongThese(
  { slots, identity }: Assignment,
  these: readonly string[],
  { sought, sieve, groups }: Terms,
  breathe: Breath,
): Promise<Finds> {
  const finds = new Finds(groups)
  for (let from = 0; from < these.length; from += TARGETS_PER_TEXT) {
    const placed = these.slice(from, from + TARGETS_PER_TEXT).flatMap((target) => {
      const hash = murmur3(canonical(identity, target))
      const number = hash & (SLOT_COUNT - 1)
      const found = findTarget(slots[number]!, target, hash, identity)
      return found && (sieve?.passes(found.leaf, found.place) ?? true) ? { ...found, number } : []
    })
    const marks = sought === '' ? null : textOf(placed).marks(sought)
    if (sought === '' || marks) {
      for (const [i, { leaf, place, number }] of placed.entries()) {
        if (!marks || marks[i] === 1) finds.add(leaf, place, number)
      }
    }
    // oxlint-disable-next-line no-await-in-loop -- others come in between
    await breathe()
  }
  return finds
}

function textOf(placed: readonly { readonly leaf: Leaf; readonly place: number }[]): TargetText {
  return new TargetText(
    placed.map(({ leaf, place }) => leaf.targets[place]!),
    placed.map(({ leaf, place }) => attributesAt(leaf, place)),
  )
}
