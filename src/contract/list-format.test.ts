import { describe, expect, it } from 'vitest'
import { formatOfName } from './list-format.ts'

describe('formats of target lists', () => {
  it.each([
    ['a.txt', 'text'],
    ['A.TXT.GZ', 'text'],
    ['x.y.csv', 'csv'],
    ['list.json', 'json'],
    ['list.ndjson.gz', 'ndjson'],
    ['list.jsonl', 'ndjson'],
    ['list.gz', null],
    ['list', null],
    ['list.toString', null],
  ] as const)('[HT-1] of the file %s: %s', (name, format) => {
    expect(formatOfName(name)).toBe(format)
  })
})
