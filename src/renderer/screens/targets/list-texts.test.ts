import { expect, it } from 'vitest'
import { jsonList, ndjsonList } from './list-texts.ts'

const rows = [
  { target: 'a "quoted" one', priority: 'medium', attributes: null },
  { target: 'b', priority: 'high', attributes: null },
  { target: 'c', priority: 'medium', attributes: { label: 'C', chain: 'eth' } },
] as const

it('[AT-3] says of a target what there is to say, and no more', () => {
  const items = [
    'a "quoted" one',
    { target: 'b', priority: 'high' },
    { target: 'c', attributes: { label: 'C', chain: 'eth' } },
  ]
  expect(JSON.parse(jsonList(rows))).toEqual(items)
  expect(
    ndjsonList(rows)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual(items)
  expect(jsonList([])).toBe('[\n\n]\n')
  expect(ndjsonList([])).toBe('')
})
