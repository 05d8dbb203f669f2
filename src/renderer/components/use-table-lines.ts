import { useMemo, useState } from 'react'
import { asHeld, type Grouping, type Held, hold, inGroups, type Line, linesOf } from './table-lines.ts'

interface TableLines<Row> {
  readonly lines: readonly Line<Row>[]
  /** Rows that would stand elsewhere, or wait for a place. */
  readonly waiting: number
  /** Gives all of them their places now. */
  readonly release: () => void
  readonly toggleGroup: (group: string) => void
}

const ungrouped = { of: () => '', order: [''] }
const noGroups: ReadonlySet<string> = new Set()

/**
 * The lines of a list, made anew where its rows are others and not while it is scrolled; rows keep their places while somebody looks (UI-1).
 * @param grouping null where rows stand in no groups
 * @param list as which it is known: in another one no row has a place to keep
 */
export function useTableLines<Row extends { readonly id: string }>(
  rows: readonly Row[],
  grouping: Grouping<Row> | null,
  list: string,
  isHeld: boolean,
): TableLines<Row> {
  const [held, setHeld] = useState<{ readonly list: string; readonly rows: Held } | null>(null)
  const [closed, setClosed] = useState<ReadonlySet<string>>(noGroups)
  const free = useMemo(() => inGroups(rows, grouping ?? ungrouped), [rows, grouping])
  const release = () => setHeld({ list, rows: hold(free) })
  const isOfList = isHeld && held?.list === list
  if (isHeld && !isOfList && rows.length > 0) release()
  if (!isHeld && held !== null) setHeld(null)
  const kept = isOfList ? held.rows : null
  const isGrouped = grouping !== null
  const { placed, waiting } = useMemo(
    () => (kept ? asHeld(free, kept, isGrouped) : { placed: free, waiting: 0 }),
    [free, kept, isGrouped],
  )
  const lines = useMemo(
    () => (isGrouped ? linesOf(placed, closed) : placed.map(({ row, group }) => ({ id: row.id, group, row }))),
    [placed, closed, isGrouped],
  )
  return {
    lines,
    waiting,
    release,
    toggleGroup: (group) => setClosed(toggled(closed, group)),
  }
}

function toggled(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const next = new Set(names)
  if (!next.delete(name)) next.add(name)
  return next
}
