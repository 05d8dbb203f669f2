import type { Plan } from '../src/planner/plan.ts'
import { realAddresses } from './addresses.ts'
import { epochsOfSwaps } from './churn.ts'
import { atMost, largest, mean, type Row, type Section, whole } from './report.ts'
import { batchMoves, defaults, fleet, planFirst, targetsOf } from './task.ts'
import { chunkMoves, chunks, textbooks } from './textbook.ts'

const FLEETS = [3, 5, 8]
const SEEDS = [1, 2, 3]
const EPOCHS = 1000
/** The textbook has no memory, so that its figure is the same in every epoch; so many are enough for it. */
const TEXTBOOK_EPOCHS = 30

/** The rows of the movement table about a task that lives long. */
export function longLife(progress: (what: string) => void): Section {
  const rows = FLEETS.flatMap((consumers): Row[] => {
    progress(`${whole(EPOCHS)} epochs: ${consumers}`)
    const moves: number[] = []
    const fragmentation: number[] = []
    for (const seed of SEEDS) {
      for (const result of epochsOfSwaps(consumers, seed, EPOCHS)) {
        moves.push(batchMoves(result))
        fragmentation.push(fragmentationOf(result))
      }
    }
    const texts = textbooks.map(({ owners }) => textbookMoves(consumers, owners(fleet(consumers), null)))
    const row = (what: string, others: readonly string[], value: number, limit: number, digits: number): Row => {
      return { cells: [what, String(consumers), ...others, value.toFixed(digits)], ...atMost(value, limit) }
    }
    const none = textbooks.map(() => '')
    const moved = texts.map((value) => value.toFixed(2))
    return [
      row('batch changes per epoch, % of survivors, mean', moved, mean(moves), 0.01, 4),
      row('fragmentation, mean', none, mean(fragmentation), 1.06, 3),
      row('fragmentation, worst epoch', none, largest(fragmentation), 1.12, 3),
    ]
  })
  return {
    title: `${whole(EPOCHS)} epochs of 1 % swaps`,
    text: `From the real addresses, ${SEEDS.length} seeds: every epoch ${realAddresses.length / 100} targets go and as many new ones come. Fragmentation: batches over
Σ ⌈n ÷ batch size⌉, the fewest that each consumer's n targets can do with.`,
    columns: ['figure', 'C', ...textbooks.map(({ name }) => name), 'ours'],
    rows,
  }
}

function textbookMoves(consumers: number, owners: readonly string[]): number {
  let before = chunks(targetsOf(planFirst(realAddresses, fleet(consumers))).toSorted(), owners)
  const moves: number[] = []
  for (const result of epochsOfSwaps(consumers, 1, TEXTBOOK_EPOCHS)) {
    const after = chunks(targetsOf(result).toSorted(), owners)
    moves.push(chunkMoves(before, after))
    before = after
  }
  return mean(moves)
}

function fragmentationOf({ assignment }: Plan): number {
  let fewest = 0
  for (const batches of Map.groupBy(assignment.batches, (batch) => batch.consumer_id).values()) {
    fewest += Math.ceil(batches.reduce((sum, { size }) => sum + size, 0) / defaults.batchSize)
  }
  return assignment.batches.size / fewest
}
