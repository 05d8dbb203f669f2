import type { TObject, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { Complaint } from './errors.ts'
import { complaint, fault } from './refusal.ts'
import { MAX_REPORT_MESSAGE_LENGTH, MAX_REPORT_VALUE_LENGTH } from './resources/target.ts'
import { complaintsOf } from './validation.ts'

/** So many of the parts that were left out are named, the others are counted. */
const MAX_COMPLAINTS = 10
/** How far beyond 0 or 100 a progress may be and still be rounding of the sender's arithmetic. */
const ROUNDING = 1e-6

/**
 * `[WS-12]` What of a faulty frame can be left out, so that all else is taken. `decoration` says nothing that would be
 * missed, `lists` are taken without their bad items, and `texts` are cut or empty. All else is essential.
 */
interface Policy {
  readonly decoration: readonly string[]
  readonly lists: readonly string[]
  readonly texts: Readonly<Record<string, number>>
  /** The same of the items of a list. */
  readonly textsOfItems?: Readonly<Record<string, Readonly<Record<string, number>>>>
}

const targetTexts = { targets: { message: MAX_REPORT_MESSAGE_LENGTH, value: MAX_REPORT_VALUE_LENGTH } }

const policies: Readonly<Record<string, Policy>> = {
  register: {
    decoration: ['hostname', 'pid', 'version', 'labels', 'heartbeat_interval'],
    lists: ['epochs', 'features'],
    texts: {},
  },
  heartbeat: {
    decoration: ['timestamp', 'progressed_ago'],
    lists: ['batches', 'epochs', 'targets'],
    texts: {},
    textsOfItems: targetTexts,
  },
  batch_status: {
    decoration: ['progress', 'timestamp'],
    lists: ['targets'],
    texts: { message: 4096 },
    textsOfItems: targetTexts,
  },
  log: { decoration: ['batch_id', 'timestamp', 'skipped'], lists: [], texts: {} },
  batch_reload_ack: { decoration: [], lists: [], texts: {} },
}

/** A frame without its faulty parts. */
export interface Mended {
  readonly frame: Readonly<Record<string, unknown>>
  /** The first ten of what was left out. */
  readonly complaints: readonly Complaint[]
  /** How many parts were left out. */
  readonly count: number
}

type Check = Pick<Validator, 'Check' | 'Errors'>

interface Field {
  readonly name: string
  readonly isOptional: boolean
  readonly validator: Check
  /** Of a list that is taken without its bad items. */
  readonly items: Items | null
}

interface Items {
  readonly validator: Check
  readonly most: number
  /** What of an item is cut to so many letters, or left out where it is no text. */
  readonly texts: readonly { readonly name: string; readonly most: number; readonly validator: Check }[]
}

/** Checks the parts of one type of frame, each by itself. */
export class FrameMender {
  private readonly policy: Policy
  private readonly fields: readonly Field[]

  /** @param type of the frames; null is answered for one that has no parts to leave out */
  static of(type: string, schema: TObject): FrameMender | null {
    const policy = policies[type]
    return policy ? new FrameMender(policy, schema) : null
  }

  private constructor(policy: Policy, schema: TObject) {
    const required: readonly string[] = schema.required
    this.policy = policy
    this.fields = Object.entries(schema.properties).map(([name, field]) => ({
      name,
      isOptional: !required.includes(name),
      validator: Compile(field),
      items: policy.lists.includes(name) ? itemsOf(field, policy.textsOfItems?.[name] ?? {}) : null,
    }))
  }

  /** The frame without what is wrong with it; null where that is something nobody can do without. */
  mend(value: Readonly<Record<string, unknown>>): Mended | null {
    const found = new Found()
    const frame: Record<string, unknown> = {}
    for (const field of this.fields) {
      const { name, isOptional, validator, items } = field
      const given: unknown = rounded(name, value[name])
      if (given === undefined && isOptional) continue
      if (items !== null && Array.isArray(given)) frame[name] = goodItems(given, `/${name}`, items, found)
      else if (isValid(validator, given)) frame[name] = given
      else if (this.canDoWithout(field, given)) {
        const mostLetters = this.policy.texts[name]
        if (mostLetters !== undefined) {
          frame[name] = typeof given === 'string' ? given.slice(0, mostLetters).toWellFormed() : ''
        }
        found.add(ofField(name, given, validator))
      } else return null
    }
    return { frame, complaints: found.complaints, count: found.count }
  }

  /** Null is what some write for nothing. */
  private canDoWithout({ name, isOptional, items }: Field, given: unknown): boolean {
    const { decoration, texts } = this.policy
    if (isOptional && (given === null || items !== null)) return true
    return decoration.includes(name) || texts[name] !== undefined
  }
}

function isValid(validator: Check, value: unknown): boolean {
  return validator.Check(value)
}

function itemsOf(schema: TSchema, texts: Readonly<Record<string, number>>): Items {
  const { items, maxItems = Infinity } = schema as TSchema & { items: TSchema; maxItems?: number }
  const { properties = {} } = items as TSchema & { properties?: Readonly<Record<string, TSchema>> }
  return {
    validator: Compile(items),
    most: maxItems,
    texts: Object.entries(texts).map(([name, most]) => ({ name, most, validator: Compile(properties[name]!) })),
  }
}

/** What was wrong, the first few and how many. */
class Found {
  readonly complaints: Complaint[] = []
  count = 0

  get isFull(): boolean {
    return this.complaints.length >= MAX_COMPLAINTS
  }

  /** Of one part. */
  add(complaints: readonly Complaint[]): void {
    this.count++
    this.complaints.push(...complaints.slice(0, MAX_COMPLAINTS - this.complaints.length))
  }
}

function goodItems(
  items: readonly unknown[],
  path: string,
  { validator, most, texts }: Items,
  found: Found,
): unknown[] {
  if (items.length > most) found.add([complaint(path, fault('too_many', { limit: most }))])
  return items.slice(0, most).flatMap((item, index) => {
    const mended = withRoundedProgress(item)
    if (validator.Check(mended)) return [mended]
    // What nobody is told is not looked for: a list may be long.
    found.add(found.isFull ? [] : within(`${path}/${index}`, oneOfEachPlace(complaintsOf(validator, mended))))
    const cut = withTextsCut(mended, texts)
    return validator.Check(cut) ? [cut] : []
  })
}

/** A message that is too long, or none at all, is no reason to lose what it is about. */
function withTextsCut(item: unknown, texts: Items['texts']): unknown {
  if (typeof item !== 'object' || item === null || texts.length === 0) return item
  const cut: Record<string, unknown> = { ...item }
  for (const { name, most, validator } of texts) {
    const given = cut[name]
    if (given === undefined || isValid(validator, given)) continue
    if (typeof given === 'string') cut[name] = given.slice(0, most).toWellFormed()
    else delete cut[name]
  }
  return cut
}

function ofField(name: string, given: unknown, validator: Check): Complaint[] {
  if (given === undefined) return [complaint(`/${name}`, fault('missing'))]
  // A place inside may be named by its sender, and be long.
  return within(`/${name}`, complaintsOf(validator, given).slice(0, 1))
}

/** What may be of several types is complained of once for each of them. */
function oneOfEachPlace(complaints: readonly Complaint[]): Complaint[] {
  return complaints.filter(({ path }, i) => complaints.findIndex((one) => one.path === path) === i)
}

function within(path: string, complaints: readonly Complaint[]): Complaint[] {
  return complaints.map((one) => ({ ...one, path: one.path === '/' ? path : `${path}${one.path}`.slice(0, 128) }))
}

function withRoundedProgress(item: unknown): unknown {
  if (typeof item !== 'object' || item === null) return item
  const { progress } = item as { progress?: unknown }
  const value = rounded('progress', progress)
  return value === progress ? item : { ...item, progress: value }
}

/** `[WS-13]` 100.00000000000003 is what is left of 100 after some sums. */
function rounded(name: string, value: unknown): unknown {
  if (name !== 'progress' || typeof value !== 'number') return value
  if (value < 0 && value >= -ROUNDING) return 0
  return value > 100 && value <= 100 + ROUNDING ? 100 : value
}
