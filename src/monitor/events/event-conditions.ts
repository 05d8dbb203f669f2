import type { EventFilter } from '../../contract/events.ts'
import { severityNumber, severitySql, typesOf } from './severity-sql.ts'
import type { StoredNames } from './stored-names.ts'

/** `[EV-11]` A word to be searched for, with the tasks whose names have it in them. */
export interface SearchWord {
  readonly text: string
  readonly taskIds: readonly number[]
}

/** A part of a statement with the values of its gaps. */
export interface Condition {
  readonly sql: string
  readonly values: readonly unknown[]
}

type Subject = Pick<EventFilter, 'task_id' | 'consumer_id' | 'batch_id' | 'since' | 'until'>
type Match = Pick<EventFilter, 'types' | 'severity'> & { readonly words?: readonly SearchWord[] | undefined }

/** Filters as conditions on the columns of a table of events. */
export class EventConditions {
  private readonly types: StoredNames
  private readonly consumers: StoredNames

  constructor(types: StoredNames, consumers: StoredNames) {
    this.types = types
    this.consumers = consumers
  }

  get severity(): string {
    return severitySql(this.types)
  }

  /** What events are about, and when they happened; null where there can be none. */
  subject(filter: Subject): Condition | null {
    const all = new Conditions()
    if (filter.consumer_id !== undefined) {
      const consumer = this.consumers.known(filter.consumer_id)
      if (consumer === undefined) return null
      all.add('consumer = ?', consumer)
    }
    if (filter.task_id !== undefined) all.add('task_id = ?', filter.task_id)
    if (filter.batch_id !== undefined) all.add('batch_id = ?', filter.batch_id)
    if (filter.since !== undefined) all.add('at >= ?', filter.since)
    if (filter.until !== undefined) all.add('at <= ?', filter.until)
    return all.joined
  }

  /** What they are and what they say; null where there can be none. */
  match({ types, severity, words = [] }: Match): Condition | null {
    const all = new Conditions()
    if (types) {
      const numbers = types.flatMap((type) => this.types.known(type) ?? [])
      if (numbers.length === 0) return null
      all.add(`type IN (${gaps(numbers)})`, ...numbers)
    }
    // The cheapest first: most events are left out by their type, and few have to be read.
    for (const word of words) all.addCondition(this.word(word))
    if (severity) {
      const numbers = typesOf(severity).flatMap((type) => this.types.known(type) ?? [])
      all.add(`type IN (${gaps(numbers)})`, ...numbers)
      all.add(`(${this.severity}) IN (${gaps(severity)})`, ...severity.map(severityNumber))
    }
    return all.joined
  }

  /** `[EV-11]` It stands in the data as it is stored, or names what the event is about. */
  private word({ text, taskIds }: SearchWord): Condition {
    const any = new Conditions()
    for (const form of formsOf(text)) any.add("data LIKE ? ESCAPE '\\'", likePattern(form))
    const type = this.types.containing(text)
    if (type.length > 0) any.add(`type IN (${gaps(type)})`, ...type)
    const consumers = this.consumers.containing(text)
    if (consumers.length > 0) any.add('consumer IN (SELECT value FROM json_each(?))', JSON.stringify(consumers))
    if (taskIds.length > 0) any.add('task_id IN (SELECT value FROM json_each(?))', JSON.stringify(taskIds))
    const number = numberOf(text)
    if (number !== null) for (const column of ['seq', 'batch_id', 'task_id']) any.add(`${column} = ?`, number)
    const { sql, values } = any.any
    return { sql: `(${sql})`, values }
  }
}

class Conditions {
  private readonly parts: string[] = []
  private readonly values: unknown[] = []

  add(sql: string, ...values: readonly unknown[]): void {
    this.addCondition({ sql, values })
  }

  addCondition({ sql, values }: Condition): void {
    this.parts.push(sql)
    this.values.push(...values)
  }

  get joined(): Condition {
    return { sql: this.parts.join(' AND ') || '1', values: this.values }
  }

  get any(): Condition {
    return { sql: this.parts.join(' OR '), values: this.values }
  }
}

function gaps(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}

/** As a number is shown, `#61,744`; null where it is none. */
function numberOf(text: string): number | null {
  const [, digits] = /^#?([0-9]{1,15}|[0-9]{1,3}(?:[,.][0-9]{3}){1,4})$/.exec(text) ?? []
  return digits === undefined ? null : Number(digits.replaceAll(/[,.]/g, ''))
}

/** SQLite takes letters of ASCII alike in either case, and no others: of words with others the usual ways to write them. */
function formsOf(word: string): readonly string[] {
  const lower = word.toLowerCase()
  const upper = word.toUpperCase()
  const capital = lower.slice(0, 1).toUpperCase() + lower.slice(1)
  return /^\p{ASCII}*$/u.test(word) ? [word] : [...new Set([word, lower, upper, capital])]
}

/** Anywhere in JSON, in which quotes and backslashes are written with a backslash. */
function likePattern(text: string): string {
  const written = JSON.stringify(text).slice(1, -1)
  return `%${written.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
}
