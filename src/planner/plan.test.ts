import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { emptyAssignment, locate, placedTargets, type PlanOptions } from './assignment.ts'
import { slotOf } from './hash.ts'
import { type Plan, plan, type TargetEdit } from './plan.ts'
import { UNRATED } from './priority.ts'

const realAddresses = readFileSync('resources/demo-targets.txt', 'utf8').trim().split('\n')
const options: PlanOptions = {
  batchSize: 99,
  virtualNodes: 150,
  strategy: 'balanced',
  spareBatches: 1,
  priorityLevels: 'auto',
}
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
    for (const { consumer_id, size } of assignment.batches) {
      load.set(consumer_id, (load.get(consumer_id) ?? 0) + size)
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
    const holes = next(full, { kind: 'change', add: { targets: [] }, remove: addresses(30) })
    const { counts } = next(holes, { kind: 'change', add: { targets: addresses(30) }, remove: [] })
    expect(counts).toMatchObject({ added: 30, batches_opened: 0 })
  })

  it('[PL-3] dissolves what a consumer holds beyond its spare batch', () => {
    const { counts, assignment } = next(first(6000, 3), replace(addresses(6000).filter((_, i) => i % 2 === 0)))
    for (const consumer of assignment.members) {
      const batches = [...assignment.batches].filter(({ consumer_id }) => consumer_id === consumer)
      const targets = batches.reduce((sum, batch) => sum + batch.size, 0)
      expect(batches.length).toBeLessThanOrEqual(Math.ceil(targets / 99) + 1)
    }
    expect(counts.batches_opened).toBe(0)
  })

  it('[PL-3] a smaller batch size is kept from the next plan on', () => {
    const { assignment } = next(first(1000, 2), { kind: 'keep' }, names(2), { batchSize: 10 })
    expect(Math.max(...[...assignment.batches].map(({ size }) => size))).toBe(10)
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
    expect(new Set([...orphaned.assignment.batches].map(({ consumer_id }) => consumer_id))).toEqual(new Set([null]))
    const adopted = next(orphaned, { kind: 'keep' }, names(3))
    expect(adopted.counts).toMatchObject({ moved_consumer: 1000, stray: 0 })
    expect([...adopted.assignment.batches].every(({ consumer_id }) => consumer_id !== null)).toBe(true)
    const left = next(adopted, { kind: 'keep' }, [])
    expect(left.counts).toMatchObject({ targets: 1000, moved_batch: 0 })
  })

  it('counts repeats, and what changes nothing is no change', () => {
    const before = first(10, 2)
    const again = next(before, replace([...addresses(10), 'target-3', 'target-3']))
    expect(again).toMatchObject({ changed: false, duplicates: 2 })
    const both = next(before, {
      kind: 'change',
      add: { targets: ['target-1', 'new'] },
      remove: ['target-1', 'absent'],
    })
    expect(both.counts).toMatchObject({ added: 1, removed: 0 })
  })

  it.each([0, 1])('plans %i targets', (n) => {
    const { counts, assignment } = first(n, 3)
    expect(counts).toMatchObject({ targets: n, batches: n })
    expect(new Set(assignment.owners).size).toBe(3)
  })

  it('counts a priority that changes, and keeps the one of a target that is added again without', () => {
    const before = first(10, 2)
    const rated = next(before, {
      kind: 'change',
      add: { targets: ['target-1', 'target-2'], ratings: Uint8Array.of(0, UNRATED) },
      remove: [],
    })
    expect(rated).toMatchObject({ changed: true, counts: { rerated: 1, moved_batch: 0, batches_changed: 0 } })
    const again = next(rated, { kind: 'change', add: { targets: ['target-1'] }, remove: [] })
    expect(again.changed).toBe(false)
    expect(locate(again.assignment, 'target-1')).toMatchObject({ priority: 'urgent' })
    expect(next(rated, replace(addresses(10))).counts.rerated).toBe(1)
    expect(locate(again.assignment, 'absent')).toBeNull()
  })

  it('of a repeated target the most urgent priority counts, whatever the order', () => {
    const targets = ['a', 'a', 'a']
    for (const ratings of [Uint8Array.of(3, 1, 2), Uint8Array.of(1, UNRATED, 3)]) {
      const { assignment, duplicates } = next(first(0, 1), { kind: 'replace', targets, ratings })
      expect(duplicates).toBe(2)
      expect(locate(assignment, 'a')?.priority).toBe('high')
    }
  })

  describe('[PL-5] priority levels', () => {
    const rate = (n: number) => Uint8Array.from({ length: n }, (_, i) => i % 4)
    const rated = (n: number): TargetEdit => ({ kind: 'replace', targets: addresses(n), ratings: rate(n) })

    it.each([
      [9999, ['medium']],
      [10_000, ['high', 'medium']],
      [50_000, ['high', 'medium']],
      [50_001, ['urgent', 'high', 'medium', 'low']],
    ])('of %i targets the batches are %j', (n, labels) => {
      const { assignment } = next(first(0, 3), rated(n))
      expect(new Set([...assignment.batches].map(({ priority }) => priority))).toEqual(new Set(labels))
      for (const { batch_id, priority } of placedTargets(assignment)) {
        const batch = assignment.batches.get(batch_id)!.priority
        if (labels.length === 4) expect(batch).toBe(priority)
        if (labels.length === 2) expect(batch).toBe(priority === 'urgent' || priority === 'high' ? 'high' : 'medium')
      }
    })

    it('to pass the threshold moves nothing where nothing is rated', () => {
      const { counts } = next(first(9900, 3), replace(addresses(10_100)))
      expect(counts).toMatchObject({ added: 200, moved_batch: 0, moved_consumer: 0 })
    })

    it('fewer levels merge without a move, more levels part what they have to', () => {
      const four = next(first(0, 2), rated(800), names(2), { priorityLevels: 4 })
      const one = next(four, { kind: 'keep' }, names(2), { priorityLevels: 1, spareBatches: 9 })
      expect(one.counts).toMatchObject({ moved_batch: 0, batches_closed: 0 })
      const two = next(first(0, 2), rated(800), names(2), { priorityLevels: 1 })
      const parted = next(two, { kind: 'keep' }, names(2), { priorityLevels: 2 })
      const urgent = new Map<number, number>()
      for (const { batch_id, priority } of placedTargets(two.assignment)) {
        const isUrgent = priority === 'urgent' || priority === 'high'
        urgent.set(batch_id, (urgent.get(batch_id) ?? 0) + (isUrgent ? 1 : 0))
      }
      let least = 0
      for (const { batch_id, size } of two.assignment.batches) {
        least += Math.min(urgent.get(batch_id)!, size - urgent.get(batch_id)!)
      }
      expect(parted.counts.moved_batch).toBe(least)
    })

    it('a target that becomes urgent goes to a batch of its level, nothing else moves', () => {
      const before = next(first(0, 2), rated(800), names(2), { priorityLevels: 4 })
      const low = addresses(800)[3]!
      const { counts } = next(
        before,
        { kind: 'change', add: { targets: [low], ratings: Uint8Array.of(0) }, remove: [] },
        names(2),
        { priorityLevels: 4 },
      )
      expect(counts).toMatchObject({ rerated: 1, moved_batch: 1, moved_consumer: 0, added: 0 })
    })
  })

  it.each([1, 10_000])('[PL-3] batches of at most %i', (batchSize) => {
    const { counts, assignment } = first(2500, 3, { batchSize })
    expect(counts.batches).toBe(batchSize === 1 ? 2500 : 3)
    expect(Math.max(...[...assignment.batches].map(({ size }) => size))).toBeLessThanOrEqual(batchSize)
  })

  it('[PL-2] [PL-3] all targets in one slot are all of one consumer', () => {
    const slot = slotOf('t0')
    const targets = names(200_000, 't').filter((target) => slotOf(target) === slot)
    const before = next(first(0, 3), replace(targets))
    expect(before.counts).toMatchObject({ targets: targets.length, batches: Math.ceil(targets.length / 99) })
    expect(before.remarks.map(({ kind }) => kind)).toEqual(['imbalance'])
    const owner = before.assignment.owners[slot]!
    const left = next(
      before,
      { kind: 'keep' },
      names(3).filter((name) => name !== owner),
    )
    expect(left.counts).toMatchObject({ moved_consumer: targets.length, moved_batch: 0, stray: 0 })
  })

  it('[PL-2] one consumer has everything, the second takes half of it, and its leaving gives it back', () => {
    const alone = first(5000, 1)
    const two = next(alone, { kind: 'keep' }, names(2))
    expect(two.counts.stray).toBeLessThanOrEqual(50)
    const back = next(two, { kind: 'keep' }, names(1))
    expect(back.counts).toMatchObject({ stray: 0, moved_batch: 0 })
  })

  it('[PL-7] what if: a plan with other members leaves what it started from as it was', () => {
    const before = first(3000, 4)
    const owners = [...before.assignment.owners]
    const batches = [...before.assignment.batches]
    const contents = [...placedTargets(before.assignment)]
    const without = next(before, { kind: 'keep' }, names(4).slice(1))
    expect(without.counts.moved_consumer).toBeGreaterThan(0)
    next(before, replace(addresses(100)), [...names(4), 'c7', 'c8', 'c9'])
    expect(before.assignment.owners).toEqual(owners)
    expect([...before.assignment.batches]).toEqual(batches)
    expect([...placedTargets(before.assignment)]).toEqual(contents)
  })

  it('[PL-9] a small change leaves most of a plan untouched', () => {
    const before = first(50_000, 8)
    const { assignment } = next(before, { kind: 'change', add: { targets: names(5, 'x') }, remove: addresses(5) })
    const touched = assignment.slots.filter((slot, number) => slot !== before.assignment.slots[number])
    expect(touched.length).toBeLessThanOrEqual(10)
    const changed = [...assignment.batches].filter((batch) => before.assignment.batches.get(batch.batch_id) !== batch)
    expect(changed.length).toBeLessThanOrEqual(10)
  })
})
