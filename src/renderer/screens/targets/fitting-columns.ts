interface Wide {
  readonly id: string
  /** A CSS grid track. */
  readonly width: string
}

/** What goes first where there is no room for all, until what is left fits: targets, status and message stay the longest. */
const leaving = ['age', 'slot', 'priority', 'batch', 'label', 'message', 'consumer', 'report', 'status']

/**
 * The columns that fit beside each other.
 * @param width px
 * @param wanted what the list is narrowed to says most: it stays in place of the status
 */
export function fitting<C extends Wide>(columns: readonly C[], width: number, wanted = 'status'): readonly C[] {
  if (width === 0) return columns
  let left = columns
  for (const id of leaving.filter((name) => name !== wanted)) {
    if (leastWidth(left) <= width) break
    left = left.filter((column) => column.id !== id)
  }
  return left
}

const leastWidth = (columns: readonly Wide[]) =>
  columns.reduce((sum, { width }) => sum + Number(/\d+/.exec(width)?.[0] ?? 0), 0)
