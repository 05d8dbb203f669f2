import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Assignment, emptyAssignment, placedTargets, type PlanOptions } from './assignment.ts'
import { deltaOf } from './delta.ts'
import { type Plan, plan, type TargetEdit } from './plan.ts'
import { Life } from '../../tests/planner-life.ts'

/** Everything there is to know of a history of plans, in twelve digits. */
class Digest {
  private readonly hash = createHash('sha256')

  add(before: Assignment, result: Plan): void {
    const { assignment, counts, owners, members, changed, consumersTouched, duplicates, nextBatchId, remarks } = result
    const { added, removed, moved, rerated, opened, closed, handed, relevelled, slots } = deltaOf(before, assignment)
    const { targets, batches, consumers, batches_changed, batches_opened, batches_closed, ...moves } = counts
    const { moved_consumer, moved_batch, least_moved_consumer, stray } = moves
    const now = [targets, batches, consumers, batches_changed, batches_opened, batches_closed, duplicates, nextBatchId]
    const numbers = [...now, counts.added, counts.removed, counts.rerated]
    numbers.push(moved_consumer, moved_batch, least_moved_consumer, stray)
    this.write([owners, members, numbers, changed, consumersTouched, remarks])
    this.write([added, removed, moved, rerated, opened, closed, handed, relevelled, slots])
    this.write(Array.from(placedTargets(assignment), ({ target, batch_id, priority }) => [target, batch_id, priority]))
    this.write(Array.from(assignment.batches, (b) => [b.batch_id, b.consumer_id, b.priority, b.size]))
  }

  private write(facts: unknown): void {
    this.hash.update(JSON.stringify(facts))
  }

  toString(): string {
    return this.hash.digest('hex').slice(0, 12)
  }
}

// Where one of these changes, plans are made that others than this version do not make: a matter of PL-8, not of taste.
describe('[PL-8] what is chosen in the long run is what was chosen by every version before', () => {
  it.each([
    [1, 'balanced', 'auto', 1, 'b9e01d52f40a'],
    [2, 'balanced', 4, 1, '0f7e48020c18'],
    [3, 'balanced', 2, 0, '3d3fb58f2c7a'],
    [4, 'ring', 1, 2, '4b5522d62bfe'],
  ] as const)(
    'in a history (seed %i, %s, %s levels, %i spare)',
    (seed, strategy, priorityLevels, spareBatches, expected) => {
      const changing: PlanOptions = { batchSize: 40, virtualNodes: 50, strategy, spareBatches, priorityLevels }
      const life = new Life(seed)
      const digest = new Digest()
      let before = emptyAssignment
      let nextBatchId = 1
      let edit: TargetEdit = { kind: 'replace', targets: [...life.targets] }
      for (let epoch = 1; epoch <= 150; epoch++) {
        const rebalance = epoch % 50 === 0
        const members = [...life.members]
        const result = plan({ previous: before, edit, members, options: changing, nextBatchId, rebalance })
        digest.add(before, result)
        before = result.assignment
        nextBatchId = result.nextBatchId
        edit = life.next()
      }
      expect(digest.toString()).toBe(expected)
    },
  )

  const addresses = readFileSync('resources/demo-targets.txt', 'utf8').trim().split('\n')
  const names = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`)

  it.each([
    [1, '72c5dc05f382'] as const,
    [2, 'f51d9599ebfb'] as const,
    [5, 'c6803e3f7b01'] as const,
    [20, 'da7353538c7b'] as const,
    [63, '6113545f29c8'] as const,
    [66, '4c75b9c61d57'] as const,
    [255, '3b71d398076d'] as const,
    [256, '3c8cb43cd50f'] as const,
    [257, '049c77980cb4'] as const,
  ])('for real addresses among %i, of whom one leaves and two join', (count, expected) => {
    const strategy = 'balanced'
    const options: PlanOptions = { batchSize: 99, virtualNodes: 1, strategy, spareBatches: 1, priorityLevels: 1 }
    const members = names(count)
    const step = (before: Plan, present: readonly string[]) => {
      const { assignment: previous, nextBatchId } = before
      return plan({ previous, edit: { kind: 'keep' }, members: present, options, nextBatchId })
    }
    const edit: TargetEdit = { kind: 'replace', targets: addresses }
    const before = plan({ previous: emptyAssignment, edit, members, options, nextBatchId: 1 })
    const left = step(before, members.slice(0, -1))
    const joined = step(left, [...members.slice(1), 'x', 'y'])
    const digest = new Digest()
    digest.add(emptyAssignment, before)
    digest.add(before.assignment, left)
    digest.add(left.assignment, joined)
    expect(digest.toString()).toBe(expected)
  })

  it('for real addresses among 70 on a ring, evened out', () => {
    const ring: PlanOptions = { batchSize: 99, virtualNodes: 2, strategy: 'ring', spareBatches: 1, priorityLevels: 1 }
    const edit: TargetEdit = { kind: 'replace', targets: addresses }
    const members = names(70)
    const before = plan({ previous: emptyAssignment, edit, members, options: ring, nextBatchId: 1 })
    const { assignment: previous, nextBatchId } = before
    const options: PlanOptions = { ...ring, strategy: 'balanced' }
    const even = plan({ previous, edit: { kind: 'keep' }, members, options, nextBatchId, rebalance: true })
    const digest = new Digest()
    digest.add(emptyAssignment, before)
    digest.add(previous, even)
    expect(digest.toString()).toBe('456d0deedc03')
  })
})
