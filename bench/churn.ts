import type { Plan } from '../src/planner/plan.ts'
import { realAddresses, syntheticAddresses } from './addresses.ts'
import { randomNumbers } from './random.ts'
import { fleet, planFirst, planTargets } from './task.ts'

/** A list that starts with the real addresses, or others, and of which some are replaced by new ones again and again. */
export class Churn {
  private readonly targets: string[]
  private readonly random: () => number
  private readonly supply: string[]
  private readonly count: number

  /** @param count how many are replaced at a time */
  constructor(seed: number, swaps: number, count: number, start = realAddresses) {
    this.targets = [...start]
    this.random = randomNumbers(seed)
    this.supply = syntheticAddresses(swaps * count, 1000 + seed)
    this.count = count
  }

  swap(): { add: readonly string[]; remove: readonly string[] } {
    const add = this.supply.splice(-this.count)
    const remove = add.map(() => {
      const i = Math.floor(this.random() * this.targets.length)
      const target = this.targets[i]!
      this.targets[i] = this.targets.at(-1)!
      this.targets.pop()
      return target
    })
    this.targets.push(...add)
    return { add, remove }
  }
}

/** One target in a hundred. */
const SWAPPED = realAddresses.length / 100

/** Plans one epoch of 1 % swaps after the other. */
export function* epochsOfSwaps(consumers: number, seed: number, epochs: number): Iterable<Plan> {
  const churn = new Churn(seed, epochs, SWAPPED)
  let result = planFirst(realAddresses, fleet(consumers))
  for (let epoch = 0; epoch < epochs; epoch++) {
    const { add, remove } = churn.swap()
    yield (result = planTargets(result, add, remove))
  }
}

const kept = new Map<string, Plan>()

/** A task after 300 epochs of 1 % swaps; kept, for more than one part of the bench starts there. */
export function drifted(consumers: number, seed: number): Plan {
  const key = `${consumers}/${seed}`
  if (!kept.has(key)) for (const result of epochsOfSwaps(consumers, seed, 300)) kept.set(key, result)
  return kept.get(key)!
}
