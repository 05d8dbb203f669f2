type Cell = string | number | null

/** RFC 4180; a cell that a spreadsheet would take for a formula is quoted by an apostrophe. */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return toExactCsv(
    rows.map((row) => row.map((cell) => (typeof cell === 'string' && /^[=+\-@\t]/.test(cell) ? `'${cell}` : cell))),
  )
}

/** RFC 4180, for programs: what is read back is what was written. */
export function toExactCsv(rows: readonly (readonly Cell[])[]): string {
  const quoted = (cell: Cell) => {
    const text = String(cell ?? '')
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return rows.map((row) => row.map(quoted).join(',')).join('\r\n') + '\r\n'
}
