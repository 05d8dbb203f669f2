import { describe, expect, it } from 'vitest'
import { emptyAssignment, type PlanOptions } from './assignment.ts'
import { plan, type TargetEdit } from './plan.ts'
import { faultsOf } from '../../tests/planner-invariants.ts'
import { Life } from '../../tests/planner-life.ts'

const EPOCHS = 1000

describe('a long history', () => {
  it.each([
    [1, 'balanced', 'auto', 1],
    [2, 'balanced', 4, 1],
    [3, 'balanced', 2, 0],
    [4, 'ring', 1, 2],
  ] as const)(
    `[PL-2] [PL-3] [PL-6] of ${EPOCHS} epochs (seed %i, %s, %s levels, %i spare) keeps every invariant`,
    (seed, strategy, priorityLevels, spareBatches) => {
      const options: PlanOptions = { batchSize: 40, virtualNodes: 50, strategy, spareBatches, priorityLevels }
      const life = new Life(seed)
      let before = emptyAssignment
      let nextBatchId = 1
      let edit: TargetEdit = { kind: 'replace', targets: [...life.targets] }
      for (let epoch = 1; epoch <= EPOCHS; epoch++) {
        const result = plan({ previous: before, edit, members: [...life.members], options, nextBatchId })
        expect(faultsOf({ before, result, options, nextBatchId }), `epoch ${epoch}`).toEqual([])
        expect(result.counts.targets).toBe(life.targets.size)
        before = result.assignment
        nextBatchId = result.nextBatchId
        edit = life.next()
      }
    },
  )
})
