import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { refusal } from '../../contract/refusal.ts'
import type { XlsxPackage } from './xlsx-package.ts'

/** More columns are passed over: a single cell far to the right would make each row as long. */
const MAX_COLUMNS = 256
/** Texts and cells, in characters; whatever is longer is cut. */
const MAX_CELL_LENGTH = 64 * 1024

/** A sheet of a workbook: the one that is named, or the first that is shown. */
export interface XlsxSheet {
  readonly name: string
  /** @param take gets each row that has a cell */
  readRows(take: TakeRow): void
}

/** @param row its number, from 1 @param lost the first cell whose text is not among those it names; −1 where none is lost */
type TakeRow = (cells: readonly string[], row: number, lost: number) => void

/** @throws {BatchdeckError} `INVALID_ENCODING` where it is no workbook, its XML is damaged, or it has no such sheet */
export function sheetOf(parts: XlsxPackage, named: string | undefined): XlsxSheet {
  const { name, id } = chosenSheet(partOf(parts, 'xl/workbook.xml'), named)
  const target = relationOf(partOf(parts, 'xl/_rels/workbook.xml.rels'), id)
  const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`
  return {
    name,
    readRows(take) {
      const shared = sharedTexts(parts.text('xl/sharedStrings.xml') ?? '')
      readSheet(partOf(parts, path), shared, take)
    },
  }
}

function partOf(parts: XlsxPackage, name: string): string {
  const text = parts.text(name)
  if (text === null) throw refusal('list_not_xlsx')
  return text
}

function chosenSheet(workbook: string, named: string | undefined): { name: string; id: string } {
  const sheets: { name: string; id: string; isShown: boolean }[] = []
  parse(workbook, {
    open({ name: tag, attributes }) {
      if (localName(tag) !== 'sheet') return
      const { name = '', state = 'visible', 'r:id': id = '' } = attributes
      sheets.push({ name, id, isShown: state === 'visible' })
    },
  })
  if (sheets.length === 0) throw refusal('list_not_xlsx')
  const sheet =
    named === undefined
      ? (sheets.find(({ isShown }) => isShown) ?? sheets[0])
      : sheets.find(({ name }) => name === named)
  if (!sheet) {
    throw refusal('xlsx_sheet_unknown', { sheet: String(named), sheets: sheets.map(({ name }) => name).join(', ') })
  }
  return sheet
}

function relationOf(relations: string, id: string): string {
  let target: string | null = null
  parse(relations, {
    open({ attributes }) {
      if (attributes.Id === id) target = attributes.Target ?? null
    },
  })
  if (target === null) throw refusal('list_not_xlsx')
  return target
}

/** Texts that cells name by their number; how they are pronounced is no part of them. */
function sharedTexts(xml: string): string[] {
  const texts: string[] = []
  let text: string | null = null
  let isText = false
  let pronounced = 0
  if (xml === '') return texts
  parse(xml, {
    open({ name }) {
      const tag = localName(name)
      if (tag === 'si') text = ''
      else if (tag === 'rPh') pronounced++
      else if (tag === 't') isText = pronounced === 0
    },
    text(part) {
      if (isText && text !== null) text = (text + part).slice(0, MAX_CELL_LENGTH)
    },
    close(name) {
      const tag = localName(name)
      if (tag === 'si') texts.push(text ?? '')
      else if (tag === 'rPh') pronounced--
      else if (tag === 't') isText = false
    },
  })
  return texts
}

function readSheet(xml: string, shared: readonly string[], take: TakeRow): void {
  let row = 0
  let lost = -1
  let cells: string[] = []
  let column = -1
  let kind = ''
  let value = ''
  let isValue = false
  parse(xml, {
    open({ name, attributes }) {
      switch (localName(name)) {
        case 'row':
          row = rowOf(attributes.r) ?? row + 1
          cells = []
          column = -1
          lost = -1
          break
        case 'c':
          column = columnOf(attributes.r) ?? column + 1
          kind = attributes.t ?? 'n'
          value = ''
          break
        case 'v':
        case 't':
          isValue = true
          break
      }
    },
    text(part) {
      if (isValue) value = (value + part).slice(0, MAX_CELL_LENGTH)
    },
    close(name) {
      switch (localName(name)) {
        case 'v':
        case 't':
          isValue = false
          break
        case 'c':
          if (column >= MAX_COLUMNS) break
          while (cells.length < column) cells.push('')
          cells[column] = kind === 's' ? sharedText(shared, value) : unescaped(value).trim()
          if (kind === 's' && value !== '' && shared[Number(value)] === undefined && lost < 0) lost = column
          break
        case 'row':
          if (cells.length > 0) take(cells, row, lost)
          break
      }
    },
  })
}

/** The text of a cell that names it by its number. */
function sharedText(shared: readonly string[], number: string): string {
  return number === '' ? '' : unescaped(shared[Number(number)] ?? '').trim()
}

/** The letters of a column: 27 is `AB`. */
export function lettersOf(column: number): string {
  const last = String.fromCharCode(65 + (column % 26))
  return column < 26 ? last : lettersOf(Math.floor(column / 26) - 1) + last
}

interface Listener {
  readonly open: (tag: SaxesTagPlain) => void
  readonly text?: (part: string) => void
  readonly close?: (name: string) => void
}

/** @throws {BatchdeckError} `INVALID_ENCODING` where it is no XML */
function parse(xml: string, { open, text, close }: Listener): void {
  const parser = new SaxesParser()
  parser.on('opentag', open)
  if (text) parser.on('text', text)
  if (close) parser.on('closetag', ({ name }) => close(name))
  const faults: Error[] = []
  parser.on('error', (error) => void faults.push(error))
  // In pieces, so that what is no XML is noticed before all of it was read.
  for (let from = 0; from < xml.length && faults.length === 0; from += MAX_CELL_LENGTH) {
    parser.write(xml.slice(from, from + MAX_CELL_LENGTH))
  }
  if (faults.length === 0) parser.close()
  if (faults.length > 0) throw refusal('list_not_xlsx', {}, { cause: faults[0] })
}

/** A workbook writes what XML cannot hold as `_x000D_` (ECMA-376, ST_Xstring). */
function unescaped(text: string): string {
  return text.replaceAll(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
}

/** Without the prefix of its namespace. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** `B7` is in column 1. */
function columnOf(place = ''): number | null {
  const letters = /^[A-Z]{1,3}/.exec(place)?.[0]
  if (letters === undefined) return null
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

function rowOf(number = ''): number | null {
  return /^[1-9][0-9]{0,6}$/.test(number) ? Number(number) : null
}
