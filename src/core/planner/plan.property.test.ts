import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Assignment, emptyAssignment, type PlanOptions } from './assignment.ts'
import { slotOf } from './hash.ts'
import { type Plan, plan, type TargetEdit } from './plan.ts'

const memberSets = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 })
const targetSets = fc.uniqueArray(
  fc.integer({ min: 0, max: 400 }).map((n) => `t${n}`),
  { maxLength: 200 },
)
const edits: fc.Arbitrary<TargetEdit> = fc.oneof(
  fc.constant<TargetEdit>({ kind: 'keep' }),
  targetSets.map((targets): TargetEdit => ({ kind: 'replace', targets })),
  fc
    .record({ add: targetSets, remove: targetSets })
    .map(({ add, remove }): TargetEdit => ({ kind: 'change', add, remove })),
)
const planOptions: fc.Arbitrary<PlanOptions> = fc.record({
  batchSize: fc.integer({ min: 1, max: 30 }),
  virtualNodes: fc.constant(20),
  strategy: fc.constantFrom('balanced', 'ring'),
  spareBatches: fc.integer({ min: 0, max: 2 }),
})
const steps = fc.array(fc.record({ members: memberSets, edit: edits }), { minLength: 1, maxLength: 8 })

const wheres = (assignment: Assignment) => {
  const where = new Map<string, { batch: number; consumer: string | null }>()
  for (const { batch_id, consumer_id, targets } of assignment.batches.values()) {
    for (const target of targets) where.set(target, { batch: batch_id, consumer: consumer_id })
  }
  return where
}

/** Plans one step after the other and shows each with what was before it. */
function history(
  options: PlanOptions,
  list: readonly { members: readonly string[]; edit: TargetEdit }[],
  look: (
    before: Assignment,
    result: Plan,
    step: { members: readonly string[]; edit: TargetEdit },
    nextBatchId: number,
  ) => void,
): void {
  let previous = emptyAssignment
  let nextBatchId = 1
  for (const step of list) {
    const result = plan({ previous, options, nextBatchId, ...step })
    look(previous, result, step, nextBatchId)
    previous = result.assignment
    nextBatchId = result.nextBatchId
  }
}

describe('plan, for any history', () => {
  it('[PL-3] every target is in one batch, of the owner of its slot, not above the size, and no more batches than allowed', () => {
    fc.assert(
      fc.property(planOptions, steps, (options, list) => {
        history(options, list, (_before, { assignment, counts }) => {
          const batches = [...assignment.batches.values()]
          const targets = batches.flatMap((batch) => batch.targets)
          expect(new Set(targets).size).toBe(targets.length)
          expect(counts.targets).toBe(targets.length)
          for (const batch of batches) {
            expect(batch.targets.length).toBeGreaterThan(0)
            expect(batch.targets.length).toBeLessThanOrEqual(options.batchSize)
            for (const target of batch.targets) expect(assignment.owners[slotOf(target)]).toBe(batch.consumer_id)
          }
          for (const [, own] of Map.groupBy(batches, (batch) => batch.consumer_id)) {
            const held = own.reduce((sum, batch) => sum + batch.targets.length, 0)
            expect(own.length).toBeLessThanOrEqual(Math.ceil(held / options.batchSize) + options.spareBatches)
          }
        })
      }),
      { numRuns: 150 },
    )
  })

  it('[PL-8] is the same for any order of the input', () => {
    fc.assert(
      fc.property(
        planOptions,
        steps,
        fc.infiniteStream(fc.integer({ min: 0, max: 1_000_000 })),
        (options, list, numbers) => {
          const shuffled = <T>(items: readonly T[]) =>
            items
              .map((item) => ({ item, rank: numbers.next().value as number }))
              .toSorted((a, b) => a.rank - b.rank)
              .map(({ item }) => item)
          history(options, list, (previous, result, { members, edit }, nextBatchId) => {
            const mixed: TargetEdit =
              edit.kind === 'replace'
                ? { kind: 'replace', targets: shuffled(edit.targets) }
                : edit.kind === 'change'
                  ? { kind: 'change', add: shuffled(edit.add), remove: shuffled(edit.remove) }
                  : edit
            const again = plan({ previous, options, nextBatchId, members: shuffled(members), edit: mixed })
            expect([...again.assignment.batches]).toEqual([...result.assignment.batches])
            expect(again.assignment.owners).toEqual(result.assignment.owners)
            expect(again.counts).toEqual(result.counts)
          })
        },
      ),
      { numRuns: 60 },
    )
  })

  it('[PL-6] counts what a comparison of before and after counts, and never moves less than the least', () => {
    fc.assert(
      fc.property(planOptions, steps, (options, list) => {
        history(options, list, (before, { assignment, counts }) => {
          const [was, is] = [wheres(before), wheres(assignment)]
          const survivors = [...is.keys()].filter((target) => was.has(target))
          expect(counts.added).toBe(is.size - survivors.length)
          expect(counts.removed).toBe(was.size - survivors.length)
          expect(counts.moved_consumer).toBe(
            survivors.filter((t) => was.get(t)!.consumer !== is.get(t)!.consumer).length,
          )
          expect(counts.moved_batch).toBe(survivors.filter((t) => was.get(t)!.batch !== is.get(t)!.batch).length)
          expect(counts.stray).toBe(counts.moved_consumer - counts.least_moved_consumer)
          expect(counts.stray).toBeGreaterThanOrEqual(0)
          expect(counts.batches_opened).toBe(
            [...assignment.batches.keys()].filter((id) => !before.batches.has(id)).length,
          )
          expect(counts.batches_closed).toBe(
            [...before.batches.keys()].filter((id) => !assignment.batches.has(id)).length,
          )
        })
      }),
      { numRuns: 150 },
    )
  })

  it('[PL-2] owners change only with the members, and a batch id is never used again', () => {
    fc.assert(
      fc.property(planOptions, steps, (options, list) => {
        const used = new Set<number>()
        history(options, list, (before, { assignment }) => {
          const isSame = before.members.length > 0 && before.members.join() === assignment.members.join()
          if (isSame) expect(assignment.owners).toEqual(before.owners)
          for (const id of assignment.batches.keys()) if (!before.batches.has(id)) expect(used.has(id)).toBe(false)
          for (const id of assignment.batches.keys()) used.add(id)
        })
      }),
      { numRuns: 100 },
    )
  })

  it('[PL-6] its delta, applied to what was before, gives what is after', () => {
    fc.assert(
      fc.property(planOptions, steps, (options, list) => {
        history(options, list, (before, { assignment, delta }) => {
          const where = new Map([...wheres(before)].map(([target, { batch }]) => [target, batch]))
          for (const target of delta.removed) where.delete(target)
          for (const { target, batch_id } of delta.placed) where.set(target, batch_id)
          expect(new Map([...where].toSorted())).toEqual(
            new Map([...wheres(assignment)].map(([target, { batch }]) => [target, batch] as const).toSorted()),
          )
          const owner = new Map([...before.batches.values()].map((batch) => [batch.batch_id, batch.consumer_id]))
          for (const id of delta.closed) owner.delete(id)
          for (const batch of delta.opened) owner.set(batch.batch_id, batch.consumer_id)
          for (const { batch_id, consumer_id } of delta.handed) owner.set(batch_id, consumer_id)
          for (const batch of assignment.batches.values()) expect(owner.get(batch.batch_id)).toBe(batch.consumer_id)
          expect(owner.size).toBe(assignment.batches.size)
        })
      }),
      { numRuns: 100 },
    )
  })

  it('[PL-6] no assignment as balanced as this one could have moved fewer than the least', () => {
    // Few targets in few slots, so that every way to give slots to members can be tried.
    const few = fc.uniqueArray(
      fc.integer({ min: 0, max: 40 }).map((n) => `t${n}`),
      { minLength: 1, maxLength: 7 },
    )
    const some = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(few, some, some, (targets, members, later) => {
        const options: PlanOptions = { batchSize: 3, virtualNodes: 1, strategy: 'balanced', spareBatches: 1 }
        const { assignment: before } = plan({
          previous: emptyAssignment,
          edit: { kind: 'replace', targets },
          members,
          options,
          nextBatchId: 1,
        })
        const result = plan({ previous: before, edit: { kind: 'keep' }, members: later, options, nextBatchId: 100 })
        const load = new Map<string | null, number>()
        for (const batch of result.assignment.batches.values()) {
          load.set(batch.consumer_id, (load.get(batch.consumer_id) ?? 0) + batch.targets.length)
        }
        const most = Math.max(...load.values())
        const fewest = Math.min(...later.map((member) => load.get(member) ?? 0))
        const slots = [...new Set(targets.map(slotOf))]
        let least = Infinity
        const choose = (index: number, owners: ReadonlyMap<number, string>) => {
          if (index < slots.length) {
            for (const member of later) choose(index + 1, new Map(owners).set(slots[index]!, member))
            return
          }
          const loads = later.map((member) => targets.filter((t) => owners.get(slotOf(t)) === member).length)
          if (Math.max(...loads) > most || Math.min(...loads) < fewest) return
          least = Math.min(least, targets.filter((t) => owners.get(slotOf(t)) !== before.owners[slotOf(t)]).length)
        }
        choose(0, new Map())
        expect(result.counts.least_moved_consumer).toBeLessThanOrEqual(least)
      }),
      { numRuns: 100 },
    )
  })
})
