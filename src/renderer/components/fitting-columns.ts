interface Wide {
  readonly id: string
  /** A CSS grid track. */
  readonly width: string
}

/**
 * The columns that fit beside each other.
 * @param width px; 0 before it is known
 * @param leaving which go where there is no room for all, the first one first, until what is left fits
 */
export function fitting<C extends Wide>(
  columns: readonly C[],
  width: number,
  leaving: readonly string[],
): readonly C[] {
  if (width === 0) return columns
  let left = columns
  for (const id of leaving) {
    if (leastWidth(left) <= width) break
    left = left.filter((column) => column.id !== id)
  }
  return left
}

const leastWidth = (columns: readonly Wide[]) =>
  columns.reduce((sum, { width }) => sum + Number(/\d+/.exec(width)?.[0] ?? 0), 0)
