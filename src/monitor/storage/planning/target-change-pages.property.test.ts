import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributesOf, attributesText } from '../../../contract/attributes.ts'
import type { TargetChangeList } from '../../../contract/resources/target-change.ts'
import { type Assignment, emptyAssignment, type PlacedTarget, placedTargets } from '../../../planner/assignment.ts'
import { identities, type Identity } from '../../../planner/identity.ts'
import { plan } from '../../../planner/plan.ts'
import { Breather } from './breath.ts'
import { TargetChangePages } from './target-change-pages.ts'
import { searched } from './target-text.ts'

function assignmentOf(given: readonly Item[], previous: Assignment, identity: Identity): Assignment {
  return plan({
    previous,
    edit: {
      kind: 'replace',
      targets: given.map(({ target }) => target),
      ratings: Uint8Array.from(given, ({ rating }) => rating),
      attributes: given.map(({ label }) => (label === null ? null : attributesText([['label', label]]))),
    },
    members: ['c1', 'c2'],
    options: { batchSize: 7, virtualNodes: 10, strategy: 'balanced', spareBatches: 1, priorityLevels: 1, identity },
    nextBatchId: 1 + 100_000 * previous.batches.size,
  }).assignment
}

interface Item {
  readonly target: string
  readonly rating: number
  readonly label: string | null
}

/** All rows of a list, by going through both sets one by one. */
function naively(before: Assignment, after: Assignment, list: TargetChangeList) {
  const [was, is] = [before, after].map(
    (set) => new Map(Array.from(placedTargets(set), (placed) => [placed.target, placed])),
  ) as [Map<string, PlacedTarget>, Map<string, PlacedTarget>]
  const said = ({ priority, attributes }: PlacedTarget) => ({
    priority,
    attributes: attributes === null ? null : attributesOf(attributes),
  })
  const gone = [...was.values()].filter(({ target }) => !is.has(target))
  const rows = list === 'removed' ? gone : [...is.values()]
  return rows
    .flatMap((placed) => {
      const { target } = placed
      const old = was.get(target)
      const row = { target, ...said(placed), was: list === 'removed' || !old ? null : said(old) }
      switch (list) {
        case 'removed':
          return row
        case 'added':
          return old ? [] : row
        case 'rerated':
          return old && old.priority !== placed.priority ? row : []
        case 'described':
          return old && old.attributes !== placed.attributes ? row : []
      }
    })
    .toSorted((a, b) => (a.target < b.target ? -1 : 1))
}

const given = fc.oneof(
  fc.stringMatching(/^[aAbB]{1,3}$/),
  fc.constantFrom('é', '目标').map((text) => `${text}x`),
  fc.constantFrom('0x', '0X').map((x) => x + 'aB'.repeat(20)),
)
const item = fc.record({
  target: given,
  rating: fc.constantFrom(0, 1, 2, 3),
  label: fc.option(fc.constantFrom('Pool', 'pool "b"', 'label')),
})
const list = fc.uniqueArray(item, { selector: (one) => one.target, maxLength: 30 })
const question = fc.record({
  list: fc.constantFrom<TargetChangeList>('added', 'removed', 'rerated', 'described'),
  query: fc.constantFrom('', 'A', 'pool', 'label', '"b', 'é'),
  start: fc.nat({ max: 20 }),
  limit: fc.nat({ max: 20 }),
})

describe('[CH-3] pages of the lists of a change', () => {
  it('are what comparing both sets one by one finds, whatever is asked in turn', async () => {
    await fc.assert(
      fc.asyncProperty(
        list,
        list,
        fc.constantFrom(...identities),
        fc.constantFrom(...identities),
        fc.array(question, { minLength: 1, maxLength: 6 }),
        async (first, second, identity, identityAfter, questions) => {
          const before = assignmentOf(first, emptyAssignment, identity)
          const after = assignmentOf(second, before, identityAfter)
          const pages = new TargetChangePages(() => null)
          const asked = questions.map(async (each) =>
            pages.page({ before, key: ['an edit'], after: () => after }, each),
          )
          for (const [i, page] of (await Promise.all(asked)).entries()) {
            const { list: of, query, start, limit } = questions[i]!
            const all = naively(before, after, of)
            const matching = all.filter((row) =>
              [row.target, ...Object.values(row.attributes ?? {})].some((text) =>
                searched(text).includes(searched(query)),
              ),
            )
            expect(page).toEqual({
              total: all.length,
              matching: matching.length,
              targets: matching.slice(start, start + limit),
            })
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  it('of tens of thousands let others come in between', async () => {
    const all = Array.from({ length: 60_000 }, (_, i) => ({ target: `target-${i}`, rating: 2, label: `Pool ${i}` }))
    const before = assignmentOf(all, emptyAssignment, 'exact')
    const breather = new Breather()
    let breaths = 0
    const pages = new TargetChangePages(() => {
      breaths++
      return breather.breathe()
    })
    const asked = { list: 'removed', query: 'POOL 5999', start: 0, limit: 20 } as const
    const page = await pages.page({ before, key: [1], after: () => emptyAssignment }, asked)
    expect(page).toMatchObject({ total: 60_000, matching: 11 })
    expect(page.targets.map(({ target }) => target)).toEqual([
      'target-5999',
      ...Array.from({ length: 10 }, (_, i) => `target-5999${i}`),
    ])
    // Each slot, and each text of some thousand targets.
    expect(breaths).toBeGreaterThan(256)
  })
})
