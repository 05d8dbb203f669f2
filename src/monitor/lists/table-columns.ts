import type { Phrase } from '../../contract/phrase.ts'
import { ATTRIBUTE_PREFIX } from '../../contract/attributes.ts'
import { fault } from '../../contract/refusal.ts'
import { looksLikeAddress } from './address-shapes.ts'
import {
  isOwnName,
  isPriorityWord,
  isTargetName,
  plainName,
  ratingOfWord,
  roleOfName,
  speaksOfAddress,
  speaksOfOther,
} from './column-names.ts'
import { ListColumns, type ListColumn, type ReadColumn } from './list-columns.ts'
import type { ChosenColumns, ColumnName } from './reading-wish.ts'
import { isRuler, isTotal } from './table-parts.ts'

/** So much of the names of columns is said back, in characters. */
const MAX_SHOWN_NAMES = 200

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
  if (named || columns.target !== undefined) return namedColumns(first, columns, others)
  return namedColumns(first, { ...columns, target: Math.max(0, addressColumn(others, first.length)) }, others)
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

/** @param rows the first that follow */
function namedColumns(names: Cells, chosen: ChosenColumns, rows: readonly Cells[]): TableColumns {
  const all = new ListColumns(chosen)
  const seen = new Set<string>()
  let hasPriority = false
  const columns = names.map((given) => {
    const isSaid = given.startsWith(ATTRIBUTE_PREFIX) && given.length > ATTRIBUTE_PREFIX.length
    const name = isSaid ? given.slice(ATTRIBUTE_PREFIX.length) : given
    // An attribute may be called like the column of the targets.
    const key = isSaid || roleOfName(name).role === 'attribute' ? `\0${name}` : name
    const isRepeat = seen.has(key)
    seen.add(key)
    // A second one says something of its own: the first counts, and none is lost.
    const isSecondPriority = !isSaid && hasPriority && roleOfName(name).role === 'priority'
    const column = (isSaid || isSecondPriority) && !isRepeat ? all.addAttribute(name) : all.add(name, isRepeat)
    hasPriority ||= column.named.role === 'priority'
    return column
  })
  const target = chosen.target === undefined ? holderOf(columns, rows) : surest(columns)
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
    wrong: missing([...names, ...columns.map(({ name }) => name)], names.length, chosen) ?? twiceNamed(names, chosen),
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

/**
 * The column of the targets: the one that is surest by its name. Where that holds no address and another nothing else, its
 * name means something else: a `Token` may be a symbol.
 */
function holderOf(columns: readonly ListColumn[], rows: readonly Cells[]): ListColumn | null {
  const named = surest(columns)
  if (named === null || isOwnName(named.name)) return named
  const values = ({ index }: ListColumn) => rows.map((cells) => cells[index] ?? '').filter((cell) => cell !== '')
  if (values(named).some((cell) => looksLikeAddress(cell))) return named
  const holders = columns.filter((column) => {
    const own = values(column).filter((cell) => !isRuler(cell) && !isTotal(cell))
    return isCandidate(column) && own.length > 0 && own.every((cell) => looksLikeAddress(cell))
  })
  return surest(holders) ?? holders.find(({ name }) => speaksOfAddress(name)) ?? holders[0] ?? named
}

/** Whether a column may be that of the targets although its name does not say so. */
function isCandidate({ name, named }: ListColumn): boolean {
  if (speaksOfOther(name)) return false
  return named.role === 'target' || named.role === 'attribute' || (named.role === 'ignored' && named.near === 'target')
}

/** What was said of columns that are not there. @param names all by which one may be named, those of the header first */
function missing(names: Cells, width: number, { target, priority }: ChosenColumns): Phrase | null {
  for (const column of [target, priority]) {
    if (column === undefined || column === null) continue
    if (typeof column === 'number' ? column < width : names.includes(column)) continue
    const given = typeof column === 'number' ? column + 1 : column
    const columns = names.slice(0, width).join(', ').slice(0, MAX_SHOWN_NAMES)
    return fault('column_missing', { column: given, columns })
  }
  return null
}

/** Which of two columns of one name it is cannot be told. */
function twiceNamed(names: Cells, chosen: ChosenColumns): Phrase | null {
  const seen = new Set<string>()
  for (const name of names) {
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
  const isChosen = chosen.target !== undefined || chosen.priority !== undefined
  const widest = Math.max(0, ...rows.map((cells) => cells.length))
  const beside = target === 0 ? 1 : 0
  // What stands beside a column that somebody has chosen need not be what it is in a list of ours.
  const isRated = chosen.target === undefined || rows.every((cells) => ratingOfWord(cells[beside] ?? '') !== null)
  const priority = chosen.priority === null ? -1 : (indexOf(chosen.priority) ?? (isRated ? beside : -1))
  const numbers = Array.from({ length: widest }, (_, index) => String(index + 1))
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
    wrong: rows.length === 0 ? null : missing(numbers, widest, chosen),
  }
}

function indexOf(column: ColumnName | null | undefined): number | null {
  return typeof column === 'number' ? column : null
}
