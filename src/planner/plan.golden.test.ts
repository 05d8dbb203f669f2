import { describe, expect, it } from 'vitest'
import { contentsOf, emptyAssignment, type PlanOptions } from './assignment.ts'
import { type Plan, plan, type PlanInput } from './plan.ts'

// [PL-8] The same input gives the same plan: not only twice in a row, but in every version and on every machine, since
// monitors that share a task must agree. Of all plans that keep the rules these tests know which one is chosen.

const options: PlanOptions = {
  batchSize: 4,
  virtualNodes: 8,
  strategy: 'balanced',
  spareBatches: 1,
  priorityLevels: 1,
}
const targets = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `t${from + i}`)

function first(input: Partial<PlanInput>): Plan {
  return plan({
    previous: emptyAssignment,
    edit: { kind: 'replace', targets: targets(1, 16) },
    members: ['a', 'b'],
    options,
    nextBatchId: 1,
    ...input,
  })
}

function next(before: Plan, input: Partial<PlanInput>): Plan {
  const { members } = before
  const { assignment: previous, nextBatchId } = before
  return plan({ previous, edit: { kind: 'keep' }, members, options, nextBatchId, ...input })
}

/** A line for each batch: its consumer, id and targets. */
function drawn({ assignment }: Plan): string[] {
  const contents = contentsOf(assignment, assignment.batches.ids())
  return Array.from(assignment.batches, ({ consumer_id, batch_id, priority }) => {
    const level = assignment.levels === 1 ? '' : ` ${priority}`
    return `${consumer_id} ${batch_id}${level}: ${contents.get(batch_id)!.targets.join(' ')}`
  })
}

/** Runs of slots with one owner: `a×128 b×128`. */
function drawnOwners({ owners }: Plan): string {
  const runs: { owner: string | null; length: number }[] = []
  for (const owner of owners) {
    if (runs.at(-1)?.owner === owner) runs.at(-1)!.length++
    else runs.push({ owner, length: 1 })
  }
  return runs.map(({ owner, length }) => `${owner}×${length}`).join(' ')
}

describe('[PL-8] of all valid plans the one that is chosen', () => {
  it('at first: slots in order, cut where both have as much, batches filled in order of slots', () => {
    const plan1 = first({})
    expect(drawnOwners(plan1)).toMatchInlineSnapshot(`"a×136 b×120"`)
    expect(drawn(plan1)).toMatchInlineSnapshot(`
      [
        "a 1: t11 t14 t1 t8",
        "a 2: t4 t7 t9 t2",
        "b 3: t5 t16 t6 t12",
        "b 4: t3 t10 t13 t15",
      ]
    `)
  })

  it('when one joins: whole batches are handed over, and what is torn off goes to a batch of its own', () => {
    const joined = next(first({ edit: { kind: 'replace', targets: targets(1, 30) } }), { members: ['a', 'b', 'c'] })
    expect(drawn(joined)).toMatchInlineSnapshot(`
      [
        "c 1: t29 t20 t11 t14",
        "a 2: t8 t27 t25",
        "a 3: t19 t4 t26 t22",
        "a 4: t7 t23 t17",
        "c 5: t9 t28 t2 t5",
        "b 6: t6 t18 t12",
        "b 7: t3 t10 t24 t30",
        "b 8: t13 t21 t15",
        "c 9: t1 t16",
      ]
    `)
  })

  it('when one leaves: its batches go whole to those who have least', () => {
    const three = first({ members: ['a', 'b', 'c'], edit: { kind: 'replace', targets: targets(1, 30) } })
    expect(drawn(three)).toMatchInlineSnapshot(`
      [
        "a 1: t29 t20 t11 t14",
        "a 2: t1 t8 t27 t25",
        "a 3: t19 t4",
        "b 4: t26 t22 t7 t23",
        "b 5: t17 t9 t28 t2",
        "b 6: t5 t16",
        "c 7: t6 t18 t12 t3",
        "c 8: t10 t24 t30 t13",
        "c 9: t21 t15",
      ]
    `)
    expect(drawn(next(three, { members: ['a', 'c'] }))).toMatchInlineSnapshot(`
      [
        "a 1: t29 t20 t11 t14",
        "a 2: t1 t8 t27 t25",
        "a 3: t19 t4",
        "a 4: t26 t22 t7 t23",
        "c 5: t17 t9 t28 t2",
        "a 6: t5",
        "c 7: t6 t18 t12 t3",
        "c 8: t10 t24 t30 t13",
        "c 9: t16 t21 t15",
      ]
    `)
  })

  it('when one leaves and one joins in the same epoch', () => {
    const three = first({ members: ['a', 'b', 'c'], edit: { kind: 'replace', targets: targets(1, 30) } })
    expect(drawn(next(three, { members: ['a', 'c', 'd'] }))).toMatchInlineSnapshot(`
      [
        "a 1: t29 t20 t11 t14",
        "a 2: t1 t8 t27 t25",
        "a 3: t19 t4",
        "d 4: t26 t22 t7 t23",
        "d 5: t17 t9 t28 t2",
        "d 6: t5 t16",
        "c 7: t6 t18 t12 t3",
        "c 8: t10 t24 t30 t13",
        "c 9: t21 t15",
      ]
    `)
  })

  it('for a few targets that come and go: home, then nearest, then a new batch', () => {
    const changed = next(first({}), {
      edit: { kind: 'change', add: { targets: targets(17, 21) }, remove: ['t2', 't3', 't7', 't11'] },
    })
    expect(drawn(changed)).toMatchInlineSnapshot(`
      [
        "a 1: t20 t14 t1 t8",
        "a 2: t19 t4 t17 t9",
        "b 3: t5 t16 t6 t12",
        "b 4: t18 t10 t13 t15",
        "b 5: t21",
      ]
    `)
  })

  it('for more levels: each batch has the level of most of its targets, the others leave it', () => {
    const ratings = Uint8Array.from(targets(1, 16), (_, i) => [2, 0, 2, 1, 3, 2][i % 6]!)
    const rated = first({ edit: { kind: 'replace', targets: targets(1, 16), ratings } })
    const four = { ...options, priorityLevels: 4 } as const
    expect(drawn(next(rated, { options: { ...options, priorityLevels: 2 } }))).toMatchInlineSnapshot(`
      [
        "a 1 high: t14 t8",
        "a 2 high: t4 t2",
        "b 3 medium: t5 t6 t12",
        "b 4 medium: t3 t13 t15",
        "a 5 medium: t11 t1 t7 t9",
        "b 6 high: t16 t10",
      ]
    `)
    expect(drawn(next(rated, { options: four }))).toMatchInlineSnapshot(`
      [
        "a 1 urgent: t14 t8 t2",
        "a 2 medium: t1 t7 t9",
        "b 3 medium: t6 t12",
        "b 4 medium: t3 t13 t15",
        "a 5 high: t4",
        "a 6 low: t11",
        "b 7 high: t16 t10",
        "b 8 low: t5",
      ]
    `)
    expect(drawn(first({ options: four, edit: { kind: 'replace', targets: targets(1, 16), ratings } })))
      .toMatchInlineSnapshot(`
      [
        "a 1 urgent: t14 t8 t2",
        "a 2 high: t4",
        "a 3 medium: t1 t7 t9",
        "a 4 low: t11",
        "b 5 high: t16 t10",
        "b 6 medium: t6 t12 t3 t13",
        "b 7 medium: t15",
        "b 8 low: t5",
      ]
    `)
  })

  it('for smaller batches: what comes last leaves', () => {
    expect(drawn(next(first({}), { options: { ...options, batchSize: 3 } }))).toMatchInlineSnapshot(`
      [
        "a 1: t11 t14 t1",
        "a 2: t4 t7 t9",
        "b 3: t5 t16 t6",
        "b 4: t3 t10 t13",
        "a 5: t8 t2",
        "b 6: t12 t15",
      ]
    `)
  })

  it('where much is gone: the smallest batches beyond the spare one are dissolved', () => {
    const many = first({ edit: { kind: 'replace', targets: targets(1, 40) } })
    const remove = targets(1, 40).filter((_, i) => i % 4 !== 0)
    expect(drawn(next(many, { edit: { kind: 'change', add: { targets: [] }, remove } }))).toMatchInlineSnapshot(`
      [
        "a 1: t29 t33",
        "a 2: t1 t25",
        "b 6: t17 t9",
        "b 7: t37 t5",
        "b 10: t13 t21",
      ]
    `)
  })

  it('on the ring: points decide', () => {
    const ring = { ...options, strategy: 'ring', virtualNodes: 3 } as const
    const of3 = first({ options: ring, members: ['a', 'b', 'c'] })
    expect(drawnOwners(of3)).toMatchInlineSnapshot(`"a×7 c×31 a×5 b×9 a×94 b×52 c×44 a×14"`)
    expect(drawn(next(of3, { options: ring, members: ['a', 'c'] }))).toMatchInlineSnapshot(`
      [
        "a 1: t11 t8 t4 t7",
        "a 2: t9 t2 t15",
        "a 3: t14 t1",
        "c 4: t5 t6 t12 t3",
        "c 5: t16 t10 t13",
      ]
    `)
  })

  it('to even out: from the ring to balanced, by as few moves as it takes', () => {
    const ring = { ...options, strategy: 'ring', virtualNodes: 3 } as const
    const of3 = first({ options: ring, members: ['a', 'b', 'c'] })
    const even = next(of3, { rebalance: true })
    expect(drawnOwners(even)).toMatchInlineSnapshot(
      `"a×7 c×31 a×9 c×1 a×3 b×1 a×83 c×1 a×13 b×1 a×23 b×1 a×3 b×1 a×7 b×1 a×9 b×1 a×2 c×44 a×12 c×1 a×1"`,
    )
    expect(even.counts).toMatchInlineSnapshot(`
      {
        "added": 0,
        "batches": 6,
        "batches_changed": 2,
        "batches_closed": 0,
        "batches_opened": 1,
        "consumers": 3,
        "described": 0,
        "least_moved_consumer": 3,
        "moved_batch": 2,
        "moved_consumer": 3,
        "removed": 0,
        "rerated": 0,
        "stray": 0,
        "targets": 16,
      }
    `)
  })

  it('when there is nobody any more, and then somebody', () => {
    const nobody = next(first({}), { members: [] })
    expect(drawn(nobody)).toMatchInlineSnapshot(`
      [
        "null 1: t11 t14 t1 t8",
        "null 2: t4 t7 t9 t2",
        "null 3: t5 t16 t6 t12",
        "null 4: t3 t10 t13 t15",
      ]
    `)
    expect(drawn(next(nobody, { members: ['x', 'y'] }))).toMatchInlineSnapshot(`
      [
        "x 1: t11 t14 t1 t8",
        "x 2: t4 t7 t9 t2",
        "y 3: t5 t16 t6 t12",
        "y 4: t3 t10 t13 t15",
      ]
    `)
  })
})
