import { type Assignment, locate } from '../src/planner/assignment.ts'
import type { Plan } from '../src/planner/plan.ts'
import { realAddresses, syntheticAddresses } from './addresses.ts'
import { Churn, drifted } from './churn.ts'
import { randomNumbers, sample } from './random.ts'
import { atMost, largest, mean, type Row, type Section, unbounded, whole } from './report.ts'
import { batchMoves, defaults, fleet, planFirst, planTargets, targetsOf } from './task.ts'
import { chunkMoves, chunks, textbooks } from './textbook.ts'

const FLEETS = [3, 5, 8, 20]
const SEEDS = Array.from({ length: 10 }, (_, seed) => seed + 1)

interface Change {
  readonly before: Plan
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** Per cent of the survivors, one figure per change. */
interface Moves {
  readonly ours: readonly number[]
  /** What moves whoever plans. */
  readonly must: readonly number[]
  readonly textbooks: readonly (readonly number[])[]
}

/** The first rows of the movement table: targets come and go, consumers stay. */
export function targetChanges(progress: (what: string) => void): Section {
  const rows: Row[] = []
  for (const count of [100, 1000, 3000]) {
    progress(`+${count}`)
    for (const consumers of FLEETS) {
      const moves = measure(additions(count, consumers))
      rows.push(movesRow(`+${whole(count)}`, consumers, moves, atMost(mean(moves.ours), 0)))
    }
  }
  progress('−100')
  for (const consumers of FLEETS) rows.push(movesRow('−100, fresh', consumers, measure(removals(100, consumers))))
  progress('−100, steady state')
  for (const consumers of FLEETS) {
    const moves = together(SEEDS.slice(0, 5).map((seed) => measure(steadyState(consumers, seed))))
    rows.push(movesRow('−100, steady state', consumers, moves, atMost(mean(moves.ours), 0.01)))
  }
  for (const consumers of FLEETS) {
    rows.push(movesRow('−100 at once, after 300 epochs of swaps', consumers, measure(afterSwaps(consumers))))
  }
  progress('−1,000')
  for (const [consumers, limit] of [
    [3, 12],
    [5, 6],
    [8, 1],
  ] as const) {
    const moves = measure(removals(1000, consumers))
    rows.push(movesRow('−1,000', consumers, moves, atMost(mean(moves.ours), limit)))
    const excess = moves.ours.map((value, i) => value - moves.must[i]!)
    const figures = ['', '', '', mean(excess).toFixed(3), largest(excess).toFixed(3)]
    rows.push({
      cells: ['−1,000, points above what must move', String(consumers), ...figures],
      ...atMost(largest(excess), 0.5),
    })
  }
  return {
    title: 'Targets come and go: survivors whose batch changes, %',
    text: `From the ${whole(realAddresses.length)} real addresses; what is added is synthetic, what goes is drawn. Mean and worst of ${SEEDS.length} seeds; a
bound is on the mean, the half point above what must move on the worst. Moves are counted by the plans themselves
(PL-6); their property tests count by hand.

- Must move: where a consumer is left with more batches than its targets and the spare one need, the smallest of them
  have to empty, whoever plans.
- Steady state: −100 and +100 in turn, ${SETTLING} times to settle and then ${SETTLED} times measured, with 5 seeds (one of the
  times for the textbook). Once in some hundred times a batch has to empty: the 0 to reach is taken to be 0.01 at most.`,
    columns: ['change', 'C', ...textbooks.map(({ name }) => name), 'must move', 'ours', 'worst'],
    rows,
  }
}

function additions(count: number, consumers: number): Change[] {
  const before = planFirst(realAddresses, fleet(consumers))
  return SEEDS.map((seed) => ({ before, add: syntheticAddresses(count, seed), remove: [] }))
}

function removals(count: number, consumers: number): Change[] {
  const before = planFirst(realAddresses, fleet(consumers))
  return SEEDS.map((seed) => ({ before, add: [], remove: sample(realAddresses, count, randomNumbers(seed)) }))
}

function afterSwaps(consumers: number): Change[] {
  return SEEDS.map((seed) => {
    const before = drifted(consumers, seed)
    return { before, add: [], remove: sample(targetsOf(before), 100, randomNumbers(seed)) }
  })
}

const SETTLING = 100
const SETTLED = 200

function steadyState(consumers: number, seed: number): Change[] {
  const churn = new Churn(seed, SETTLING + SETTLED, 100)
  const changes: Change[] = []
  let before = planFirst(realAddresses, fleet(consumers))
  for (let turn = 0; turn < SETTLING + SETTLED; turn++) {
    const { add, remove } = churn.swap()
    changes.push({ before, add: [], remove })
    before = planTargets(planTargets(before, [], remove), add, [])
  }
  return changes.slice(SETTLING)
}

function measure(changes: readonly Change[]): Moves {
  const after = changes.map(({ before, add, remove }) => planTargets(before, add, remove))
  const few = changes.filter((_, i) => changes.length <= SEEDS.length || i % SETTLED === 0)
  return {
    ours: after.map(batchMoves),
    must: changes.map(({ before, remove }, i) => {
      const { targets, added } = after[i]!.counts
      return (100 * leastEvicted(before.assignment, remove)) / (targets - added)
    }),
    textbooks: textbooks.map(({ owners }) => few.map((change) => textbookMoves(change, owners))),
  }
}

function together(parts: readonly Moves[]): Moves {
  return {
    ours: parts.flatMap(({ ours }) => ours),
    must: parts.flatMap(({ must }) => must),
    textbooks: textbooks.map((_, i) => parts.flatMap((part) => part.textbooks[i]!)),
  }
}

function textbookMoves({ before, add, remove }: Change, owners: (typeof textbooks)[number]['owners']): number {
  const slots = owners(before.members, null)
  const was = targetsOf(before).toSorted()
  const gone = new Set(remove)
  const is = [...was.filter((target) => !gone.has(target)), ...add].toSorted()
  return chunkMoves(chunks(was, slots), chunks(is, slots))
}

/** How many survivors have to leave their batch, because the smallest batches of a consumer with too many must empty. */
function leastEvicted(before: Assignment, removed: readonly string[]): number {
  const lost = new Map<number, number>()
  for (const target of removed) {
    const id = locate(before, target)!.batch_id
    lost.set(id, (lost.get(id) ?? 0) + 1)
  }
  let evicted = 0
  for (const batches of Map.groupBy(before.batches, (batch) => batch.consumer_id).values()) {
    const sizes = batches.map(({ batch_id, size }) => size - (lost.get(batch_id) ?? 0)).filter((size) => size > 0)
    const targets = sizes.reduce((sum, size) => sum + size, 0)
    const surplus = sizes.length - Math.ceil(targets / defaults.batchSize) - defaults.spareBatches
    const smallest = sizes.toSorted((a, b) => a - b).slice(0, Math.max(0, surplus))
    evicted += smallest.reduce((sum, size) => sum + size, 0)
  }
  return evicted
}

function movesRow(change: string, consumers: number, moves: Moves, judged = unbounded): Row {
  const others = moves.textbooks.map((values) => mean(values).toFixed(2))
  const figures = [mean(moves.must), mean(moves.ours), largest(moves.ours)].map((value) => value.toFixed(3))
  return { cells: [change, String(consumers), ...others, ...figures], ...judged }
}
