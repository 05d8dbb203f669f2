import { describe, expect, it } from 'vitest'
import { changeTable, changeWords, chosenList, labelOf, listsToShow } from './change-rows.ts'

const counts = (some: object) => ({ added: 0, removed: 0, rerated: 0, described: 0, ...some }) as never

describe('[CH-3] the lists of a change', () => {
  it('are what comes and what goes, and the others where there are any; what goes is looked at first', () => {
    expect(listsToShow(counts({ added: 3 }))).toEqual(['added', 'removed'])
    expect(listsToShow(counts({ rerated: 1 }))).toEqual(['added', 'removed', 'rerated'])
    expect(chosenList(['added', 'removed'], null, counts({ added: 3, removed: 1 }))).toBe('removed')
    expect(chosenList(['added', 'removed'], 'added', counts({ added: 3, removed: 1 }))).toBe('added')
    expect(chosenList(['added', 'removed'], 'rerated', counts({ added: 3 }))).toBe('added')
    expect(chosenList(['added', 'removed'], null, counts({}))).toBe('added')
  })

  it('call a target as people do, and say which attributes are others', () => {
    expect(labelOf({ attributes: { chain: 'eth', label: 'Pool' } })).toBe('Pool')
    expect(labelOf({ attributes: { chain: 'eth', symbol: 'ABC' } })).toBe('ABC')
    expect(labelOf({ attributes: { chain: 'eth' } })).toBe('eth')
    expect(labelOf({ attributes: null })).toBe('')
    const was = { priority: 'low', attributes: { chain: 'eth', fee: '1' } } as const
    expect(changeWords({ attributes: { chain: 'base', label: 'x', fee: '1' }, was })).toBe(
      'chain: eth → base, label: – → x',
    )
    expect(changeWords({ attributes: null, was })).toBe('chain: eth → –, fee: 1 → –')
  })

  it('are saved with every attribute as a column', () => {
    const row = (target: string, attributes: Record<string, string> | null) => ({
      target,
      priority: 'low' as const,
      attributes,
      was: null,
    })
    const rows = [row('a', { chain: 'eth' }), row('b', null), row('c', { label: 'C', chain: 'base' })]
    expect(changeTable(rows, { target: 'target', priority: 'priority' })).toEqual([
      ['target', 'priority', 'chain', 'label'],
      ['a', 'low', 'eth', ''],
      ['b', 'low', '', ''],
      ['c', 'low', 'base', 'C'],
    ])
  })
})
