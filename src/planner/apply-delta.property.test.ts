import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultsOf } from '../../tests/planner-invariants.ts'
import { applyDelta } from './apply-delta.ts'
import { type Assignment, emptyAssignment, outlineChange, placedTargets, type PlanOptions } from './assignment.ts'
import { deltaOf, type PlanDelta } from './delta.ts'
import { slotOf } from './hash.ts'
import { composeDeltas } from './history.ts'
import { plan, type TargetEdit } from './plan.ts'
import { UNRATED } from './priority.ts'
import type { GivenTargets } from './target-run.ts'

const scattered = Array.from({ length: 300 }, (_, n) => `t${n}`)
/** Many targets in two slots, whose leaves are cut anew as they grow and shrink, and some that share all of their hash. */
const crowded = Array.from({ length: 40_000 }, (_, n) => `t${n}`)
  .filter((target) => [7, 200].includes(slotOf(target)))
  .concat(['t24266', 't120296', 't97778', 't160077', 't12066', 't242296'])
const targetSets = fc.oneof(
  fc.uniqueArray(fc.constantFrom(...scattered), { maxLength: 150 }),
  fc.uniqueArray(fc.constantFrom(...crowded), { maxLength: 300, size: 'max' }),
)
const given: fc.Arbitrary<GivenTargets> = targetSets.chain((targets) =>
  fc
    .option(fc.uint8Array({ minLength: targets.length, maxLength: targets.length, max: 4 }), { nil: undefined })
    .map((ratings) => ({ targets, ratings: ratings?.map((rating) => (rating === 4 ? UNRATED : rating)) })),
)
const edit: fc.Arbitrary<TargetEdit> = fc.oneof(
  fc.constant<TargetEdit>({ kind: 'keep' }),
  given.map((list): TargetEdit => ({ kind: 'replace', ...list })),
  fc.record({ add: given, remove: targetSets }).map((change): TargetEdit => ({ kind: 'change', ...change })),
)
const planOptions: fc.Arbitrary<PlanOptions> = fc.record({
  batchSize: fc.integer({ min: 1, max: 30 }),
  virtualNodes: fc.constant(20),
  strategy: fc.constantFrom<PlanOptions['strategy'][]>('balanced', 'ring'),
  spareBatches: fc.integer({ min: 0, max: 2 }),
  priorityLevels: fc.constantFrom<PlanOptions['priorityLevels'][]>('auto', 1, 2, 4),
})
const step = fc.record({
  edit,
  members: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 }),
  rebalance: fc.boolean(),
  options: planOptions,
})
const steps = fc.array(step, { minLength: 1, maxLength: 8 })

/** As it is read from where it was written. */
const written = (delta: PlanDelta) => JSON.parse(JSON.stringify(delta)) as PlanDelta

/** All that an assignment says. */
const allOf = (assignment: Assignment) => ({
  owners: assignment.owners,
  members: assignment.members,
  levels: assignment.levels,
  batches: [...assignment.batches],
  targets: [...placedTargets(assignment)],
})

describe('applyDelta, for any history', () => {
  it('[EP-1] gives what was planned, and plans that start from it are the same', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let [planned, applied] = [emptyAssignment, emptyAssignment]
        let nextBatchId = 1
        for (const each of list) {
          const result = plan({ ...each, previous: planned, nextBatchId })
          const replayed = plan({ ...each, previous: applied, nextBatchId })
          expect(allOf(replayed.assignment)).toEqual(allOf(result.assignment))
          const { levels, identity } = result.assignment
          const delta = written(deltaOf(planned, result.assignment))
          const before = allOf(applied)
          const after = applyDelta(applied, delta, { members: result.members, levels, identity })
          expect(allOf(after)).toEqual(allOf(result.assignment))
          // Whoever tells the consumers hears the same: batches that changed are others, all else is the very same.
          expect(outlineChange(applied, after)).toEqual(outlineChange(planned, result.assignment))
          expect(deltaOf(after, result.assignment)).toEqual(deltaOf(emptyAssignment, emptyAssignment))
          expect(allOf(applied), 'what was before stays').toEqual(before)
          const checked = { before: applied, result: { ...result, assignment: after }, nextBatchId, ...each }
          expect(faultsOf(checked)).toEqual([])
          ;[planned, applied, nextBatchId] = [result.assignment, after, result.nextBatchId]
        }
      }),
      { numRuns: 60 },
    )
  })

  it('[EP-6] several epochs at once lead to the same', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const all = [emptyAssignment]
        let nextBatchId = 1
        for (const each of list) {
          const result = plan({ ...each, previous: all.at(-1)!, nextBatchId })
          nextBatchId = result.nextBatchId
          all.push(result.assignment)
        }
        const deltas = all.slice(1).map((after, i) => deltaOf(all[i]!, after))
        const last = all.at(-1)!
        for (const [from, before] of all.entries()) {
          const composed = composeDeltas(deltas.slice(from))
          expect(allOf(applyDelta(before, composed, last))).toEqual(allOf(last))
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('applyDelta', () => {
  const options = { batchSize: 3, virtualNodes: 20, strategy: 'balanced', spareBatches: 1, priorityLevels: 1 } as const
  const of = (previous: Assignment, targets: readonly string[], nextBatchId: number) =>
    plan({ previous, edit: { kind: 'replace', targets }, members: ['a', 'b'], options, nextBatchId })
  const many = Array.from({ length: 5000 }, (_, n) => `t${n}`)

  it('[PL-9] touches no slot but those of the targets that came and went', () => {
    const first = of(emptyAssignment, many, 1)
    const second = of(first.assignment, [...many.slice(1), 'new'], first.nextBatchId)
    const after = applyDelta(first.assignment, deltaOf(first.assignment, second.assignment), second.assignment)
    const touched = after.slots.flatMap((slot, number) => (slot === first.assignment.slots[number] ? [] : [number]))
    expect(touched.toSorted()).toEqual([...new Set(['t0', 'new'].map(slotOf))].toSorted())
    const kept = [...after.batches].filter((batch) => first.assignment.batches.get(batch.batch_id) === batch)
    expect(after.batches.size - kept.length).toBeLessThanOrEqual(2)
  })

  it.each([
    ['a target that is not there', { moved: [['absent', 1, 2]] }],
    ['one to go that is not there', { removed: [['absent', 1, 'medium']] }],
    ['one to come that is there', { added: [['t0', 1, 'medium']] }],
    ['a target of another batch', { moved: [['t0', 99, 1]] }],
    ['a batch that is not there', { handed: [[99, 'a', 'b']] }],
    ['a slot of somebody else', { slots: [[0, 'c', 'b']] }],
  ] as [string, Partial<PlanDelta>][])('refuses a delta of another assignment: %s', (_what, part) => {
    const { assignment } = of(emptyAssignment, many.slice(0, 10), 1)
    const delta = { ...deltaOf(assignment, assignment), ...part }
    expect(() => applyDelta(assignment, delta, assignment)).toThrow('belongs to another assignment')
  })
})
