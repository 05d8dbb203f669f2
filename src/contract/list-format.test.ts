import { describe, expect, it } from 'vitest'
import { formatOfContent, formatOfName } from './list-format.ts'

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

  it.each([
    ['0xabc\n0xdef', 'text'],
    ['', 'text'],
    ['# targets\na,b', 'text'],
    ['a,b', 'text'],
    ['a,high\nb', 'csv'],
    ['\uFEFFTarget,Priority\r\na,high', 'csv'],
    ['note,"target"\r\nx,a', 'csv'],
    ['["a"', 'json'],
    ['{"targets":["a"]}', 'json'],
    ['\n {\n  "targets": [', 'json'],
    ['{"targets":[{"target":"a"', 'json'],
    ['{"target":"a"}\n{"target":"b"}', 'ndjson'],
    ['"a"\n"b"', 'ndjson'],
  ] as const)('[HT-1] guesses that %j is %s', (start, format) => {
    expect(formatOfContent(start)).toBe(format)
  })
})
