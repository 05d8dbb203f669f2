import { plainName } from './column-names.ts'

/** Signs alone: those of ASCII, dashes, and those that boxes are drawn with. */
const ruler = /^[\x21-\x2F\x3A-\x40\x5B-\x60\x7B-\x7E–—\u2500-\u257F]+$/u
/** A whole line of it, with room between its signs, and what each has in it. */
const rulerLine = /^[\s|+:=-]+$/
const stroke = /[-=]{3}/
/** What a client of a database says under its rows. */
const rowCount = /^\(?[0-9]+ (?:rows?|行)(?: in set)?(?: \([0-9.]+ ?s(?:ec)?\))?\)?$/i

/** What a table ends with in place of a name, without case, spaces and signs. */
const totals: ReadonlySet<string> = new Set([
  'total',
  'totals',
  'grandtotal',
  'subtotal',
  'sum',
  'count',
  'average',
  'avg',
  'summe',
  'gesamt',
  'gesamtsumme',
  'gesamtergebnis',
  'somme',
  'suma',
  'totale',
  'итого',
  '合计',
  '总计',
  '总和',
  '小计',
  '总数',
  '共计',
  '合計',
])
const MAX_TOTAL_LENGTH = 20
/** How each begins: nearly every cell begins otherwise. */
const totalStart = /^(?:total|grand|sub|sum|count|aver|avg|gesamt|som|итого|合|总|小|共)/i

/** Whether a text is drawn: of nothing but signs. */
export function isRuler(text: string): boolean {
  return ruler.test(text)
}

/** Whether a line of a list is drawn, as under the header of a table in Markdown, or around one of a database. */
export function isRulerLine(line: string): boolean {
  return rulerLine.test(line) && stroke.test(line)
}

/** Whether a text stands for the sum of those above it. */
export function isTotal(text: string): boolean {
  return text.length <= MAX_TOTAL_LENGTH && totalStart.test(text) && totals.has(plainName(text).replaceAll(':', ''))
}

/**
 * Whether a row of a table that `|` separates only belongs to how it is drawn: it says nothing, as an empty row does.
 * @param cells none of them has its white space
 */
export function isDrawn(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '')
  if (filled.length === 0) return false
  return filled.every((cell) => isRuler(cell)) ? filled.some((cell) => cell.length > 2) : isRowCount(filled)
}

function isRowCount(filled: readonly string[]): boolean {
  return filled.length === 1 && rowCount.test(filled[0]!)
}
