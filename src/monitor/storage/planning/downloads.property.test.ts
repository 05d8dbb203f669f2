import fc from 'fast-check'
import { expect, it } from 'vitest'
import { newTask, nextRecord, optionsOf } from '../../../../tests/integration/stored-task.ts'
import { sendImport } from '../../../../tests/integration/sent-import.ts'
import type { TextFormat } from '../../../contract/list-format.ts'
import type { Identity } from '../../../planner/identity.ts'
import { priorities, UNRATED } from '../../../planner/priority.ts'
import { createListReader } from '../../lists/list-reader.ts'
import { TargetListBuilder } from '../../lists/target-list-builder.ts'
import { MemoryStore } from '../memory/memory-store.ts'
import { SharedMemory } from '../memory/shared-memory.ts'
import { Planning } from './planning.ts'

/** Whatever a target may be, and often what one format or another takes for something else. */
const target = fc
  .oneof(
    fc.constantFrom(
      '#x',
      '\\#x',
      '\\\\#x',
      '\\',
      '#',
      '##',
      'a#b',
      'a,b',
      '"',
      '"a"',
      "'",
      'target',
      'priority',
      'x;y',
    ),
    fc.constantFrom('=1+1', '@x', '-x', '[', '{"target":"x"}', 'null', 'high', '#,"', '\\"#', '：', '＃x'),
    fc.stringMatching(/^[#\\,"'a]{1,6}$/),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  )
  .filter((text) => {
    const list = new TargetListBuilder()
    list.add(text, 0, 1)
    return list.finish().invalid.length === 0
  })

it('[HT-1] a list that is downloaded, in whatever format, and read again is the same list', async () => {
  const rated = fc.record({ target, priority: fc.constantFrom(...priorities) })
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(rated, { selector: (item) => item.target, minLength: 1, maxLength: 30 }),
      fc.constantFrom(1, 7, 1e6),
      async (items, size) => {
        const planning = new Planning(new MemoryStore(new SharedMemory(), Infinity))
        const task = newTask(1)
        planning.createTask(task)
        const edit = sendImport(planning, items)
        const request = { edit, members: ['a', 'b'], nextBatchId: 1, options: optionsOf(task), rebalance: false }
        const { plan, report } = planning.prepare(1, request)
        planning.commit(plan, nextRecord(task, report), 0)
        const expected = items.map((item) => item.target).toSorted()
        for (const format of ['text', 'csv', 'json'] as const) {
          const reader = createListReader(format, 'replace')
          // oxlint-disable-next-line no-await-in-loop -- one format after the other
          const bytes = Buffer.from(await planning.targets(1, format))
          for (let at = 0; at < bytes.length; at += size) reader.accept(bytes.subarray(at, at + size))
          const sent = reader.end()
          const list = sent.kind === 'replace' ? sent.list : null
          expect([format, list?.invalid, list?.fault]).toEqual([format, [], null])
          expect([format, list?.targets.toSorted()]).toEqual([format, expected])
          if (format === 'text') continue
          const ratings = new Map(
            list?.targets.map((text, i) => [text, priorities[list.ratings?.[i] ?? UNRATED] ?? 'medium']),
          )
          for (const item of items)
            expect([item.target, ratings.get(item.target)]).toEqual([item.target, item.priority])
        }
      },
    ),
    { numRuns: 150 },
  )
})

/** Names and values of attributes, and often what one format or another takes for something else. */
const words = fc
  .oneof(
    fc.constantFrom(
      'a,b',
      '"q"',
      'x;y',
      ' edge',
      'edge\u00A0',
      ' ',
      'null',
      '#x',
      '=1+1',
      '10',
      '9',
      '{}',
      'ü x',
      '代币',
      "it's",
      '0x',
      '-',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  )
  .filter((text) => !/[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/u.test(text))
const attributeName = fc.oneof(
  fc.constantFrom('label', 'chain', '10', '9', 'market cap', 'a,b', '"q"', '备注', 'x;y', ' label', 'label '),
  fc.constantFrom(
    'Target',
    'TARGET',
    'target',
    'targets',
    'Priority',
    'priority',
    '优先级',
    '地址',
    'address',
    'Token',
  ),
  fc.constantFrom('prio', 'adress', 'attributes', 'attributes.x', 'attributes.', '-', '---', 'Total'),
  words.map((text) => `n${text}`),
)
const described = fc.record({
  target: fc.oneof(
    target,
    fc.nat(9).map((n) => `0x${String(n).padStart(40, 'aB')}`),
    fc.nat(9).map((n) => `eip155:1:0x${String(n).padStart(40, 'Ab')}`),
  ),
  priority: fc.constantFrom(...priorities),
  attributes: fc.uniqueArray(fc.tuple(attributeName, words), { selector: ([name]) => name, maxLength: 4 }),
})

it('[AT-3] [ID-1] what is exported and imported elsewhere is the same: targets, spellings, priorities, attributes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(described, { minLength: 1, maxLength: 20 }),
      fc.constantFrom<Identity[]>('exact', 'evm', 'auto'),
      async (items, identity) => {
        const fill = (body: unknown, format: TextFormat) => {
          const planning = new Planning(new MemoryStore(new SharedMemory(), Infinity))
          const task = { ...newTask(1), identity }
          planning.createTask(task)
          const edit = sendImport(planning, body, { format, identity })
          const request = { edit, members: ['a', 'b'], nextBatchId: 1, options: optionsOf(task), rebalance: false }
          const { plan, report } = planning.prepare(1, request)
          expect([format, report.duplicates]).toEqual([format, format === 'json' ? report.duplicates : 0])
          planning.commit(plan, nextRecord(task, report), 0)
          return planning
        }
        const given = items.map(({ attributes, ...item }) => ({ ...item, attributes: Object.fromEntries(attributes) }))
        const here = fill(given, 'json')
        const written = async (planning: Planning, format: TextFormat) =>
          Buffer.from(await planning.targets(1, format)).toString()
        for (const format of ['csv', 'json', 'ndjson', 'text'] as const) {
          // oxlint-disable-next-line no-await-in-loop
          const there = fill(await written(here, format), format)
          const compared = format === 'text' ? 'text' : 'json'
          // oxlint-disable-next-line no-await-in-loop
          expect([format, await written(there, compared)]).toEqual([format, await written(here, compared)])
          // oxlint-disable-next-line no-await-in-loop
          expect([format, await written(there, format)]).toEqual([format, await written(here, format)])
        }
      },
    ),
    { numRuns: 150 },
  )
})

it('[HT-1] [LI-5] the fields that a download has beside its list are passed over, whatever they are', () => {
  const read = (body: string) => {
    const reader = createListReader('json', 'replace')
    reader.accept(Buffer.from(body))
    return reader.end()
  }
  for (const body of [
    '{"epoch": 7 ,"targets":["#x"],"task_id":1}',
    '{"epoch":"7","targets":["#x"]}',
    '{"epoch":[7],"targets":["#x"]}',
    '{"targets":["#x"],"next":{"page":[2,"}"]}}',
  ]) {
    expect(read(body)).toMatchObject({ list: { targets: ['#x'], invalid: [] } })
  }
  expect(() => read('{"epoch":7 7,"targets":["x"]}')).toThrow('not JSON')
})
