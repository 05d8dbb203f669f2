import { describe, expect, it } from 'vitest'
import { attributesText } from '../../../contract/attributes.ts'
import { type Assignment, emptyAssignment } from '../../../planner/assignment.ts'
import { deltaOf } from '../../../planner/delta.ts'
import { plan, type TargetEdit } from '../../../planner/plan.ts'
import type { TargetPageQuery } from '../port.ts'
import { TargetPages, type TaskReports } from './target-pages.ts'

const noReports: TaskReports = { of: () => null, with: () => [] }
const options = {
  batchSize: 10,
  virtualNodes: 10,
  strategy: 'balanced',
  spareBatches: 1,
  priorityLevels: 1,
  identity: 'exact',
} as const

function after(previous: Assignment, edit: TargetEdit): Assignment {
  const nextBatchId = 1 + 1000 * previous.batches.size
  return plan({ previous, edit, members: ['c1', 'c2'], options, nextBatchId }).assignment
}

const list = (count: number, name: string): TargetEdit => {
  const targets = Array.from({ length: count }, (_, i) => `${name}${i}`)
  return {
    kind: 'replace',
    targets,
    attributes: targets.map((target) => attributesText([[name, target.toUpperCase()]])),
  }
}

describe('[TG-2] a page', () => {
  it('is of one epoch, although another is published while it is looked for', async () => {
    const before = after(emptyAssignment, list(900, 'old'))
    const next = after(before, list(500, 'new'))
    const asked: Omit<TargetPageQuery, 'start' | 'limit'>[] = [{}, { query: 'W1' }, { query: 'd1' }, { sort: '-batch' }]
    for (const question of asked) {
      for (const moment of [0, 1, 100, 255, 256, 257]) {
        let breaths = 0
        const pages = new TargetPages(() => {
          if (breaths++ === moment) {
            pages.follow({ taskId: 1, before, after: next, delta: deltaOf(before, next) })
          }
          return null
        })
        const ask = async (assignment: Assignment, epoch: number) =>
          pages.page({ taskId: 1, epoch, assignment, reports: noReports }, { ...question, start: 5, limit: 20 })
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const [during, later] = [await ask(before, 1), await ask(next, 2)]
        const fresh = new TargetPages(() => null)
        const answers = [
          [before, 1, during],
          [next, 2, later],
        ] as const
        for (const [assignment, epoch, answer] of answers) {
          const query = { ...question, start: 5, limit: 20 }
          // oxlint-disable-next-line no-await-in-loop
          expect(answer).toEqual(await fresh.page({ taskId: 1, epoch, assignment, reports: noReports }, query))
        }
        expect([during.attribute_names, later.attribute_names]).toEqual([['old'], ['new']])
      }
    }
  })

  it('of what many see at once is the same for all', async () => {
    const assignment = after(emptyAssignment, list(5000, 'a'))
    const pages = new TargetPages(() => null)
    const starts = [0, 4000, 2000, 4990, 5000, 0]
    const answers = await Promise.all(
      starts.map(async (start) =>
        pages.page({ taskId: 1, epoch: 1, assignment, reports: noReports }, { start, limit: 15, sort: '-target' }),
      ),
    )
    const all = Array.from({ length: 5000 }, (_, i) => `a${i}`)
      .toSorted()
      .toReversed()
    expect(answers.map(({ targets }) => targets.map(({ target }) => target))).toEqual(
      starts.map((start) => all.slice(start, start + 15)),
    )
  })
})
