import type { Phrase } from '../../contract/phrase.ts'
import { fault } from '../../contract/refusal.ts'
import { looksLikeAddress } from './address-shapes.ts'
import { isPriorityWord, isTargetName, plainName, roleOfName } from './column-names.ts'
import { ListColumns, type ListColumn, type ReadColumn } from './list-columns.ts'
import type { ChosenColumns, ColumnName } from './reading-wish.ts'

export type Cells = readonly string[]

/** Where a row has what counts. */
export interface TableColumns {
  readonly target: number
  /** −1 where there is none. */
  readonly priority: number
  /** In order of their names. */
  readonly attributes: readonly { readonly index: number; readonly name: string }[]
  /** How many cells a row may have. */
  readonly width: number
  readonly hasHeader: boolean
  readonly listed: readonly ReadColumn[]
  readonly ignored: readonly string[]
  /** What keeps the table from being read. */
  readonly wrong: Phrase | null
}

/** What its sender says of a table. */
export interface SaidOfTable {
  readonly header?: boolean | undefined
  readonly columns?: ChosenColumns | undefined
}

/** `[LI-4]` What the columns of a table are. @param rows its first rows, none of them empty */
export function columnsOf(rows: readonly Cells[], { header, columns = {} }: SaidOfTable): TableColumns {
  const [first = [], ...others] = rows
  const named = first.some((cell) => isTargetName(cell))
  const hasHeader = header ?? (hasKnownName(first, named) || isHeaderBySight(first, others))
  if (!hasHeader) return bareColumns(rows, columns)
  if (named || columns.target !== undefined) return namedColumns(first, columns)
  return namedColumns(first, { ...columns, target: Math.max(0, addressColumn(others, first.length)) })
}

/** Whether the first row names the column of targets, and holds none itself. */
function hasKnownName(first: Cells, isNamed: boolean): boolean {
  if (first.some((cell) => plainName(cell) === 'target')) return true
  return isNamed && !first.some((cell) => looksLikeAddress(cell) || isPriorityWord(cell))
}

/** Whether a column holds addresses but in the first row, which has none at all. One column alone says too little. */
function isHeaderBySight(first: Cells, others: readonly Cells[]): boolean {
  if (first.length < 2 || others.length === 0) return false
  return (
    !first.some((cell) => looksLikeAddress(cell) || isPriorityWord(cell)) && addressColumn(others, first.length) >= 0
  )
}

/** The first column that holds an address in each row; −1 where none does. */
function addressColumn(rows: readonly Cells[], width: number): number {
  if (rows.length === 0) return -1
  for (let at = 0; at < width; at++) if (rows.every((cells) => looksLikeAddress(cells[at] ?? ''))) return at
  return -1
}

function namedColumns(names: Cells, chosen: ChosenColumns): TableColumns {
  const all = new ListColumns(chosen)
  const seen = new Set<string>()
  const columns = names.map((name) => {
    const column = all.add(name, seen.has(name))
    seen.add(name)
    return column
  })
  const target = surest(columns)
  if (target) target.isTarget = true
  const priority = columns.find(({ named }) => named.role === 'priority')
  const attributes = columns.filter((one) => one !== target && all.keeps(one))
  return {
    target: target?.index ?? -1,
    priority: priority?.index ?? -1,
    attributes: attributes.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    width: names.length,
    hasHeader: true,
    listed: all.listed(),
    ignored: all.ignored(),
    wrong: twiceNamed(columns, chosen),
  }
}

/** Of several columns that could hold the targets. */
function surest(columns: readonly ListColumn[]): ListColumn | null {
  let best: ListColumn | null = null
  let least = Infinity
  for (const column of columns) {
    if (column.named.role !== 'target' || column.named.rank >= least) continue
    best = column
    least = column.named.rank
  }
  return best
}

/** Which of two columns of one name it is cannot be told. */
function twiceNamed(columns: readonly ListColumn[], chosen: ChosenColumns): Phrase | null {
  const seen = new Set<string>()
  for (const { name } of columns) {
    const { role } = roleOfName(name)
    const isChosen = role === 'target' ? chosen.target !== undefined : chosen.priority !== undefined
    if ((role !== 'target' && role !== 'priority') || isChosen) continue
    const plain = plainName(name)
    if (seen.has(plain)) return fault('column_twice', { column: plain })
    seen.add(plain)
  }
  return null
}

/** Without a header: `target,priority`, or the other way round where the addresses stand behind. */
function bareColumns(rows: readonly Cells[], chosen: ChosenColumns): TableColumns {
  const isSwapped =
    rows.length > 0 && rows.every((cells) => !looksLikeAddress(cells[0] ?? '')) && addressColumn(rows, 2) === 1
  const target = indexOf(chosen.target) ?? (isSwapped ? 1 : 0)
  const priority = chosen.priority === null ? -1 : (indexOf(chosen.priority) ?? (target === 0 ? 1 : 0))
  const isChosen = chosen.target !== undefined || chosen.priority !== undefined
  const widest = Math.max(0, ...rows.map((cells) => cells.length))
  const listed = Array.from({ length: Math.min(widest, 64) }, (_, index): ReadColumn => {
    const role = index === target ? 'target' : index === priority ? 'priority' : 'ignored'
    return { index, name: '', role, near: null }
  })
  // Whoever says which of them count has seen the others.
  return {
    target,
    priority,
    attributes: [],
    width: isChosen ? Infinity : 2,
    hasHeader: false,
    listed,
    ignored: [],
    wrong: null,
  }
}

function indexOf(column: ColumnName | null | undefined): number | null {
  return typeof column === 'number' ? column : null
}
