import { describe, expect, it } from 'vitest'
import { formatOfList } from './format-of-content.ts'

describe('[LI-1] the format of a list that nobody has named', () => {
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
    ['mint\nSo11111111111111111111111111111111111111112', 'csv'],
    ['mint\nother', 'text'],
    ['token address', 'csv'],
    ['a;high\nb;', 'csv'],
    ['sep=;\na', 'csv'],
    ['name\taddress\nx\ta', 'csv'],
    ['{"error":"x"}', 'json'],
    ['{"mint":"a"}', 'ndjson'],
    ['[1.5] x', 'text'],
    ['{"target":"a"}\n{"target":"b"}', 'ndjson'],
    ['"a"\n"b"', 'ndjson'],
  ] as const)('by its content: %j is %s', (start, format) => {
    expect(formatOfList(start)).toEqual({ format, by: 'content' })
  })

  it('is JSON under any name, else what the name says, but for .txt', () => {
    expect(formatOfList('{"data":[]}', 'x.csv')).toEqual({ format: 'json', by: 'content' })
    expect(formatOfList('a;b', 'x.csv.gz')).toEqual({ format: 'csv', by: 'name' })
    expect(formatOfList('no json', 'x.json')).toEqual({ format: 'json', by: 'name' })
    expect(formatOfList('address,symbol\na,b', 'x.txt')).toEqual({ format: 'csv', by: 'content' })
    expect(formatOfList('a', 'x.txt')).toEqual({ format: 'text', by: 'name' })
  })
})
