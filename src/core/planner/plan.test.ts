import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { emptyAssignment, type PlanOptions } from './assignment.ts'
import { slotOf } from './hash.ts'
import { type Plan, plan, type TargetEdit } from './plan.ts'

const realAddresses = readFileSync('resources/demo-targets.txt', 'utf8').trim().split('\n')
const options: PlanOptions = { batchSize: 99, virtualNodes: 150, strategy: 'balanced', spareBatches: 1 }
const names = (n: number, prefix = 'c') => Array.from({ length: n }, (_, i) => `${prefix}${i}`)
const addresses = (n: number) => names(n, 'target-')
const replace = (targets: readonly string[]): TargetEdit => ({ kind: 'replace', targets })

function first(targets: number, members: number, change: Partial<PlanOptions> = {}): Plan {
  return plan({
    previous: emptyAssignment,
    edit: replace(addresses(targets)),
    members: names(members),
    options: { ...options, ...change },
    nextBatchId: 1,
  })
}

function next(
  before: Plan,
  edit: TargetEdit,
  members = before.assignment.members,
  change: Partial<PlanOptions> = {},
): Plan {
  return plan({
    previous: before.assignment,
    edit,
    members,
    options: { ...options, ...change },
    nextBatchId: before.nextBatchId,
  })
}

describe('plan', () => {
  it.each([1, 3, 5, 8, 20])('[PL-4] [PL-2] a first plan for %i consumers is tight and balanced', (consumers) => {
    const { counts, assignment, remarks } = first(6000, consumers)
    expect(counts.batches).toBeGreaterThanOrEqual(61)
    expect(counts.batches).toBeLessThanOrEqual(61 + consumers - 1)
    const load = new Map<string | null, number>()
    for (const { consumer_id, targets } of assignment.batches.values()) {
      load.set(consumer_id, (load.get(consumer_id) ?? 0) + targets.length)
    }
    expect(Math.max(...load.values()) / (6000 / consumers)).toBeLessThanOrEqual(1.05)
    expect(remarks).toEqual([])
  })

  it.each([
    [3, 0.01],
    [5, 0.01],
    [8, 0.015],
    [20, 0.045],
  ])(
    '[PL-6] among %i, on real addresses, a join moves the fair share, a leave what the leaver had',
    (consumers, torn) => {
      const before = plan({
        previous: emptyAssignment,
        edit: replace(realAddresses),
        members: names(consumers),
        options,
        nextBatchId: 1,
      })
      const joined = next(before, { kind: 'keep' }, names(consumers + 1)).counts
      const fairShare = realAddresses.length / (consumers + 1)
      expect(joined.moved_consumer / fairShare).toBeGreaterThan(0.94)
      expect(joined.moved_consumer / fairShare).toBeLessThanOrEqual(1.04)
      expect(joined.moved_batch / realAddresses.length).toBeLessThanOrEqual(torn)
      const left = next(before, { kind: 'keep' }, names(consumers).slice(1)).counts
      expect(left.stray).toBe(0)
      expect(left.moved_batch / realAddresses.length).toBeLessThanOrEqual(torn)
    },
  )

  it('[PL-3] targets that are added move nothing', () => {
    const { counts, assignment } = next(first(6000, 5), replace(addresses(9000)))
    expect(counts).toMatchObject({ added: 3000, removed: 0, moved_consumer: 0, moved_batch: 0 })
    expect(assignment.owners).toEqual(first(6000, 5).assignment.owners)
  })

  it('[PL-3] new targets fill holes before a batch is opened', () => {
    const full = first(6000, 3)
    const holes = next(full, { kind: 'change', add: [], remove: addresses(30) })
    const { counts } = next(holes, { kind: 'change', add: addresses(30), remove: [] })
    expect(counts).toMatchObject({ added: 30, batches_opened: 0 })
  })

  it('[PL-3] dissolves what a consumer holds beyond its spare batch', () => {
    const { counts, assignment } = next(first(6000, 3), replace(addresses(6000).filter((_, i) => i % 2 === 0)))
    for (const consumer of assignment.members) {
      const batches = [...assignment.batches.values()].filter(({ consumer_id }) => consumer_id === consumer)
      const targets = batches.reduce((sum, batch) => sum + batch.targets.length, 0)
      expect(batches.length).toBeLessThanOrEqual(Math.ceil(targets / 99) + 1)
    }
    expect(counts.batches_opened).toBe(0)
  })

  it('[PL-3] a smaller batch size is kept from the next plan on', () => {
    const { assignment } = next(first(1000, 2), { kind: 'keep' }, names(2), { batchSize: 10 })
    expect(Math.max(...[...assignment.batches.values()].map(({ targets }) => targets.length))).toBe(10)
  })

  it('[PL-2] the ring is a pure function of the members', () => {
    const joined = next(first(500, 3, { strategy: 'ring' }), { kind: 'keep' }, names(4), { strategy: 'ring' })
    expect(joined.assignment.owners).toEqual(first(900, 4, { strategy: 'ring' }).assignment.owners)
    expect(joined.counts.stray).toBe(0)
  })

  it('[PL-2] says how many consumers own nothing', () => {
    const { remarks } = first(1000, 300)
    expect(remarks).toContainEqual({ kind: 'idle_members', count: 44 })
    const joined = next(first(1000, 300), { kind: 'keep' }, names(301))
    expect(joined.counts.moved_consumer).toBe(0)
  })

  it('[PL-2] an operator may even the load out', () => {
    const lopsided = next(first(3000, 3), replace(addresses(12_000).filter((_, i) => i < 1000 || i % 3 === 0)))
    const even = plan({
      previous: lopsided.assignment,
      edit: { kind: 'keep' },
      members: names(3),
      options,
      nextBatchId: lopsided.nextBatchId,
      rebalance: true,
    })
    expect(even.remarks).toEqual([])
    expect(even.counts.stray).toBeGreaterThanOrEqual(0)
  })

  it('[PL-2] where one slot holds everything, it does not change hands when somebody joins', () => {
    const before = plan({
      previous: emptyAssignment,
      edit: replace(['t19', 't36']),
      members: ['a'],
      options,
      nextBatchId: 1,
    })
    expect(new Set(['t19', 't36'].map(slotOf)).size).toBe(1)
    expect(next(before, { kind: 'keep' }, ['a', 'b']).counts).toMatchObject({
      moved_consumer: 0,
      least_moved_consumer: 0,
    })
  })

  it('[PL-10] without members all is planned for nobody, and the first to join take it over', () => {
    const orphaned = first(1000, 0)
    expect(orphaned.remarks).toEqual([{ kind: 'no_members' }])
    expect(new Set([...orphaned.assignment.batches.values()].map(({ consumer_id }) => consumer_id))).toEqual(
      new Set([null]),
    )
    const adopted = next(orphaned, { kind: 'keep' }, names(3))
    expect(adopted.counts).toMatchObject({ moved_consumer: 1000, stray: 0 })
    expect([...adopted.assignment.batches.values()].every(({ consumer_id }) => consumer_id !== null)).toBe(true)
    const left = next(adopted, { kind: 'keep' }, [])
    expect(left.counts).toMatchObject({ targets: 1000, moved_batch: 0 })
  })

  it('counts repeats, and what changes nothing is no change', () => {
    const before = first(10, 2)
    const again = next(before, replace([...addresses(10), 'target-3', 'target-3']))
    expect(again).toMatchObject({ changed: false, duplicates: 2 })
    const both = next(before, { kind: 'change', add: ['target-1', 'new'], remove: ['target-1', 'absent'] })
    expect(both.counts).toMatchObject({ added: 1, removed: 0 })
  })

  it.each([0, 1])('plans %i targets', (n) => {
    const { counts, assignment } = first(n, 3)
    expect(counts).toMatchObject({ targets: n, batches: n })
    expect(new Set(assignment.owners).size).toBe(3)
  })
})
