import type { Phrase } from '../../contract/phrase.ts'
import { fault } from '../../contract/refusal.ts'
import { attributesText, MAX_ATTRIBUTE_VALUE } from '../../contract/attributes.ts'
import { UNRATED } from '../../planner/priority.ts'
import { looksLikeAddress } from './address-shapes.ts'
import { isOwnName, ratingOfWord, roleOfName, speaksOfAddress, speaksOfOther } from './column-names.ts'
import { wrongPriority } from './invalid-line.ts'
import { type ListColumn, ListColumns } from './list-columns.ts'
import { ExactNumber } from './json-text.ts'
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

  /** The field that was said to be the target. */
  private readonly chosen: ChosenColumns['target']

  constructor(chosen: ChosenColumns = {}) {
    this.columns = new ListColumns(chosen)
    this.chosen = chosen.target
  }

  get isChosen(): boolean {
    return this.chosen !== undefined
  }

  /** What is wrong with an item that has none. */
  noTarget(): Phrase {
    const { chosen } = this
    return typeof chosen === 'string' ? fault('field_not_text', { field: chosen }) : fault('target_not_text')
  }

  read(item: unknown): ReadItem {
    if (typeof item === 'string') return { target: item, rating: UNRATED, attributes: null }
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return { wrong: fault('target_not_text') }
    this.hasObjects = true
    const given = item as Fields
    const read = new ItemRead(this, given)
    if (read.hasTarget) read.settle()
    // Where the object itself has no target, it is among what stands inside.
    const { [ATTRIBUTES]: inner } = given
    if (isFields(inner)) read.addInner(inner)
    if (!read.hasTarget) read.settle()
    return read.finish()
  }

  fieldOf(name: string): ListColumn {
    return this.knownOr(name, () => this.columns.add(name))
  }

  /** The same of one that is an attribute by where it stands. */
  attributeOf(name: string): ListColumn {
    // A name that means nothing else is the same field there and here.
    if (roleOfName(name).role === 'attribute') return this.fieldOf(name)
    return this.knownOr(`\0${name}`, () => this.columns.addAttribute(name))
  }

  private knownOr(key: string, add: () => ListColumn): ListColumn {
    const known = this.known.get(key)
    if (known) return known
    if (this.known.size >= MAX_FIELDS) return { ...this.unknown, name: key }
    const field = add()
    this.known.set(key, field)
    return field
  }
}

/** How far behind all others a field stands that is named as a target and holds no address. */
const NO_ADDRESS = 1000

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

  get hasTarget(): boolean {
    return this.target !== null
  }

  /**
   * A field whose value is no address is not the target where another one is, unless it is called so: a `token` may be a
   * symbol.
   */
  settle(): void {
    const { target } = this
    if (this.fields.isChosen || (target && (isOwnName(target.field.name) || isAddress(target.value)))) return
    const others = this.attributes.filter(([name, value]) => looksLikeAddress(value) && !speaksOfOther(name))
    const other = others.find(([name]) => speaksOfAddress(name)) ?? others[0]
    if (!other) return
    const [name, value] = other
    this.attributes.splice(this.attributes.indexOf(other), 1)
    this.target = { field: this.fields.fieldOf(name), rank: Infinity, value }
    if (target) this.addAttribute(target.field, target.value)
  }

  addInner(inner: Fields): void {
    const isWhole = this.target !== null
    for (const name of Object.keys(inner)) {
      if (!isWhole) this.add(name, inner[name])
      // Whatever it is called: that it is one is said.
      else this.addAttribute(this.fields.attributeOf(name), inner[name])
    }
  }

  finish(): ReadItem {
    const { target, priority, attributes, tooLong } = this
    if (typeof target?.value !== 'string') return { wrong: this.fields.noTarget() }
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
  private addTarget(field: ListColumn, named: number, value: unknown): void {
    const { target } = this
    const rank = isAddress(value) || isOwnName(field.name) ? named : named + NO_ADDRESS
    if (target && target.rank <= rank) this.addAttribute(field, value)
    else {
      this.target = { field, rank, value }
      if (target) this.addAttribute(target.field, target.value)
    }
  }

  private addAttribute(field: ListColumn, value: unknown): void {
    // What is nested has no text to be shown or searched.
    const given = value instanceof ExactNumber ? value.text : value
    if (typeof given === 'object' && given !== null) field.isNested = true
    else if (typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean') {
      const text = String(given)
      if (text === '' || !this.fields.columns.keeps(field)) return
      field.hasText = true
      if (text.length > MAX_ATTRIBUTE_VALUE) this.tooLong ??= field.name
      this.attributes.push([field.name, text])
    }
  }
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && looksLikeAddress(value)
}

function ratingOf(priority: unknown): number | null {
  return typeof priority === 'string' ? ratingOfWord(priority) : null
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
