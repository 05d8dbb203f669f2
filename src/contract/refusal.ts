import { BatchdeckError, type Complaint, type ErrorCode } from './errors.ts'
import { type Fault, faults } from './faults.ts'
import { type NamesIn, type Phrase, type PhraseValues, say, type ValuesOf, type Vocabulary } from './phrase.ts'
import { type Reason, reasons } from './reasons.ts'

const table: Readonly<Record<Reason, { readonly code: ErrorCode; readonly text: string }>> = reasons

const reasonTexts = Object.fromEntries(Object.entries(table).map(([reason, { text }]) => [reason, text])) as {
  readonly [R in Reason]: (typeof reasons)[R]['text']
}

/** Every sentence in English, which is what HTTP, the command line and logs speak. */
export const english = {
  texts: { ...reasonTexts, ...faults },
  terms: {},
  separator: '; ',
} as const satisfies Vocabulary

type GapsOf<R extends Reason> = NamesIn<(typeof reasons)[R]['text']>
/** All but the complaints, which come as such. */
type NamesOf<R extends Reason> = Exclude<GapsOf<R>, 'complaints'>
export type ReasonValues<R extends Reason> = ValuesOf<NamesOf<R>>

interface Options {
  readonly complaints?: readonly Complaint[]
  /** What the caller needs to go on. */
  readonly detail?: unknown
  readonly cause?: unknown
}
/** A sentence that lists complaints cannot be without them. */
type OptionsOf<R extends Reason> =
  'complaints' extends GapsOf<R>
    ? [options: Options & { readonly complaints: readonly Complaint[] }]
    : [options?: Options]
type ArgumentsOf<R extends Reason> = [NamesOf<R>] extends [never]
  ? [values?: ReasonValues<R>, ...OptionsOf<R>]
  : [values: ReasonValues<R>, ...OptionsOf<R>]

/** The error that says no for this reason, with everything its sentence needs. */
export function refusal<R extends Reason>(reason: R, ...given: ArgumentsOf<R>): BatchdeckError {
  const [values = {}, { complaints = [], detail, cause } = {}] = given as readonly unknown[] as readonly [
    PhraseValues?,
    Options?,
  ]
  const message = sayWithComplaints(english, { key: reason, values }, complaints) ?? table[reason].text
  return BatchdeckError.from({ code: table[reason].code, message, reason, values, complaints, detail }, cause)
}

export type FaultValues<F extends Fault> = ValuesOf<NamesIn<(typeof faults)[F]>>
type FaultArguments<F extends Fault> = [NamesIn<(typeof faults)[F]>] extends [never] ? [] : [values: FaultValues<F>]

/** A fault as a phrase, to stand within a refusal. */
export function fault<F extends Fault>(key: F, ...given: FaultArguments<F>): Phrase {
  const [values = {}] = given as readonly [PhraseValues?]
  return { key, values }
}

/** What is wrong at one place of the input. */
export function complaint(path: string, { key, values }: Phrase): Complaint {
  return { path, reason: inEnglish({ key, values }), complaint: key, values }
}

/** A phrase that was made here, in English. */
export function inEnglish(phrase: Phrase): string {
  return say(english, phrase) ?? phrase.key
}

/** The sentence of a refusal; null where this vocabulary lacks the words. */
export function sayWithComplaints(
  vocabulary: Vocabulary,
  { key, values }: Phrase,
  complaints: readonly Complaint[],
): string | null {
  if (complaints.length === 0) return say(vocabulary, { key, values })
  const list = complaints.map((one) => sayComplaint(vocabulary, one)).join(vocabulary.separator)
  return say(vocabulary, { key, values: { ...values, complaints: list } })
}

/** What is wrong, and where; in English where the vocabulary lacks the words. */
export function sayComplaint(vocabulary: Vocabulary, given: Complaint): string {
  const { path, reason, complaint: key, values = {} } = given
  const line = /^line ([0-9]+)$/.exec(path)?.[1]
  const place = (line === undefined ? null : say(vocabulary, fault('at_line', { line }))) ?? path
  return `${place} ${(key === undefined ? null : say(vocabulary, { key, values })) ?? reason}`
}
