import { toExactCsv } from '../../console/csv.ts'

/** A row of a database, in the order of the columns. */
export type Row = readonly unknown[]

/** Rows of a query as the lines of a table; where no column is called as targets are, the first one holds them. */
export function csvHead(columns: readonly string[], isTarget: (name: string) => boolean): string {
  const named = columns.some(isTarget) ? columns : ['target', ...columns.slice(1)]
  return toExactCsv([named])
}

export function csvRows(rows: readonly Row[]): Buffer {
  return Buffer.from(toExactCsv(rows.map((row) => row.map(cellOf))))
}

/** The first in which nothing is: as a line it would count for nothing, and no fault either. -1 where there is none. */
export function emptyRow(rows: readonly Row[]): number {
  return rows.findIndex((row) => row.every((cell) => cellOf(cell) === ''))
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString()
  if (Buffer.isBuffer(value)) return `0x${value.toString('hex')}`
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  return JSON.stringify(value) ?? ''
}
