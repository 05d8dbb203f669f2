import { inOrder } from './steady-order.ts'

/** A line of a list: a row, or the head of a group of rows. */
export type Line<Row> =
  | { readonly id: string; readonly group: string; readonly row: Row }
  | {
      readonly id: string
      readonly group: string
      readonly row: null
      readonly count: number
      readonly isClosed: boolean
    }

interface Identified {
  readonly id: string
}

/** A row, and the group it stands in. */
interface Placed<Row> {
  readonly row: Row
  readonly group: string
}

/** How rows are told apart into groups. */
export interface Grouping<Row> {
  readonly of: (row: Row) => string
  /** Which comes first; a group that is not named comes last. */
  readonly order: readonly string[]
}

/** Rows group by group, in each in the order they had. */
export function inGroups<Row extends Identified>(
  rows: readonly Row[],
  { of, order }: Grouping<Row>,
): readonly Placed<Row>[] {
  const groups = Map.groupBy(rows, of)
  const names = [
    ...order.filter((name) => groups.has(name)),
    ...[...groups.keys()].filter((name) => !order.includes(name)),
  ]
  return names.flatMap((group) => groups.get(group)!.map((row) => ({ row, group })))
}

/** Where each row stood when somebody began to look: its group by its id, in order. */
export type Held = ReadonlyMap<string, string>

export const hold = (placed: readonly Placed<Identified>[]): Held =>
  new Map(placed.map(({ row, group }) => [row.id, group]))

/**
 * `[UI-1]` The rows in the places and groups they had. What is gone closes its gap; what is new comes last where there are
 * no groups, and waits where there are: within a group it would move all that stands below.
 * @returns how many stand elsewhere than they would, or wait
 */
export function asHeld<Row extends Identified>(
  placed: readonly Placed<Row>[],
  held: Held,
  isGrouped: boolean,
): { placed: readonly Placed<Row>[]; waiting: number } {
  const shown = isGrouped ? placed.filter(({ row }) => held.has(row.id)) : placed
  const ordered = inOrder(
    shown.map((each) => ({ id: each.row.id, each })),
    [...held.keys()],
  )
  let waiting = placed.length - shown.length
  const kept = ordered.map(({ id, each }) => {
    const group = held.get(id) ?? each.group
    if (group !== each.group) waiting++
    return { row: each.row, group }
  })
  return { placed: kept, waiting }
}

/** Heads above their rows; of a group that is closed only the head. */
export function linesOf<Row extends Identified>(
  placed: readonly Placed<Row>[],
  closed: ReadonlySet<string>,
): readonly Line<Row>[] {
  const lines: Line<Row>[] = []
  for (const [group, members] of Map.groupBy(placed, (each) => each.group)) {
    const isClosed = closed.has(group)
    lines.push({ id: `group ${group}`, group, row: null, count: members.length, isClosed })
    if (!isClosed) for (const { row } of members) lines.push({ id: row.id, group, row })
  }
  return lines
}
