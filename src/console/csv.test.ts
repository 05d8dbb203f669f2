import { describe, expect, it } from 'vitest'
import { csvTime, toCsv, toExactCsv } from './csv.ts'

describe('toCsv', () => {
  it('[UI-3] has cells parted by commas and each line ended by CRLF', () => {
    expect(
      toCsv([
        ['id', 'targets'],
        ['c1', 12],
        ['c2', 0.5],
      ]),
    ).toBe('id,targets\r\nc1,12\r\nc2,0.5\r\n')
  })

  it('leaves what is not known empty, and writes a zero', () => {
    expect(toCsv([[null, '', 0, null]])).toBe(',,0,\r\n')
  })

  it('quotes cells that hold commas, quotes or line ends, and doubles the quotes', () => {
    expect(toCsv([['a,b', 'say "no"', 'two\nlines', 'two\r\nlines', 'plain text']])).toBe(
      '"a,b","say ""no""","two\nlines","two\r\nlines",plain text\r\n',
    )
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1'])('keeps a spreadsheet from reading %j as a formula', (text) => {
    expect(toCsv([[text]])).toBe(`'${text}\r\n`)
  })

  it.each(['＝1', '＋1', '－1', '＠SUM(A1)'])('knows the signs of full width, too: %j', (text) => {
    expect(toCsv([[text]])).toBe(`'${text}\r\n`)
  })

  it('guards and quotes a formula that needs both', () => {
    expect(toCsv([['=HYPERLINK("http://x","y")']])).toBe(`"'=HYPERLINK(""http://x"",""y"")"\r\n`)
    expect(toCsv([['\r=1']])).toBe(`"'\r=1"\r\n`)
  })

  it('leaves numbers numbers, and signs within a text alone', () => {
    expect(toCsv([[-5, 'consumer-7', 'a=b', 'x@y']])).toBe('-5,consumer-7,a=b,x@y\r\n')
  })

  it('[UI-3] writes times to the millisecond, and none where there was none', () => {
    expect(toCsv([[csvTime(1_767_225_600_007), csvTime(null), csvTime(0)]])).toBe(
      '2026-01-01T00:00:00.007Z,,1970-01-01T00:00:00.000Z\r\n',
    )
  })

  it('writes for programs what there is, and guards nothing', () => {
    expect(toExactCsv([['=1', ' a', 'b,c']])).toBe('=1," a","b,c"\r\n')
  })
})
