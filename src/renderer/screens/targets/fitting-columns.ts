import { fitting as fittingOf } from '../../components/fitting-columns.ts'

/** What goes first where there is no room for all, until what is left fits: targets, status and message stay the longest. */
const leaving = ['age', 'slot', 'priority', 'batch', 'label', 'message', 'consumer', 'report', 'status']

/**
 * The columns that fit beside each other.
 * @param width px
 * @param wanted what the list is narrowed to says most: it stays in place of the status
 */
export function fitting<C extends { readonly id: string; readonly width: string }>(
  columns: readonly C[],
  width: number,
  wanted = 'status',
): readonly C[] {
  return fittingOf(
    columns,
    width,
    leaving.filter((name) => name !== wanted),
  )
}
