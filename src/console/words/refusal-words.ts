import type { Complaint } from '../../contract/errors.ts'
import { type PhraseValues, say, type Vocabulary } from '../../contract/phrase.ts'
import { type Reason, reasons } from '../../contract/reasons.ts'
import { english, fault, sayComplaint, sayWithComplaints } from '../../contract/refusal.ts'
import type { ExplainedLine, InvalidLine } from '../../contract/resources/import.ts'
import type { Language } from '../language.ts'
import { chineseFaults, chineseReasons, chineseTerms } from './chinese-refusals.ts'

export const vocabularies: Readonly<Record<Language, Vocabulary>> = {
  en: english,
  zh: { texts: { ...chineseReasons, ...chineseFaults }, terms: chineseTerms, separator: '；' },
}

/** Complaints that are listed below a sentence; their places say where to look for more. */
const MAX_COMPLAINTS = 3

/** A problem, or a sentence that was kept. */
interface Refused {
  readonly message: string
  readonly reason?: string | undefined
  readonly values?: PhraseValues | undefined
  readonly complaints?: readonly Complaint[] | undefined
}

/** Why something was refused, in one sentence; in English where the monitor is of a version whose reasons are others. */
export function refusalWords({ message, reason, values = {}, complaints = [] }: Refused, language: Language): string {
  const said =
    reason === undefined ? null : sayWithComplaints(vocabularies[language], { key: reason, values }, complaints)
  return said ?? message
}

/** The same with the first complaints, each in a line below it, where the sentence does not list them itself. */
export function refusalLines(refused: Refused, language: Language): string {
  const { reason, complaints = [] } = refused
  const listsThem =
    reason !== undefined && Object.hasOwn(reasons, reason) && reasons[reason as Reason].text.includes('{{complaints}}')
  const listed = listsThem ? [] : complaints.slice(0, MAX_COMPLAINTS)
  const lines = listed.map((one) => sayComplaint(vocabularies[language], one))
  return [refusalWords(refused, language), ...lines].join('\n')
}

/** What is wrong with a line of a list, and how it begins, after its number. */
export function lineWords(line: InvalidLine & Partial<ExplainedLine>, language: Language): string {
  const { reason, text, fault: key, values = {} } = line
  const bare = text === '' ? reason : `${reason}: ${text}`
  if (key === undefined) return bare
  const wrong = { key, values }
  return say(vocabularies[language], text === '' ? wrong : fault('line', { fault: wrong, text })) ?? bare
}
