import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GroupName, numbersIn, search, type Searchable } from './search.ts'

const entry = (group: GroupName, label: string, keywords?: string): Searchable => ({
  group,
  label,
  ...(keywords !== undefined && { keywords }),
})
const consumers = (...labels: string[]) => labels.map((label) => entry('consumer', label))
const labels = (entries: readonly Searchable[], query: string, most = 100) =>
  search(entries, query, most).flatMap((group) => group.entries.map(({ label }) => label))

describe('[UI-6] search', () => {
  it('puts what is the same first, then what begins so, then words that do, then what has it in it', () => {
    const entries = consumers('xc1', 'worker-c1', 'c10', 'c1', 'c2')
    expect(labels(entries, 'c1')).toEqual(['c1', 'c10', 'worker-c1', 'xc1'])
    expect(labels(entries, 'C1')).toEqual(['c1', 'c10', 'worker-c1', 'xc1'])
  })

  it('leaves those of one rank in the order given', () => {
    expect(labels(consumers('worker-9', 'my-worker', 'worker-10'), 'worker')).toEqual([
      'worker-9',
      'worker-10',
      'my-worker',
    ])
  })

  it('finds all words in any order, also among the keywords, which count least', () => {
    const entries = [entry('action', '重新加载', 'reload sync'), ...consumers('a reloader', 'Drain c1', 'Drain c2')]
    expect(labels(entries, 'c2 drain')).toEqual(['Drain c2'])
    expect(labels(entries, 'sync')).toEqual(['重新加载'])
    expect(labels(entries, '加载')).toEqual(['重新加载'])
    expect(labels(entries, 'nothing')).toEqual([])
  })

  it('shows so many of a group and says how many there are', () => {
    const thousand = consumers(...Array.from({ length: 1000 }, (_, i) => `consumer-${i}`))
    const [group] = search(thousand, 'consumer-1', 8)
    expect(group?.entries.map(({ label }) => label)).toEqual(
      [1, 10, 11, 12, 13, 14, 15, 16].map((i) => `consumer-${i}`),
    )
    expect(group?.total).toBe(111)
  })

  it('puts the group with the best entry first, and keeps the order of groups where nothing was typed', () => {
    const entries = [entry('action', 'Reload c1'), entry('screen', 'Consumers'), ...consumers('c1')]
    expect(search(entries, 'c1', 8).map(({ name }) => name)).toEqual(['consumer', 'action'])
    expect(search(entries.toReversed(), '', 8).map(({ name }) => name)).toEqual(['action', 'screen', 'consumer'])
  })

  it('[UI-1] puts the documentation and targets last, however well they match: they come late, and nothing above them may move', () => {
    const entries = [
      entry('target', 'c1'),
      entry('help', 'c1'),
      entry('action', 'Reload c1'),
      ...consumers('worker-c1'),
    ]
    expect(search(entries, 'c1', 8).map(({ name }) => name)).toEqual(['action', 'consumer', 'help', 'target'])
  })

  it('without a query leaves every group in the order given', () => {
    expect(labels(consumers('b', 'a', 'c'), '  ')).toEqual(['b', 'a', 'c'])
  })

  it('never shows more than asked for, nor anything without the words, and counts all that have them', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '-', ' '), maxLength: 6 })
    fc.assert(
      fc.property(fc.array(text), text, fc.integer({ min: 1, max: 5 }), (names, query, most) => {
        const words = query.split(' ').filter(Boolean)
        const matching = names.filter((name) => words.every((word) => name.includes(word)))
        const [group] = search(consumers(...names), query, most)
        expect(group?.total ?? 0).toBe(matching.length)
        expect(group?.entries.length ?? 0).toBe(Math.min(most, matching.length))
        for (const { label } of group?.entries ?? []) expect(matching).toContain(label)
      }),
    )
  })
})

it('finds the numbers in what was typed', () => {
  expect(numbersIn('compare 3 and 12')).toEqual([3, 12])
  expect(numbersIn('batch')).toEqual([])
})
