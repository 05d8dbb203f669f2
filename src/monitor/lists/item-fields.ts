import type { Phrase } from '../../contract/phrase.ts'
import { fault } from '../../contract/refusal.ts'
import { attributesText, MAX_ATTRIBUTE_VALUE } from '../../contract/attributes.ts'
import { UNRATED } from '../../planner/priority.ts'
import { ratingOfWord, roleOfName } from './column-names.ts'
import { wrongPriority } from './invalid-line.ts'
import { type ListColumn, ListColumns } from './list-columns.ts'
import type { ChosenColumns } from './reading-wish.ts'

/** Fields whose meaning is kept in mind; what has more was made to keep us busy. */
const MAX_FIELDS = 10_000
/** The field in which a download has the attributes. */
const ATTRIBUTES = 'attributes'

/** What an item of JSON says, or what is wrong with it. */
export type ReadItem =
  | { readonly target: string; readonly rating: number; readonly attributes: string | null }
  | { readonly wrong: Phrase }

type Fields = Readonly<Record<string, unknown>>

/** `[LI-4]` Items of JSON: a text, or an object with a target among its fields. */
export class ItemFields {
  readonly columns: ListColumns
  private readonly known = new Map<string, ListColumn>()
  private readonly unknown: ListColumn = {
    index: -1,
    name: '',
    named: { role: 'ignored', near: null },
    isTarget: false,
    isAttribute: false,
    hasText: false,
    isNested: false,
  }
  /** Whether any item was an object. */
  hasObjects = false

  constructor(chosen: ChosenColumns = {}) {
    this.columns = new ListColumns(chosen)
  }

  read(item: unknown): ReadItem {
    if (typeof item === 'string') return { target: item, rating: UNRATED, attributes: null }
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return { wrong: fault('target_not_text') }
    this.hasObjects = true
    const given = item as Fields
    const read = new ItemRead(this, given)
    // Where the object itself has no target, it is among what stands inside.
    const { [ATTRIBUTES]: inner } = given
    if (isFields(inner)) read.addInner(inner)
    return read.finish()
  }

  fieldOf(name: string): ListColumn {
    const known = this.known.get(name)
    if (known) return known
    if (this.known.size >= MAX_FIELDS) return { ...this.unknown, name }
    const field = this.columns.add(name)
    this.known.set(name, field)
    return field
  }
}

/** One object, while it is read. */
class ItemRead {
  private readonly fields: ItemFields
  private target: { readonly field: ListColumn; readonly rank: number; readonly value: unknown } | null = null
  private priority: unknown
  private readonly attributes: [string, string][] = []
  private tooLong: string | null = null

  constructor(fields: ItemFields, given: Fields) {
    this.fields = fields
    for (const name of Object.keys(given)) {
      const value = given[name]
      if (name !== ATTRIBUTES || !isFields(value)) this.add(name, value)
    }
  }

  addInner(inner: Fields): void {
    const isWhole = this.target !== null
    for (const name of Object.keys(inner)) {
      if (!isWhole) this.add(name, inner[name])
      else {
        const field = this.fields.fieldOf(name)
        const { role } = roleOfName(name)
        // One of these names would be something else in a table.
        if (role !== 'ignored' && role !== 'priority' && name !== this.target?.field.name) {
          this.addAttribute(field, inner[name])
        }
      }
    }
  }

  finish(): ReadItem {
    const { target, priority, attributes, tooLong } = this
    if (typeof target?.value !== 'string') return { wrong: fault('target_not_text') }
    if (tooLong !== null) {
      return { wrong: fault('attribute_too_long', { name: tooLong, most: MAX_ATTRIBUTE_VALUE }) }
    }
    target.field.isTarget = true
    const rating = priority === undefined || priority === null ? UNRATED : ratingOf(priority)
    if (rating === null) return { wrong: wrongPriority }
    return { target: target.value, rating, attributes: attributesText(attributes) }
  }

  private add(name: string, value: unknown): void {
    const field = this.fields.fieldOf(name)
    const { named } = field
    if (named.role === 'priority') this.priority = value
    else if (named.role === 'target') this.addTarget(field, named.rank, value)
    else this.addAttribute(field, value)
  }

  /** Of several fields that could be the target the surest is. */
  private addTarget(field: ListColumn, rank: number, value: unknown): void {
    const { target } = this
    if (target && target.rank <= rank) this.addAttribute(field, value)
    else {
      this.target = { field, rank, value }
      if (target) this.addAttribute(target.field, target.value)
    }
  }

  private addAttribute(field: ListColumn, value: unknown): void {
    // What is nested has no text to be shown or searched.
    if (typeof value === 'object' && value !== null) field.isNested = true
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      const text = String(value)
      if (text === '' || !this.fields.columns.keeps(field)) return
      field.hasText = true
      if (text.length > MAX_ATTRIBUTE_VALUE) this.tooLong ??= field.name
      this.attributes.push([field.name, text])
    }
  }
}

function ratingOf(priority: unknown): number | null {
  return typeof priority === 'string' ? ratingOfWord(priority) : null
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
