/** `[UI-3]` Excel takes a file for UTF-8 only with it in front; whoever reads a list here passes over it. */
export const BYTE_ORDER_MARK = '\uFEFF'

type Cell = string | number | null

/** How a formula begins, for one spreadsheet or another; the signs of full width are those of Chinese keyboards. */
const formulaStart = /^[=+\-@\t\r＝＋－＠]/

/**
 * RFC 4180; a cell that a spreadsheet would take for a formula is quoted by an apostrophe. csv-stringify writes the same,
 * but its types bring Node's into the rooms that know no Node, and the page would grow by 32 kB for these lines.
 */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return toExactCsv(
    rows.map((row) => row.map((cell) => (typeof cell === 'string' && formulaStart.test(cell) ? `'${cell}` : cell))),
  )
}

/** `[UI-3]` A time as people and spreadsheets read it: ISO 8601 in UTC, to the millisecond. @param at ms since 1970 */
export function csvTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

/** RFC 4180, for programs: what is read back is what was written. */
export function toExactCsv(rows: readonly (readonly Cell[])[]): string {
  const quoted = (cell: Cell) => {
    const text = String(cell ?? '')
    // White space around a cell is taken for none of it, unless it is quoted.
    return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return rows.map((row) => row.map(quoted).join(',')).join('\r\n') + '\r\n'
}
