import type { Column } from '../../components/table-row.tsx'

/**
 * Rows as their table shows them, so that a panel steps through the same order.
 * @param by the id of a column, with a minus where it falls; empty for the order given
 */
export function inOrderOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[], by: string): readonly Row[] {
  const sign = by.startsWith('-') ? -1 : 1
  const column = columns.find(({ id }) => id === by.replace(/^-/, ''))
  if (!column) return rows
  return rows.toSorted((a, b) => sign * compare(column.value(a), column.value(b)))
}

type Value = string | number | null

/** What is not known is less than anything. */
function compare(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
}
