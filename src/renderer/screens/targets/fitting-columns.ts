import type { Column } from '../../components/table-row.tsx'

/** What goes first where there is no room for all, until what is left fits: targets, status and message stay the longest. */
const leaving = ['age', 'slot', 'priority', 'batch', 'label', 'message', 'consumer', 'report']

/** The columns that fit beside each other. @param width px */
export function fitting<Row>(columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  if (width === 0) return columns
  let left = columns
  for (const id of leaving) {
    if (leastWidth(left) <= width) break
    left = left.filter((column) => column.id !== id)
  }
  return left
}

const leastWidth = <Row>(columns: readonly Column<Row>[]) =>
  columns.reduce((sum, { width }) => sum + Number(/\d+/.exec(width)?.[0] ?? 0), 0)
