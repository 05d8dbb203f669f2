import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Assignment, emptyAssignment, placedTargets } from './assignment.ts'
import { editTargets, plan, type TargetEdit } from './plan.ts'
import { MEDIUM, priorities, UNRATED } from './priority.ts'
import type { TargetSet } from './slot-compare.ts'
import { type TargetChange, targetChange, type TargetFate, visitTargetChanges } from './target-changes.ts'

const options = {
  batchSize: 5,
  virtualNodes: 20,
  strategy: 'balanced',
  spareBatches: 1,
  priorityLevels: 2,
} as const
const names = Array.from({ length: 80 }, (_, n) => `t${n}`)
const name = fc.constantFrom(...names)
const rating = fc.constantFrom(0, 1, 2, 3, UNRATED)
/** Targets with their ratings, repeats among them. */
const lists = fc
  .array(fc.tuple(name, rating), { maxLength: 80 })
  .map((items) => ({ targets: items.map(([target]) => target), ratings: Uint8Array.from(items, ([, given]) => given) }))
const edits: fc.Arbitrary<TargetEdit> = fc.oneof(
  lists.map((list): TargetEdit => ({ kind: 'replace', ...list })),
  fc
    .record({ add: lists, remove: fc.array(name, { maxLength: 60 }) })
    .map((change): TargetEdit => ({ kind: 'change', ...change })),
)

function after(previous: Assignment, edit: TargetEdit): Assignment {
  return plan({ previous, edit, members: ['a', 'b'], options, nextBatchId: 1 }).assignment
}

/** Targets with their priorities. */
function setOf(assignment: Assignment): Map<string, string> {
  return new Map(Array.from(placedTargets(assignment), ({ target, priority }) => [target, priority]))
}

function changesOf(before: Assignment, now: TargetSet): [TargetFate, TargetChange][] {
  const changes: [TargetFate, TargetChange][] = []
  visitTargetChanges(before, now, (fate, ...place) => void changes.push([fate, targetChange(...place)]))
  return changes
}

describe('[CH-1] edits of a target set, for any set', () => {
  it('what is added and removed again is as if it had never been there', () => {
    fc.assert(
      fc.property(edits, lists, (first, list) => {
        const before = after(emptyAssignment, first)
        const known = setOf(before)
        const fresh = list.targets.filter((target) => !known.has(target))
        const more = after(before, { kind: 'change', add: { targets: fresh }, remove: [] })
        expect(setOf(more).size).toBe(known.size + new Set(fresh).size)
        expect(setOf(after(more, { kind: 'change', add: { targets: [] }, remove: fresh }))).toEqual(known)
      }),
    )
  })

  it('whoever is added again keeps the priority it has unless it is given another one, and moves nowhere', () => {
    fc.assert(
      fc.property(edits, lists, (first, list) => {
        const before = after(emptyAssignment, first)
        const expected = setOf(before)
        const best = new Map<string, number>()
        for (const [i, target] of list.targets.entries()) {
          best.set(target, Math.min(best.get(target) ?? UNRATED, list.ratings[i]!))
        }
        for (const [target, given] of best) {
          if (given !== UNRATED) expected.set(target, priorities[given]!)
          else if (!expected.has(target)) expected.set(target, priorities[MEDIUM]!)
        }
        expect(setOf(after(before, { kind: 'change', add: list, remove: [] }))).toEqual(expected)
      }),
    )
  })

  it('of what is to be removed the absent are counted once each, and the first are named in their order', () => {
    fc.assert(
      fc.property(edits, fc.array(name, { maxLength: 120 }), lists, (first, remove, add) => {
        const before = after(emptyAssignment, first)
        const known = setOf(before)
        const stays = new Set(add.targets)
        const { notFound } = plan({
          previous: before,
          edit: { kind: 'change', add, remove },
          members: [],
          options,
          nextBatchId: 1,
        })
        const absent = [...new Set(remove)].filter((target) => !known.has(target) && !stays.has(target))
        expect(notFound).toEqual({ count: absent.length, first: absent.slice(0, 20) })
      }),
    )
  })

  it('[CH-3] every target that comes, goes, or has another priority is visited once, and no other', () => {
    fc.assert(
      fc.property(edits, edits, (first, second) => {
        const before = after(emptyAssignment, first)
        const [was, is] = [setOf(before), setOf(after(before, second))]
        const expected: [TargetFate, string, string | undefined, string | undefined][] = [
          ...[...is].filter(([target]) => !was.has(target)).map(([t, p]) => ['added', t, undefined, p] as const),
          ...[...was].filter(([target]) => !is.has(target)).map(([t, p]) => ['removed', t, undefined, p] as const),
          ...[...was]
            .filter(([t, p]) => is.has(t) && is.get(t) !== p)
            .map(([t, p]) => ['rerated', t, p, is.get(t)] as const),
        ].map((row) => [...row])
        const inOrder = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).toSorted()
        // It is the same of the edit alone as of the whole plan.
        for (const now of [after(before, second), editTargets(before, second, 'exact').edited]) {
          const visited = changesOf(before, now).map(([fate, { target, priority, was: old }]) => [
            fate,
            target,
            old?.priority,
            priority,
          ])
          expect(inOrder(visited)).toEqual(inOrder(expected))
        }
      }),
    )
  })
})
