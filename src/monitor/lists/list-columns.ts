import type { ColumnRole } from '../../contract/list-format.ts'
import type { ListReading } from '../../contract/resources/import.ts'
import { MAX_ATTRIBUTE_NAME, MAX_ATTRIBUTES } from '../../contract/attributes.ts'
import { type NamedRole, roleOfName } from './column-names.ts'
import type { ChosenColumns } from './reading-wish.ts'

export type ReadColumn = ListReading['columns'][number]

/** Columns that are listed; there may be more. */
const MAX_LISTED_COLUMNS = 64
const MAX_IGNORED_NAMES = 100

/** A column of a table, or a field of JSON objects. */
export interface ListColumn {
  readonly index: number
  readonly name: string
  /** What its name says, or whoever sends the list. */
  readonly named: NamedRole
  /** Targets were taken from it. */
  isTarget: boolean
  /** Whether it can be an attribute; undefined until that is asked. */
  isAttribute: boolean | undefined
  /** It has had a text. */
  hasText: boolean
  /** It has had something that is no text, and was passed over. */
  isNested: boolean
}

/** The columns of a list in the order in which they were met, and what each is (LI-4). */
export class ListColumns {
  private readonly chosen: ChosenColumns
  private readonly columns: ListColumn[] = []
  private attributes = 0

  constructor(chosen: ChosenColumns = {}) {
    this.chosen = chosen
  }

  /** The next column. @param isRepeat there was one of that name: which of them is meant cannot be told */
  add(name: string, isRepeat = false): ListColumn {
    return this.addAs(name, isRepeat ? { role: 'ignored', near: null } : this.meaningOf(name, this.columns.length))
  }

  /** The next one, which is an attribute whatever its name means elsewhere. */
  addAttribute(name: string): ListColumn {
    return this.addAs(name, this.chosenFor(name, this.columns.length) ?? { role: 'attribute' })
  }

  private addAs(name: string, named: NamedRole): ListColumn {
    const index = this.columns.length
    const column = { index, name, named, isTarget: false, isAttribute: undefined, hasText: false, isNested: false }
    this.columns.push(column)
    return column
  }

  /** Whether what stands there is kept: a target has so many attributes at most; those met later are passed over. */
  keeps(column: ListColumn): boolean {
    return (column.isAttribute ??= this.hasRoomFor(column))
  }

  /** The names of what was passed over. */
  ignored(): string[] {
    const ignored = this.columns.filter((one) => one.name !== '' && (one.isNested || roleOf(one) === 'ignored'))
    return ignored.slice(0, MAX_IGNORED_NAMES).map(({ name }) => name.slice(0, MAX_ATTRIBUTE_NAME))
  }

  listed(): ReadColumn[] {
    return this.columns.slice(0, MAX_LISTED_COLUMNS).map((column) => {
      const { index, name, named } = column
      const near = named.role === 'ignored' ? named.near : null
      return { index, name: name.slice(0, MAX_ATTRIBUTE_NAME), role: roleOf(column), near }
    })
  }

  private meaningOf(name: string, index: number): NamedRole {
    const { target, priority } = this.chosen
    const said = this.chosenFor(name, index)
    if (said) return said
    const named = roleOfName(name)
    const isOther = named.role === 'target' ? target !== undefined : named.role === 'priority' && priority !== undefined
    return isOther ? { role: 'attribute' } : named
  }

  /** What was said of it; null where nothing was. */
  private chosenFor(name: string, index: number): NamedRole | null {
    const { target, priority, ignored = [] } = this.chosen
    const is = (one: number | string | null | undefined) => one === index || one === name
    if (is(target)) return { role: 'target', rank: -1 }
    if (is(priority)) return { role: 'priority' }
    return ignored.some((one) => is(one)) ? { role: 'ignored', near: null } : null
  }

  private hasRoomFor({ name, named }: ListColumn): boolean {
    if (named.role === 'ignored' || named.role === 'priority') return false
    if (name === '' || name.length > MAX_ATTRIBUTE_NAME || this.attributes >= MAX_ATTRIBUTES) return false
    this.attributes++
    return true
  }
}

function roleOf({ named, isTarget, isAttribute, isNested, hasText }: ListColumn): ColumnRole {
  if (isTarget) return 'target'
  if (named.role === 'priority') return 'priority'
  return isAttribute && (hasText || !isNested) ? 'attribute' : 'ignored'
}
