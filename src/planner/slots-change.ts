import { type SearchInput, SlotSearch } from './slot-search.ts'
import { SLOT_COUNT } from './hash.ts'

type Slots = readonly number[]

const singles: readonly Slots[] = Array.from({ length: SLOT_COUNT }, (_, slot) => [slot])

/** Smaller gains are rounding. */
const MIN_GAIN = 1e-6
/** Beyond so many members an exchange of pairs costs more time than it saves moves. */
const MAX_MEMBERS_WITH_EXCHANGE = 64

/**
 * New slot owners after a change of members (PL-2): what a leaver had goes to the least loaded, a newcomer takes its
 * share from those who have most, and a descent then mends what was torn. Where somebody is new there are two ways to
 * start, and the cheaper end counts. Everything is tried in a fixed order, so the result depends on nothing else (PL-8).
 *
 * @returns the owner of each slot as an index in the member list
 */
export function reassignSlots(input: SearchInput): Int16Array {
  const starts = [false, true].map((withWindows) => {
    const search = new SlotSearch(input)
    shareLeavers(search)
    for (let member = 0; member < search.members; member++) {
      if (search.stays[member]) continue
      if (withWindows) takeWindows(search, member)
      takeShare(search, member)
    }
    descend(search)
    return search
  })
  const [plain, windowed] = starts as [SlotSearch, SlotSearch]
  return windowed.total() < plain.total() - MIN_GAIN ? windowed.owner : plain.owner
}

/** Whole units go to the least loaded where they fit, the heaviest first; the rest slot by slot where it costs least. */
function shareLeavers(search: SlotSearch): void {
  const isFree = (slot: number) => search.owner[slot]! < 0
  const inUnits = new Set(search.units.flat())
  const free = [...search.units, ...singles.filter(([slot]) => !inUnits.has(slot!))]
    .map((unit) => unit.filter(isFree))
    .filter((unit) => unit.length > 0)
  const rest: number[] = []
  for (const unit of heaviestFirst(search, free)) {
    const member = lightest(search)
    if (search.load[member]! + search.weightOf(unit) <= search.ceiling) search.give(unit, member)
    else rest.push(...unit)
  }
  for (const [slot] of heaviestFirst(
    search,
    rest.map((one) => [one]),
  )) {
    let best = 0
    let least = Infinity
    for (let member = 0; member < search.members; member++) {
      const cost = search.costOf([slot!], member)
      if (cost < least - MIN_GAIN || (cost < least + MIN_GAIN && search.load[member]! < search.load[best]!)) {
        best = member
        least = cost
      }
    }
    search.give([slot!], best)
  }
}

/** One contiguous run of slots from each who has more than the mean: what lies together is in the same batches. */
function takeWindows(search: SlotSearch, newcomer: number): void {
  const { owner, load, mean, ceiling } = search
  const donors = [...load.keys()]
    .filter((member) => search.stays[member] && load[member]! > mean)
    .toSorted((a, b) => load[b]! - load[a]! || a - b)
  for (const donor of donors) {
    const spare = load[donor]! - mean
    const slots = [...owner.keys()].filter((slot) => owner[slot] === donor)
    let best: Slots | undefined
    let least = Infinity
    for (let from = 0; from < slots.length; from++) {
      for (let to = from + 1; to <= slots.length; to++) {
        const run = slots.slice(from, to)
        const weight = search.weightOf(run)
        if (weight > spare * 1.15 + mean / 32 || load[newcomer]! + weight > ceiling) break
        if (weight < spare * 0.85) continue
        const cost = search.costOf(run, newcomer) + 0.1 * Math.abs(weight - spare)
        if (cost < least) [best, least] = [run, cost]
      }
    }
    if (best) search.give(best, newcomer)
  }
}

/** Until its fair share is reached: the unit or slot that costs least for its weight, rather from those who have most. */
function takeShare(search: SlotSearch, newcomer: number): void {
  const { owner, load, mean, ceiling, floor } = search
  while (load[newcomer]! < floor) {
    let best: Slots | undefined
    let least = Infinity
    for (const group of [...search.units, ...singles]) {
      const donor = owner[group[0]!]!
      if (!search.stays[donor]) continue
      const slots = group.filter((slot) => owner[slot] === donor)
      const weight = search.weightOf(slots)
      const left = load[donor]! - weight
      // A donor that would be left with less than the newcomer has is the wrong one.
      if (load[newcomer]! + weight > ceiling || left < load[newcomer]! || left < weight / 2) continue
      const cost = search.costOf(slots, newcomer) / weight - (1.5 * (load[donor]! - mean)) / mean
      if (cost < least - MIN_GAIN) [best, least] = [slots, cost]
    }
    if (!best) return
    search.give(best, newcomer)
  }
}

/** First improvement, until nothing improves any more or the rounds are used up. */
function descend(search: SlotSearch): void {
  const canExchange = search.members <= MAX_MEMBERS_WITH_EXCHANGE
  const rounds = canExchange ? 40 : 4
  for (let round = 0; round < rounds; round++) {
    const moved = [search.units, singles].map((groups) => move(search, groups))
    const exchanged = canExchange ? [singles, search.units].map((groups) => exchange(search, groups)) : []
    if (![...moved, ...exchanged].includes(true)) return
  }
}

function move(search: SlotSearch, groups: readonly Slots[]): boolean {
  let isBetter = false
  for (const group of groups) {
    for (let member = 0; member < search.members; member++) {
      if (group.every((slot) => search.owner[slot] === member) || !search.mayGive(group, member)) continue
      if (search.impoverishes(group, member) || search.costOf(group, member) >= -MIN_GAIN) continue
      search.give(group, member)
      isBetter = true
    }
  }
  return isBetter
}

/** One side of every exchange was a leaver's or is a newcomer's: those who stay keep theirs among each other. */
function exchange(search: SlotSearch, groups: readonly Slots[]): boolean {
  const { owner } = search
  let isBetter = false
  const belongsTo = (group: Slots, member: number) => group.every((slot) => owner[slot] === member)
  for (const loose of groups) {
    if (!loose.every((slot) => search.isLoose(slot)) || !belongsTo(loose, owner[loose[0]!]!)) continue
    for (const other of groups) {
      const from = owner[loose[0]!]!
      const to = owner[other[0]!]!
      if (from === to || !belongsTo(loose, from) || !belongsTo(other, to)) continue
      if (!search.mayGive(other, from) || !search.mayGive(loose, to)) continue
      if (search.exchangeImpoverishes(other, loose)) continue
      const cost = search.costOf(other, from)
      search.give(other, from)
      if (cost + search.costOf(loose, to) < -MIN_GAIN) {
        search.give(loose, to)
        isBetter = true
      } else search.give(other, to)
    }
  }
  return isBetter
}

function heaviestFirst(search: SlotSearch, groups: readonly Slots[]): Slots[] {
  return groups.toSorted((a, b) => search.weightOf(b) - search.weightOf(a) || a[0]! - b[0]!)
}

function lightest({ load }: SlotSearch): number {
  let best = 0
  for (let member = 1; member < load.length; member++) if (load[member]! < load[best]!) best = member
  return best
}
