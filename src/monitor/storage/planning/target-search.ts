import type { TargetSort } from '../../../contract/resources/target.ts'
import type { Assignment } from '../../../planner/assignment.ts'
import { murmur3, SLOT_COUNT } from '../../../planner/hash.ts'
import { canonical } from '../../../planner/identity.ts'
import { attributesAt, findTarget, type Leaf } from '../../../planner/slot.ts'
import type { PlacedFilter } from '../port.ts'
import type { Breath } from './breath.ts'
import { type AllTargets, sizeOf } from './all-targets.ts'
import { LazyOrder } from './lazy-order.ts'
import { type Matches, matchesAmong, matchesOf, matchesOfAll } from './matches.ts'
import type { SlotTexts } from './slot-texts.ts'
import { type Groups, groupsOf } from './target-groups.ts'
import { type Sieve, sieveOf } from './target-sieve.ts'
import { searched, TargetText } from './target-text.ts'

/** Where one in so many matches, the order of all targets is used: it is made once, and stays for the next search. */
const MANY = 3
/** So many of the targets that are looked at one by one are searched as one text, or dealt with at a time. */
const TARGETS_PER_TEXT = 2048

/** What is searched: targets, and what is kept of them to search in. */
export interface SearchedTargets {
  readonly assignment: Assignment
  readonly texts: SlotTexts
  /** All of them, and their order: only who wants many of them asks. */
  readonly all: () => Promise<AllTargets>
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
export async function search(targets: SearchedTargets, wanted: Search, breathe: Breath): Promise<Matches> {
  const { assignment } = targets
  const { query, filter, sort, among } = wanted
  const terms = { sought: searched(query), sieve: sieveOf(assignment, filter), groups: groupsOf(assignment, sort) }
  const isBackward = sort === '-target'
  const { sought, sieve, groups } = terms
  if (!among && sought === '' && !sieve && !groups) return matchesOfAll(await targets.all(), isBackward)
  const finds = among ? await amongThese(assignment, among, terms, breathe) : await amongAll(targets, terms, breathe)
  return finds.matches(targets, isBackward)
}

/** `[TG-2]` At most so many targets that have this in them, those that begin with it first. */
export async function find(targets: SearchedTargets, query: string, limit: number, breathe: Breath): Promise<string[]> {
  const sought = searched(query)
  const finds = await amongAll(targets, { sought, sieve: null, groups: null }, breathe)
  const [first, others] = await finds.parted((target) => searched(target).startsWith(sought), breathe)
  const found = await (await first.matches(targets)).slice(0, limit, breathe)
  if (found.length === limit) return found
  return [...found, ...(await (await others.matches(targets)).slice(0, limit - found.length, breathe))]
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
  /** Their places among all targets; none where only some were looked at. */
  private readonly places: number[] = []
  private readonly ranks: number[] = []
  private readonly groups: Groups | null

  constructor(groups: Groups | null) {
    this.groups = groups
  }

  /** @param among its place among all targets; null where only some are looked at */
  add(leaf: Leaf, place: number, slot: number, among: number | null): void {
    this.targets.push(leaf.targets[place]!)
    if (this.groups) this.ranks.push(this.groups.rankOf(leaf, place, slot))
    else if (among !== null) this.places.push(among)
  }

  /** Those for which it is true, and the others. Only of what is in no groups, and was found among all. */
  async parted(isFirst: (target: string) => boolean, breathe: Breath): Promise<[Finds, Finds]> {
    const parts: [Finds, Finds] = [new Finds(null), new Finds(null)]
    for (const [i, target] of this.targets.entries()) {
      const part = parts[isFirst(target) ? 0 : 1]
      part.targets.push(target)
      part.places.push(this.places[i]!)
      // oxlint-disable-next-line no-await-in-loop -- others come in between
      if (i % TARGETS_PER_TEXT === 0) await breathe()
    }
    return parts
  }

  async matches({ assignment: { identity, slots }, all }: SearchedTargets, isBackward = false): Promise<Matches> {
    const { targets, places, ranks, groups } = this
    if (places.length > 0 && places.length * MANY > sizeOf(slots)) {
      return matchesAmong(await all(), places, isBackward)
    }
    return matchesOf(targets, new LazyOrder(targets, identity, groups && { of: ranks, size: groups.size }), isBackward)
  }
}

async function amongAll(
  { assignment, texts }: SearchedTargets,
  { sought, sieve, groups }: Terms,
  breathe: Breath,
): Promise<Finds> {
  const finds = new Finds(groups)
  let next = 0
  for (const [number, slot] of assignment.slots.entries()) {
    const { size, holders, leaves } = slot
    let among = next
    next += size
    if (size === 0 || (sieve?.batches && !holders.ids.some((id) => sieve.batches!.has(id)))) continue
    // oxlint-disable-next-line no-await-in-loop -- others come in between
    await breathe()
    const marks = sought === '' ? null : texts.of(number, slot).marks(sought)
    if (sought !== '' && !marks) continue
    let line = 0
    for (const leaf of leaves) {
      for (let place = leaf.from; place < leaf.to; place++, among++, line++) {
        if (marks && marks[line] === 0) continue
        if (sieve === null || sieve.passes(leaf, place)) finds.add(leaf, place, number, among)
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
        if (!marks || marks[i] === 1) finds.add(leaf, place, number, null)
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
