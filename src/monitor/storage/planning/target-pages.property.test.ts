import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributesOf, attributesText } from '../../../contract/attributes.ts'
import { type TargetRow, type TargetSort, targetSorts } from '../../../contract/resources/target.ts'
import { type Assignment, emptyAssignment, placedTargets } from '../../../planner/assignment.ts'
import { deltaOf } from '../../../planner/delta.ts'
import { canonical, identities } from '../../../planner/identity.ts'
import { slotOf } from '../../../planner/hash.ts'
import { plan, type TargetEdit } from '../../../planner/plan.ts'
import { priorities } from '../../../planner/priority.ts'
import type { PlacedFilter, TargetPageQuery } from '../port.ts'
import { TargetPages, type TaskReports } from './target-pages.ts'

const members = ['c1', 'c2', 'c3']
const noReports: TaskReports = { of: () => null, with: () => [] }

/** What is asked is answered by going through everything, one by one. */
function naively(assignment: Assignment, { query = '', filter = {}, sort = 'target', start, limit }: TargetPageQuery) {
  const key = (target: string) => canonical(assignment.identity, target)
  const rows = Array.from(placedTargets(assignment), ({ target, batch_id, priority, attributes }): TargetRow => {
    return {
      target,
      priority,
      attributes: attributes === null ? null : attributesOf(attributes),
      slot: slotOf(key(target)),
      batch_id,
      consumer_id: assignment.batches.get(batch_id)?.consumer_id ?? null,
      report: null,
    }
  })
  const matching = rows.filter((row) => matches(row, query.toLowerCase().replaceAll(/[\0\n]/g, ' '), filter))
  const groupOf = (row: TargetRow): string | number =>
    ({
      target: '',
      priority: priorities.indexOf(row.priority),
      consumer: row.consumer_id ?? '\uFFFF',
      batch: row.batch_id,
      slot: row.slot,
    })[sort.replace('-', '')]!
  const by = (a: string | number, b: string | number) => (a === b ? 0 : a < b ? -1 : 1)
  const sign = sort.startsWith('-') ? -1 : 1
  matching.sort(
    (a, b) => sign * by(groupOf(a), groupOf(b)) || (sort === '-target' ? -1 : 1) * by(key(a.target), key(b.target)),
  )
  const names = new Set(rows.flatMap(({ attributes }) => Object.keys(attributes ?? {})))
  return {
    total: rows.length,
    matching: matching.length,
    attribute_names: [...names].toSorted(),
    targets: matching.slice(start, start + limit),
  }
}

function matches(row: TargetRow, sought: string, filter: PlacedFilter): boolean {
  const { priority, consumer_id, batch_id, batches, attribute } = filter
  const texts = [row.target, ...Object.values(row.attributes ?? {})]
  const value = attribute && row.attributes?.[attribute.name]
  return (
    texts.some((text) =>
      text
        .toLowerCase()
        .replaceAll(/[\0\n]/g, ' ')
        .includes(sought),
    ) &&
    (priority === undefined || row.priority === priority) &&
    (consumer_id === undefined || row.consumer_id === consumer_id) &&
    (batch_id === undefined || row.batch_id === batch_id) &&
    (batches === undefined || batches.includes(row.batch_id)) &&
    (attribute === undefined || (value !== undefined && (attribute.value ?? value) === value))
  )
}

const letters = 'aAbB'
const target = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[aAbB]{1,4}$/) },
  fc.constantFrom('İ', 'ß', 'é', '目标', '"chain":', 'a"b', 'a\\b', 'chain', '😀b'),
  fc.tuple(fc.constantFrom('a', 'B', '1'), fc.constantFrom('0x', '0X')).map(([digit, x]) => x + digit.repeat(40)),
)
const value = fc.oneof(
  fc.stringMatching(/^[aAbB]{0,3}$/),
  fc.constantFrom('eth', 'ETH', 'chain', '"chain":"eth"', ',"chain":"eth"', 'a\nb', 'İb', '\\"', 'x"'),
)
const attributes = fc.option(
  fc.dictionary(fc.constantFrom('label', 'chain', '"chain', 'a"'), value, { maxKeys: 3, noNullPrototype: true }),
)
const item = fc.record({ target, rating: fc.constantFrom(0, 1, 2, 3), attributes })
const given = fc.uniqueArray(item, { selector: (one) => one.target, maxLength: 40 })

const edit = fc.oneof(
  fc.record({ kind: fc.constant('replace' as const), items: given }),
  fc.record({ kind: fc.constant('change' as const), items: given, remove: fc.array(target, { maxLength: 6 }) }),
  fc.constant({ kind: 'keep' as const }),
)
const filter = fc.record(
  {
    priority: fc.constantFrom(...priorities),
    consumer_id: fc.constantFrom(null, ...members),
    batch_id: fc.nat({ max: 12 }),
    batches: fc.array(fc.nat({ max: 12 }), { maxLength: 6 }),
    attribute: fc.record(
      { name: fc.constantFrom('label', 'chain', '"chain', 'a"', 'none'), value },
      { requiredKeys: ['name'] },
    ),
  },
  { requiredKeys: [] },
)
const question = fc.record({
  query: fc.oneof(
    fc.constant(''),
    fc.stringMatching(/^[aAbB]{1,3}$/),
    fc.constantFrom('eth', '0xB', 'A\nB', 'i̇', 'label', '\0'),
  ),
  filter: fc.oneof(fc.constant({}), filter),
  sort: fc.constantFrom<TargetSort>(...targetSorts),
  start: fc.nat({ max: 30 }),
  limit: fc.nat({ max: 30 }),
})
const epoch = fc.record({
  edit,
  consumers: fc.subarray(members),
  identity: fc.constantFrom(...identities),
  questions: fc.array(question, { maxLength: 6 }),
})

function editOf(asked: typeof edit extends fc.Arbitrary<infer T> ? T : never): TargetEdit {
  if (asked.kind === 'keep') return { kind: 'keep' }
  const columns = {
    targets: asked.items.map((one) => one.target),
    ratings: Uint8Array.from(asked.items, ({ rating }) => rating),
    attributes: asked.items.map((one) => (one.attributes ? attributesText(Object.entries(one.attributes)) : null)),
  }
  if (asked.kind === 'replace') return { kind: 'replace', ...columns }
  return { kind: 'change', add: columns, remove: asked.remove }
}

/** A name with a quote in front is not the name without it. */
const quoted = {
  edit: { kind: 'replace' as const, items: [{ target: 'a', rating: 0 as const, attributes: { '"chain': 'eth' } }] },
  consumers: [],
  identity: 'exact' as const,
  questions: [
    { query: '', filter: { attribute: { name: 'chain' as const } }, sort: 'target' as const, start: 0, limit: 1 },
  ],
}

describe('[TG-2] pages of targets', () => {
  it('are what going through everything finds, whatever is asked in whatever epoch', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(epoch, { minLength: 1, maxLength: 5 }), async (epochs) => {
        const pages = new TargetPages(() => null)
        let assignment = emptyAssignment
        let nextBatchId = 1
        for (const [i, { edit: asked, consumers, identity, questions }] of epochs.entries()) {
          const before = assignment
          const options = {
            batchSize: 3,
            virtualNodes: 10,
            strategy: 'balanced',
            spareBatches: 1,
            priorityLevels: 2,
            identity: i < 2 ? epochs[0]!.identity : identity,
          } as const
          const made = plan({
            previous: before,
            edit: editOf(asked),
            members: consumers,
            nextBatchId,
            rebalance: false,
            options,
          })
          assignment = made.assignment
          nextBatchId = made.nextBatchId
          pages.follow({ taskId: 1, before, after: assignment, delta: deltaOf(before, assignment) })
          for (const each of questions) {
            // oxlint-disable-next-line no-await-in-loop
            const page = await pages.page({ taskId: 1, epoch: i, assignment, reports: noReports }, each)
            const expected = { task_id: 1, epoch: i, ...naively(assignment, each) }
            expect(page).toEqual(expected)
            if (each !== questions[0]) continue
            // Whoever asks first has the same as who asked before.
            const first = new TargetPages(() => null)
            // oxlint-disable-next-line no-await-in-loop
            expect(await first.page({ taskId: 1, epoch: i, assignment, reports: noReports }, each)).toEqual(expected)
          }
        }
      }),
      { numRuns: 300, examples: [[[quoted]]] },
    )
  })

  it('are cut into blocks and put together again where thousands come and go', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.constantFrom('exact', 'auto'), async (seed, identity) => {
        const pages = new TargetPages(() => null)
        const all = Array.from(
          { length: 4000 },
          (_, i) => `${letters[(seed + i * 7) & 3]}${Math.imul(i + 1, 0x9e3779b1) >>> 0}`,
        )
        let assignment = emptyAssignment
        const steps: TargetEdit[] = [
          { kind: 'replace', targets: all.slice(0, 2500) },
          { kind: 'change', add: { targets: all.slice(2500) }, remove: all.slice(0, 40) },
          { kind: 'change', add: { targets: [] }, remove: all.slice(100, 1900) },
          { kind: 'replace', targets: all.slice(3990) },
          { kind: 'replace', targets: [] },
          { kind: 'replace', targets: all.slice(0, 3) },
        ]
        for (const [i, each] of steps.entries()) {
          const before = assignment
          const options = {
            batchSize: 99,
            virtualNodes: 10,
            strategy: 'balanced',
            spareBatches: 1,
            priorityLevels: 1,
            identity,
          } as const
          assignment = plan({
            previous: before,
            edit: each,
            members,
            nextBatchId: 1000 * (i + 1),
            rebalance: false,
            options,
          }).assignment
          pages.follow({ taskId: 1, before, after: assignment, delta: deltaOf(before, assignment) })
          for (const asked of [
            { query: 'b1', start: 0, limit: 5000 },
            { sort: '-batch', start: 100, limit: 50 },
            { query: '7', sort: '-target', filter: { consumer_id: 'c2' }, start: 3, limit: 2000 },
          ] as const) {
            // oxlint-disable-next-line no-await-in-loop
            const page = await pages.page({ taskId: 1, epoch: i, assignment, reports: noReports }, asked)
            expect(page).toEqual({ task_id: 1, epoch: i, ...naively(assignment, asked) })
          }
        }
      }),
      { numRuns: 6 },
    )
  })
})
