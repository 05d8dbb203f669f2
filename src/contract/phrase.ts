/**
 * What the product says to a person, as data: a key and what its gaps are filled with. It crosses every wire like that
 * and becomes words where somebody reads it, in the reader's language.
 */

/** What a gap is filled with; each phrase of a list gets a line of its own, but for `complaints`, which are one sentence. */
export type PhraseValue = string | number | Phrase | readonly Phrase[]
export type PhraseValues = Readonly<Record<string, PhraseValue>>

export interface Phrase {
  /** Of a template; a monitor of another version may use some that are not known here. */
  readonly key: string
  readonly values: PhraseValues
}

/** What is said to a person: in English, and as data for whoever says it in another language. An older version had no data. */
export interface Sentence {
  readonly message: string
  /** Which of the reasons it is (`reasons.ts`), and what its words are filled with. */
  readonly reason?: string
  readonly values?: PhraseValues
}

/** The names of a template's `{{gaps}}`. */
export type NamesIn<Template extends string> = Template extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never

/** What a template has to be filled with: no more and no less. */
export type ValuesOf<Names extends string> = [Names] extends [never]
  ? Readonly<Record<string, never>>
  : { readonly [Name in Names]: PhraseValue }

/** One language. */
export interface Vocabulary {
  /** Templates by key. */
  readonly texts: Readonly<Record<string, string>>
  /** Words for values of the machine, by the name of the gap: what `state` is where it is `online`. */
  readonly terms: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Stands between the complaints of one sentence. */
  readonly separator: string
}

/** Phrases in phrases: what is deeper is none of ours. */
const MAX_DEPTH = 8

const gap = /\{\{(\w+)\}\}/g

/** The phrase in words; null where this vocabulary lacks the words for it. */
export function say(vocabulary: Vocabulary, phrase: Phrase): string | null {
  return sayAt(vocabulary, phrase, 0)
}

function sayAt(vocabulary: Vocabulary, { key, values }: Phrase, depth: number): string | null {
  const { texts } = vocabulary
  if (!Object.hasOwn(texts, key)) return null
  let isWhole = true
  const words = texts[key]!.replaceAll(gap, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? sayValue(vocabulary, name, values[name], depth + 1) : null
    isWhole &&= value !== null
    return value ?? ''
  })
  return isWhole ? words : null
}

/** Values come over wires, too: whatever is no value has no words. */
function sayValue(vocabulary: Vocabulary, name: string, value: unknown, depth: number): string | null {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') {
    const { [name]: terms = {} } = vocabulary.terms
    return Object.hasOwn(terms, value) ? terms[value]! : value
  }
  if (depth > MAX_DEPTH) return null
  if (Array.isArray(value)) {
    const list = value.map((one: unknown) => (isPhrase(one) ? sayAt(vocabulary, one, depth) : null))
    return list.includes(null) ? null : list.join(name === 'complaints' ? vocabulary.separator : '\n')
  }
  return isPhrase(value) ? sayAt(vocabulary, value, depth) : null
}

function isPhrase(value: unknown): value is Phrase {
  if (typeof value !== 'object' || value === null) return false
  const { key, values } = value as Partial<Record<keyof Phrase, unknown>>
  return typeof key === 'string' && typeof values === 'object' && values !== null
}
