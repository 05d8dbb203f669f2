import type { Phrase } from '../../contract/phrase.ts'
import { fault, inEnglish } from '../../contract/refusal.ts'
import type { ExplainedLine } from '../../contract/resources/import.ts'
import { priorities } from '../../planner/priority.ts'

const MAX_SHOWN_CHARACTERS = 80
/** More bad lines are counted only, and cannot be skipped: such a list is none, and must not fill the memory. */
export const MAX_KEPT_COMPLAINTS = 100_000

export const wrongPriority = fault('priority_unknown', { priorities: priorities.join(', ') })

/** Names a line and shows its beginning. */
export function invalidLine(line: number, wrong: Phrase, text: string): ExplainedLine {
  return { line, reason: inEnglish(wrong), text: shown(text), fault: wrong.key, values: wrong.values }
}

/** The beginning of a text, which does not keep the long one in memory that it is a part of. */
export function shown(text: string): string {
  return Buffer.from(text.slice(0, MAX_SHOWN_CHARACTERS), 'utf16le').toString('utf16le')
}
