import { describe, expect, it } from 'vitest'
import { type Column, cut, tableLines, widthOf } from './table.ts'

interface Row {
  readonly name: string
  readonly count: number
  readonly text: string
}
const columns: readonly Column<Row>[] = [
  { name: 'name', cell: ({ name }) => name, isWide: true },
  { name: 'count', cell: ({ count }) => String(count), isNumber: true },
  { name: 'text', cell: ({ text }) => text, isWide: true, colour: () => 'red' },
]
const rows: readonly Row[] = [
  { name: '上海', count: 7, text: 'fine' },
  { name: 'worker-1', count: 1200, text: 'a message that goes on and on' },
]
const plain = { hasHeader: true, paint: (_: string, text: string) => text }

describe('[CMD-2] tableLines', () => {
  it('aligns by what characters take on a screen', () => {
    expect(tableLines(rows, columns, { ...plain, width: 80 })).toEqual([
      'NAME      COUNT  TEXT',
      '上海          7  fine',
      'worker-1   1200  a message that goes on and on',
    ])
  })

  it.each([20, 30, 40])('is never wider than %d columns', (width) => {
    const lines = tableLines(rows, columns, { ...plain, width })
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width)
    expect(lines[2]).toContain('…')
  })

  it('leaves out what matters least before what matters becomes short', () => {
    const [name, count, text] = columns as [Column<Row>, Column<Row>, Column<Row>]
    const some = [name, { ...count, minor: 1 }, { ...count, name: 'times', minor: 2 }, text]
    const headAt = (width: number | null) => tableLines(rows, some, { ...plain, width })[0]?.split(/\s+/)
    expect(headAt(80)).toEqual(['NAME', 'COUNT', 'TIMES', 'TEXT'])
    expect(headAt(50)).toEqual(['NAME', 'COUNT', 'TEXT'])
    expect(headAt(40)).toEqual(['NAME', 'TEXT'])
    expect(headAt(null)).toEqual(['NAME', 'COUNT', 'TIMES', 'TEXT'])
  })

  it('colours what is shown and not the space around it', () => {
    const painted = tableLines(rows, columns, { ...plain, width: 80, paint: (colour, text) => `<${colour}:${text}>` })
    expect(painted[1]).toBe('上海          7  <red:fine>')
  })

  it('has tabs between and all of each cell where no person looks', () => {
    expect(tableLines(rows, columns, { ...plain, width: null })[2]).toBe(
      'worker-1\t1200\ta message that goes on and on',
    )
    expect(tableLines(rows, columns, { ...plain, width: null, hasHeader: false })).toHaveLength(2)
  })

  it.each([80, null])('lets no text break its lines or reach the terminal, %s', (width) => {
    const evil = [{ name: 'a\tb\nc', count: 1, text: '\u001B[2Jgone\u009B\u202E' }]
    const [line = '', ...more] = tableLines(evil, columns, { ...plain, width, hasHeader: false })
    expect(more).toEqual([])
    expect(line).not.toMatch(/(?!\t)[\p{Cc}\u202E]/u)
    expect(line.split('\t')).toHaveLength(width === null ? 3 : 1)
  })
})

describe('cut', () => {
  it.each([
    ['short', 8, 'short'],
    ['a long text', 8, 'a long …'],
    ['上海采集', 6, '上海…'],
    ['上海采集', 8, '上海采集'],
  ])('%s in %d columns', (text, width, expected) => expect(cut(text, width)).toBe(expected))
})
