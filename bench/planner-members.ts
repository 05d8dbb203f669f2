import type { Plan } from '../src/planner/plan.ts'
import { realAddresses } from './addresses.ts'
import { drifted } from './churn.ts'
import { atMost, between, largest, mean, type Row, type Section, unbounded, whole } from './report.ts'
import { batchMoves, defaults, fleet, planFirst, planMembers, targetsOf } from './task.ts'
import { chunkMoves, chunks, textbooks } from './textbook.ts'

const FLEETS = [3, 5, 8, 20] as const
const SEEDS = Array.from({ length: 20 }, (_, seed) => seed + 1)

type Kind = 'joins' | 'leaves'
const KINDS: readonly Kind[] = ['joins', 'leaves']

/** What one consumer that came or went amounted to. */
interface Event {
  /** Survivors in another batch, %. */
  readonly moved: number
  readonly textbooks: readonly number[]
  /** Targets moved between consumers over the fair share of a newcomer. */
  readonly fairShares: number
  /** The same over the least possible. */
  readonly leasts: number
  /** The heaviest consumer over the mean. */
  readonly hottest: number
}

/** Events of a kind from one state of a fleet. */
interface Sample {
  readonly kind: Kind
  readonly isFresh: boolean
  readonly consumers: number
  readonly events: readonly Event[]
}

/** The rows of the movement table about consumers that come and go. */
export function memberChanges(progress: (what: string) => void): Section[] {
  const samples = KINDS.flatMap((kind) =>
    [true, false].flatMap((isFresh) => {
      progress(`${kind}, ${isFresh ? 'fresh' : 'after swaps'}`)
      return FLEETS.map((consumers): Sample => ({
        kind,
        isFresh,
        consumers,
        events: eventsOf(kind, isFresh, consumers),
      }))
    }),
  )
  return [batchSection(samples), consumerSection(samples), loadSection(samples)]
}

function eventsOf(kind: Kind, isFresh: boolean, consumers: number): Event[] {
  const members = fleet(consumers)
  const states = isFresh ? [planFirst(realAddresses, members)] : SEEDS.map((seed) => drifted(consumers, seed))
  return states.flatMap((before, i) => {
    const sorted = targetsOf(before).toSorted()
    if (kind === 'leaves')
      return members.map((leaver) =>
        eventOf(
          before,
          sorted,
          members.filter((one) => one !== leaver),
        ),
      )
    // The place of a newcomer in the order of names must not matter, but it does a little: try all, or one per seed.
    const newcomers = ['a', ...members.map((member) => `${member}+`)]
    const some = isFresh ? newcomers : [newcomers[i % newcomers.length]!]
    return some.map((newcomer) => eventOf(before, sorted, [...members, newcomer].toSorted()))
  })
}

function eventOf(before: Plan, sorted: readonly string[], members: readonly string[]): Event {
  const result = planMembers(before, members)
  const { moved_consumer, least_moved_consumer, targets } = result.counts
  return {
    moved: batchMoves(result),
    textbooks: textbooks.map(({ owners }) => {
      const slots = owners(before.members, null)
      return chunkMoves(chunks(sorted, slots), chunks(sorted, owners(members, slots)))
    }),
    fairShares: moved_consumer / (targets / members.length),
    leasts: moved_consumer / least_moved_consumer,
    hottest: hottest(result),
  }
}

/** Targets of the heaviest consumer over the mean. */
function hottest({ assignment, members, counts }: Plan): number {
  const load = new Map<string | null, number>()
  for (const { consumer_id, size } of assignment.batches) {
    load.set(consumer_id, (load.get(consumer_id) ?? 0) + size)
  }
  return largest([...load.values()]) / (counts.targets / members.length)
}

const described = ({ kind, isFresh }: Sample) =>
  `consumer ${kind}, ${isFresh ? 'fresh' : 'after 300 epochs of 1 % swaps'}`

function batchSection(samples: readonly Sample[]): Section {
  const limits: Record<Kind, Record<'fresh' | 'later', Record<number, number>>> = {
    joins: { fresh: { 3: 1, 5: 1, 8: 1.5, 20: 4.5 }, later: { 3: 4, 5: 4, 8: 4, 20: 4.5 } },
    leaves: { fresh: { 3: 1, 5: 1, 8: 1.5, 20: 4 }, later: { 3: 3, 5: 3, 8: 3, 20: 4 } },
  }
  const rows = samples.map((sample): Row => {
    const { kind, isFresh, consumers, events } = sample
    const ours = events.map(({ moved }) => moved)
    const others = textbooks.map((_, i) => mean(events.map((event) => event.textbooks[i]!)))
    const figures = [...others, mean(ours), largest(ours)].map((value) => value.toFixed(2))
    const limit = limits[kind][isFresh ? 'fresh' : 'later'][consumers]!
    return { cells: [described(sample), String(consumers), ...figures], ...atMost(mean(ours), limit) }
  })
  return {
    title: 'Consumers come and go: targets whose batch changes, %',
    text: `${whole(realAddresses.length)} addresses. Fresh: the first plan of the real ones, and every place in the order of names a newcomer can have;
later: ${SEEDS.length} seeds with one newcomer each. Everyone leaves once. The bound is on the mean over all of these; the worst
stands beside it.`,
    columns: ['change', 'C', ...textbooks.map(({ name }) => name), 'ours', 'worst'],
    rows,
  }
}

function consumerSection(samples: readonly Sample[]): Section {
  const rows = samples.map((sample): Row => {
    const { kind, isFresh, consumers, events } = sample
    const ratios = events.map((event) => (kind === 'joins' ? event.fairShares : event.leasts))
    const figures = [mean(ratios), -largest(ratios.map((ratio) => -ratio)), largest(ratios)]
    const limit = consumers === 20 && !isFresh ? 1.07 : 1
    return {
      cells: [
        `${described(sample)}: ÷ ${kind === 'joins' ? 'fair share' : 'least'}`,
        String(consumers),
        ...figures.map((value) => value.toFixed(3)),
      ],
      ...(kind === 'joins' ? between(mean(ratios), 0.95, 1.04) : atMost(mean(ratios), limit)),
    }
  })
  return {
    title: 'Targets that move between consumers, as a ratio',
    text: `Of the same events: on a join to the fair share N ÷ (C + 1), on a leave to the least possible. The bound is on the mean.
A newcomer is given no more than the balance asks for, 0.95 of its share at the least. After a long drift among 20 the
bounds of the load force some who stay to give: the goal was 1.06.`,
    columns: ['change', 'C', 'mean', 'lowest', 'highest'],
    rows,
  }
}

function loadSection(samples: readonly Sample[]): Section {
  const rows = samples.map((sample): Row => {
    const { isFresh, consumers, events } = sample
    const ratios = events.map((event) => event.hottest)
    return {
      cells: [described(sample), String(consumers), mean(ratios).toFixed(3), largest(ratios).toFixed(3)],
      ...atMost(largest(ratios), isFresh ? 1.05 : 1.06),
    }
  })
  for (const consumers of [8, 20, 100]) {
    const ratios = SEEDS.map((seed) => {
      const members = fleet(consumers).map((name) => `${seed}-${name}`)
      return hottest(planFirst(realAddresses, members, { ...defaults, strategy: 'ring' }))
    })
    rows.push({
      cells: [
        `ring strategy, first plan, ${SEEDS.length} sets of names`,
        String(consumers),
        mean(ratios).toFixed(3),
        largest(ratios).toFixed(3),
      ],
      ...unbounded,
    })
  }
  return {
    title: 'Load of the heaviest consumer ÷ mean',
    text: 'After the same events. The bound is on the worst. The ring is there for comparison; it keeps no balance.',
    columns: ['change', 'C', 'mean', 'worst'],
    rows,
  }
}
