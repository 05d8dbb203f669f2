import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyEdit, anyIdentity } from '../../tests/planner-lists.ts'
import { faultsOf, stored } from '../../tests/planner-invariants.ts'
import { applyDelta } from './apply-delta.ts'
import { type Assignment, emptyAssignment, locate, outlineChange, placedTargets } from './assignment.ts'
import { deltaOf, type PlanDelta } from './delta.ts'
import { composeDeltas, invertDelta } from './history.ts'
import { canonical, chainParts, type Identity } from './identity.ts'
import { plan, type TargetEdit } from './plan.ts'
import { MEDIUM, priorities, type PriorityLevels, UNRATED } from './priority.ts'
import { type GivenTargets, NO_ATTRIBUTES } from './target-run.ts'

const step = fc.record({
  edit: anyEdit,
  identity: anyIdentity,
  members: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }),
  batchSize: fc.integer({ min: 1, max: 9 }),
  strategy: fc.constantFrom<('balanced' | 'ring')[]>('balanced', 'ring'),
  priorityLevels: fc.constantFrom<PriorityLevels[]>(1, 1, 2, 4),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
const steps = fc.array(step, { minLength: 1, maxLength: 8 })

function planned(previous: Assignment, { edit, members, identity, ...options }: Step, nextBatchId: number) {
  const all = { ...options, identity, virtualNodes: 20, spareBatches: 1 }
  return { options: all, result: plan({ previous, edit, members, options: all, nextBatchId }) }
}

/** All that an assignment says. */
const allOf = (assignment: Assignment) => ({
  owners: assignment.owners,
  members: assignment.members,
  levels: assignment.levels,
  identity: assignment.identity,
  batches: [...assignment.batches],
  targets: [...placedTargets(assignment)],
})

/** As it is read from where it was written. */
const written = (delta: PlanDelta) => JSON.parse(JSON.stringify(delta)) as PlanDelta

/** The order within a list says nothing. */
function inOrder(delta: PlanDelta): Record<string, string[]> {
  const lists = Object.entries(delta) as [string, readonly unknown[]][]
  return Object.fromEntries(lists.map(([name, list]) => [name, list.map((item) => JSON.stringify(item)).toSorted()]))
}

interface Known {
  spelling: string
  rating: number
  attributes: string | null
}

/** What a target set has to be, told as simply as it can be: by canonical form. */
class Model {
  known = new Map<string, Known>()
  identity: Identity = 'exact'

  take(edit: TargetEdit, identity: Identity): void {
    if (identity !== this.identity) this.reidentify(identity)
    if (edit.kind === 'replace') this.add(edit, false)
    if (edit.kind !== 'change') return
    const added = new Set(edit.add.targets.map((text) => canonical(identity, text)))
    for (const text of edit.remove) {
      const form = canonical(identity, text)
      if (!added.has(form)) this.known.delete(form)
    }
    this.add(edit.add, true)
  }

  private reidentify(identity: Identity): void {
    const rank = ({ spelling }: Known) => (canonical(identity, spelling) === spelling ? 0 : 1)
    const all = [...this.known.values()].toSorted((a, b) => rank(a) - rank(b) || (a.spelling < b.spelling ? -1 : 1))
    this.identity = identity
    this.known = new Map()
    for (const one of all) {
      const form = canonical(identity, one.spelling)
      const first = this.known.get(form)
      if (!first) this.known.set(form, { ...one })
      else {
        first.rating = Math.min(first.rating, one.rating)
        first.attributes ??= one.attributes
      }
    }
  }

  private add({ targets, ratings, attributes }: GivenTargets, keepsOthers: boolean): void {
    const given = new Map<string, Known>()
    for (const [i, spelling] of targets.entries()) {
      const form = canonical(this.identity, spelling)
      const first = given.get(form)
      const one = { spelling, rating: ratings?.[i] ?? UNRATED, attributes: attributes?.[i] ?? null }
      if (!first) given.set(form, one)
      else {
        first.rating = Math.min(first.rating, one.rating)
        first.attributes ??= one.attributes
      }
    }
    const before = this.known
    if (!keepsOthers) this.known = new Map()
    for (const [form, { spelling, rating, attributes: said }] of given) {
      const was = before.get(form)
      const isSilent = attributes === undefined || (said === null && keepsOthers)
      this.known.set(form, {
        spelling: was?.spelling ?? spelling,
        rating: rating !== UNRATED ? rating : keepsOthers ? (was?.rating ?? MEDIUM) : MEDIUM,
        attributes: isSilent ? (was?.attributes ?? null) : said === NO_ATTRIBUTES ? null : said,
      })
    }
  }
}

describe('identities and attributes, for any history', () => {
  it('[ID-1] [ID-2] [AT-2] a plan holds the targets it should, each where it belongs, and its counts are right', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const model = new Model()
        let [before, nextBatchId] = [emptyAssignment, 1]
        for (const one of list) {
          model.take(one.edit, one.identity)
          const { result, options } = planned(before, one, nextBatchId)
          const held = Array.from(placedTargets(result.assignment), ({ target, priority, attributes }) => {
            return { spelling: target, rating: priorities.indexOf(priority), attributes }
          })
          const bySpelling = (all: Iterable<Known>) => [...all].toSorted((a, b) => (a.spelling < b.spelling ? -1 : 1))
          expect(bySpelling(held)).toEqual(bySpelling(model.known.values()))
          expect(faultsOf({ before, result, options, nextBatchId })).toEqual([])
          expect(allOf(stored(result.assignment))).toEqual(allOf(result.assignment))
          for (const { target } of placedTargets(result.assignment)) {
            const address = chainParts(target)?.target ?? target
            const other = one.identity === 'exact' ? target : `eip155:56:${address}`
            const isAddress = one.identity !== 'exact' && canonical('evm', other) !== other
            expect(locate(result.assignment, isAddress ? other : target)?.target).toBe(target)
          }
          ;[before, nextBatchId] = [result.assignment, result.nextBatchId]
        }
      }),
      { numRuns: 150 },
    )
  })

  it('[EP-1] [ID-2] what is written down of an epoch gives it again, and backwards the one before', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let [before, applied, nextBatchId] = [emptyAssignment, emptyAssignment, 1]
        for (const one of list) {
          const { result } = planned(before, one, nextBatchId)
          const delta = written(deltaOf(before, result.assignment))
          const after = applyDelta(applied, delta, result.assignment)
          expect(allOf(after)).toEqual(allOf(result.assignment))
          expect(outlineChange(applied, after)).toEqual(outlineChange(before, result.assignment))
          expect(inOrder(invertDelta(delta))).toEqual(inOrder(deltaOf(result.assignment, before)))
          ;[before, applied, nextBatchId] = [result.assignment, after, result.nextBatchId]
        }
      }),
      { numRuns: 100 },
    )
  })

  it('[EP-6] what is left of many epochs is what the first and the last differ in', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const all = [emptyAssignment]
        let nextBatchId = 1
        for (const one of list) {
          const { result } = planned(all.at(-1)!, one, nextBatchId)
          nextBatchId = result.nextBatchId
          all.push(result.assignment)
        }
        const deltas = all.slice(1).map((after, i) => deltaOf(all[i]!, after))
        const last = all.at(-1)!
        for (const [from, before] of all.entries()) {
          const composed = composeDeltas(deltas.slice(from))
          expect(inOrder(composed)).toEqual(inOrder(deltaOf(before, last)))
          expect(allOf(applyDelta(before, composed, last))).toEqual(allOf(last))
        }
      }),
      { numRuns: 60 },
    )
  })
})
