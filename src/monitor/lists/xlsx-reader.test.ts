import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { ListIntake } from './list-intake.ts'

const A = '0x52908400098527886E0F7030069857D2E4169EE7'
const B = '0x8617E340B3D01FA5F11F306F4090FD50E238070D'

const relations =
  '<Relationships><Relationship Id="r1" Target="worksheets/hidden.xml"/><Relationship Id="r2" Target="/xl/worksheets/sheet1.xml"/></Relationships>'
const workbook =
  '<workbook><sheets><sheet name="Old" state="hidden" r:id="r1"/><sheet name="Pools" r:id="r2"/></sheets></workbook>'

function workbookOf(sheet: string, shared = '', others: Readonly<Record<string, string>> = {}): Buffer {
  const parts: Record<string, string> = {
    'xl/workbook.xml': workbook,
    'xl/_rels/workbook.xml.rels': relations,
    'xl/worksheets/sheet1.xml': `<?xml version="1.0"?><worksheet><sheetData>${sheet}</sheetData></worksheet>`,
    'xl/worksheets/hidden.xml': '<worksheet/>',
    ...(shared && { 'xl/sharedStrings.xml': `<sst>${shared}</sst>` }),
    ...others,
  }
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))))
}

function read(bytes: Buffer, format: 'auto' | 'xlsx' = 'auto', maxLines = Infinity, path?: readonly string[]) {
  const intake = new ListIntake(format, 'replace', { maxLines }, { isKept: true, name: 'pools.xlsx', path })
  for (let from = 0; from < bytes.length; from += 200) intake.accept(bytes.subarray(from, from + 200))
  const report = intake.end()
  const sent = intake.result
  return { report, intake, list: sent?.kind === 'replace' ? sent.list : null }
}

const text = (place: string, value: string) => `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`

describe('[LI-9] a workbook', () => {
  it('is its first visible sheet as a table: shared, rich and plain texts, numbers, gaps', () => {
    const shared =
      '<si><t>Contract Address</t></si><si><r><t>La</t></r><r><t>bel</t></r><rPh><t>kana</t></rPh></si><si><t xml:space="preserve"> Foo &amp; Co </t></si>'
    const sheet = [
      '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="E2" t="inlineStr"><is><t>fee</t></is></c></row>',
      `<row r="3">${text('B3', A)}<c r="C3" t="s"><v>2</v></c><c r="E3"><v>0.05</v></c></row>`,
      `<row>${text('B4', B)}</row>`,
      '<row r="9"><c r="B9"><v>1.23E+47</v></c></row>',
    ].join('')
    const { report, list } = read(workbookOf(sheet, shared))
    expect(list).toMatchObject({
      targets: [A, B, '1.23E+47'],
      attributes: ['{"Label":"Foo & Co","fee":"0.05"}', null, null],
    })
    expect(report).toMatchObject({
      reading: { format: 'xlsx', format_by: 'content', header: true, header_line: 2, place: 'Pools', separator: null },
      suspicions: [{ line: 9, kind: 'scientific' }],
    })
    expect(report.reading.rows.map(({ line }) => line)).toEqual([3, 4, 9])
  })

  it('names a row with a text that is not there, and takes none of it', () => {
    const sheet = [
      `<row r="1">${text('A1', 'address')}${text('B1', 'label')}</row>`,
      '<row r="2"><c r="A2" t="s"><v>7</v></c></row>',
      `<row r="3">${text('A3', A)}<c r="B3" t="s"><v>x</v></c></row>`,
      `<row r="4">${text('A4', B)}<c r="B4" t="s"/></row>`,
    ].join('')
    const { report, list } = read(workbookOf(sheet, '<si><t>one</t></si>'))
    expect(list?.targets).toEqual([B])
    expect(report.complaints).toMatchObject([
      { line: 2, fault: 'cell_text_missing', values: { column: 'A' } },
      { line: 3, fault: 'cell_text_missing', values: { column: 'B' } },
    ])
  })

  it.each([
    ['no zip file', Buffer.from('PK\u0003\u0004 and nothing else'), 'INVALID_ENCODING'],
    ['a zip file of something else', Buffer.from(zipSync({ 'a.txt': strToU8('a') })), 'INVALID_ENCODING'],
    ['one that is cut off', workbookOf(`<row>${text('A1', A)}</row>`).subarray(0, 400), 'INVALID_ENCODING'],
    ['broken XML', workbookOf('<row><c></row>'), 'INVALID_ENCODING'],
    ['an old or protected one', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'INVALID_ENCODING'],
    ['entities that grow', workbookOf('<row><c t="inlineStr"><is><t>&lol;</t></is></c></row>'), 'INVALID_ENCODING'],
    ['texts that unpack to far too much', workbookOf('', ' '.repeat(70 * 1024 * 1024)), 'TOO_LARGE'],
  ])('is refused where it is %s', (_what, bytes, code) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code }) as Error)
  })

  it('[HT-2] has no more rows than the limit, and a cell far to the right costs nothing', () => {
    const rows = Array.from(
      { length: 5 },
      (_, i) => `<row>${text(`A${i + 1}`, A)}${text(`XFD${i + 1}`, 'x')}</row>`,
    ).join('')
    expect(read(workbookOf(rows)).list).toMatchObject({ targets: [A, A, A, A, A] })
    expect(() => read(workbookOf(rows), 'xlsx', 4)).toThrow('more than 4 lines')
  })

  it('is the sheet that is named, also one that is hidden; one that is not there is refused', () => {
    const old = {
      'xl/worksheets/hidden.xml': `<worksheet><sheetData><row>${text('A1', B)}</row></sheetData></worksheet>`,
    }
    const bytes = workbookOf(`<row>${text('A1', A)}</row>`, '', old)
    expect(read(bytes, 'auto', Infinity, ['Old']).list).toMatchObject({ targets: [B] })
    expect(read(bytes, 'auto', Infinity, ['Pools']).list).toMatchObject({ targets: [A] })
    expect(() => read(bytes, 'auto', Infinity, ['New'])).toThrow('no sheet “New”; it has Old, Pools')
  })

  it('has no trace of how it writes what XML cannot hold', () => {
    expect(read(workbookOf(`<row>${text('A1', `${A}_x000D_`)}</row>`)).list).toMatchObject({ targets: [A] })
  })

  it('can be read again with another column', () => {
    const sheet = `<row>${text('A1', 'address')}${text('B1', 'pool')}</row><row>${text('A2', A)}${text('B2', B)}</row>`
    const { intake } = read(workbookOf(sheet))
    expect(intake.reread({ columns: { target: 1 } }).reading.rows).toMatchObject([
      { target: B, attributes: { address: A } },
    ])
  })
})
