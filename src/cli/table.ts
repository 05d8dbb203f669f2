import measure from 'fast-string-truncated-width'
import { cleanText } from '../console/words/one-line.ts'
import type { Colour, Paint } from './terminal.ts'

/** A column of a table. */
export interface Column<Row> {
  readonly name: string
  readonly cell: (row: Row) => string
  /** Numbers stand at its right. */
  readonly isNumber?: boolean
  /** It gives way where the screen is narrow. */
  readonly isWide?: boolean
  /** It is left out of a narrow screen rather than that others become very short; the greatest first. */
  readonly minor?: number
  /** On a screen: lines that are printed one by one have their columns in the same place. */
  readonly least?: number
  readonly colour?: (row: Row) => Colour | null
}

export interface TableStyle {
  /** Columns of the screen; null for a program, which gets all of it with tabs between. */
  readonly width: number | null
  readonly hasHeader: boolean
  readonly paint: Paint
}

const GAP = '  '
const ELLIPSIS = '…'
/** So much of a column that gives way is worth more than columns that are minor. */
const READABLE_WIDTH = 32
/** A column that gives way keeps so much. */
const LEAST_WIDTH = 8

/**
 * `[CMD-2]` A table: aligned and cut to the screen, by what characters take there (Chinese ones two columns); or the same
 * columns with tabs between.
 */
export function tableLines<Row>(
  rows: readonly Row[],
  all: readonly Column<Row>[],
  { width, hasHeader, paint }: TableStyle,
): string[] {
  const columns = width === null ? all : majorOf(rows, all, width, hasHeader)
  const head = columns.map(({ name }) => name.toUpperCase())
  const cells = rows.map((row) => columns.map(({ cell }) => cleanText(cell(row))))
  if (width === null) return (hasHeader ? [head, ...cells] : cells).map((line) => line.join('\t'))
  const shown = hasHeader ? [head, ...cells] : cells
  const widths = fitted(
    columns.map(({ least = 0 }, at) => shown.reduce((most, line) => Math.max(most, widthOf(line[at]!)), least)),
    columns,
    width,
  )
  const lineOf = (line: readonly string[], row: Row | null) => {
    let room = width
    const parts: string[] = []
    for (const [at, column] of columns.entries()) {
      const gap = at === 0 ? '' : GAP
      room -= gap.length
      if (room <= 0) break
      const space = Math.min(widths[at]!, room)
      const text = cut(line[at]!, space)
      const padding = ' '.repeat(Math.max(0, space - widthOf(text)))
      const colour = row === null ? 'dim' : (column.colour?.(row) ?? null)
      const painted = colour === null || text === '' ? text : paint(colour, text)
      parts.push(gap + (column.isNumber ? padding + painted : painted + padding))
      room -= space
    }
    return parts.join('').trimEnd()
  }
  return [...(hasHeader ? [lineOf(head, null)] : []), ...rows.map((row, at) => lineOf(cells[at]!, row))]
}

/** What a text takes on a screen, in columns. */
export function widthOf(text: string): number {
  return measure(text).width
}

/** A text in so many columns; what is longer ends with “…”. */
export function cut(text: string, width: number): string {
  const { truncated, index, ellipsed } = measure(text, { limit: width, ellipsis: ELLIPSIS, ellipsisWidth: 1 })
  if (!truncated) return text
  return `${text.slice(0, index)}${ellipsed ? ELLIPSIS : ''}`
}

/** The columns for which a screen has room. */
function majorOf<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number,
  hasHeader: boolean,
): readonly Column<Row>[] {
  if (columns.every(({ minor }) => minor === undefined)) return columns
  const needs = new Map(
    columns.map((column) => {
      const most = rows.reduce(
        (so, row) => Math.max(so, widthOf(cleanText(column.cell(row)))),
        hasHeader ? widthOf(column.name) : 0,
      )
      return [column, column.isWide ? Math.min(most, READABLE_WIDTH) : most] as const
    }),
  )
  const leaving = columns
    .filter(({ minor }) => minor !== undefined)
    .toSorted(({ minor: a = 0 }, { minor: b = 0 }) => b - a)
  const kept = new Set(columns)
  const need = () => [...kept].reduce((sum, column) => sum + needs.get(column)! + GAP.length, -GAP.length)
  for (const column of leaving) if (need() > width) kept.delete(column)
  return [...kept]
}

/** The widths that fit: the widest of those that give way gives first. */
function fitted<Row>(natural: readonly number[], columns: readonly Column<Row>[], width: number): number[] {
  const widths = [...natural]
  let excess = widths.reduce((sum, one) => sum + one, 0) + GAP.length * (columns.length - 1) - width
  while (excess > 0) {
    const most = Math.max(...columns.map(({ isWide }, at) => (isWide ? widths[at]! : 0)))
    if (most <= LEAST_WIDTH) break
    const at = columns.findIndex(({ isWide }, place) => isWide === true && widths[place] === most)
    widths[at]!--
    excess--
  }
  return widths
}
