import { targetOfLine } from '../../contract/text-line.ts'
import type { Complaint } from '../../contract/errors.ts'
import type { ExplainedLine, InvalidLine, ListReport } from '../../contract/resources/import.ts'
import type { Phrase } from '../../contract/phrase.ts'
import { complaint, fault, inEnglish, refusal } from '../../contract/refusal.ts'
import { priorities, UNRATED } from '../../planner/priority.ts'
import type { GivenTargets } from '../../planner/target-run.ts'

/** A target list as read: the good targets in the order given, repeats included, and the lines that are none. */
export interface TargetList extends GivenTargets {
  /** The first {@link MAX_KEPT_COMPLAINTS}. */
  readonly invalid: readonly ExplainedLine[]
  readonly invalidCount: number
  /** A fault beyond which nothing could be read: it cannot be skipped. */
  readonly fault: ExplainedLine | null
  /** Columns of a CSV file that say nothing here. */
  readonly ignoredColumns: readonly string[]
}

/** What was accepted of a list, and what the caller allowed to be left out (HT-1). */
export interface AcceptedTargets extends GivenTargets {
  readonly skipped: readonly InvalidLine[]
}

export const MAX_TARGET_LENGTH = 256
const MAX_LISTED_COMPLAINTS = 20
const MAX_SHOWN_CHARACTERS = 80
/** More bad lines are counted only, and cannot be skipped: such a list is none, and must not fill the memory. */
export const MAX_KEPT_COMPLAINTS = 100_000

/** What most lines are: nothing but a target of plain letters and signs. */
const plainTarget = /^[!"$-~][!-~]{0,255}$/

/** Takes what a format makes of its lines, one after the other. */
export class TargetListBuilder {
  private readonly targets: string[] = []
  /** Null as long as nothing is rated. */
  private ratings: number[] | null = null
  private readonly invalid: ExplainedLine[] = []
  private invalidCount = 0

  /** A line of text (HT-1): a target, nothing, or a `#` comment, alone or after white space; `\#` begins no comment. */
  addText(line: string, number: number): void {
    if (plainTarget.test(line) && !line.startsWith('\\')) {
      this.accept(line, UNRATED)
      return
    }
    const target = targetOfLine(withoutComment(line).trim())
    if (target !== '') this.add(target, UNRATED, number)
  }

  /** A target with its rating; refused where it is none. */
  add(target: string, rating: number, line: number): void {
    const wrong = targetFault(target)
    if (wrong === null) this.accept(target, rating)
    else this.refuse(line, wrong, target)
  }

  /** An item of a JSON list: a string, or `{target, priority?}` (PL-5). */
  addItem(item: unknown, line: number): void {
    const { target, priority } = (typeof item === 'object' && item !== null ? item : { target: item }) as {
      target?: unknown
      priority?: unknown
    }
    const rating = priority === undefined ? UNRATED : priorities.indexOf(priority as (typeof priorities)[number])
    const wrong =
      typeof target !== 'string' ? fault('target_not_text') : rating < 0 ? wrongPriority : targetFault(target)
    if (wrong === null) this.accept(target as string, rating)
    else this.refuse(line, wrong, JSON.stringify(item) ?? '')
  }

  /** A line that holds no target. */
  refuse(line: number, wrong: Phrase, text: string): void {
    this.invalidCount++
    if (this.invalid.length < MAX_KEPT_COMPLAINTS) this.invalid.push(invalidLine(line, wrong, text))
  }

  finish({ fault: end = null, ignoredColumns = [] }: Partial<TargetList> = {}): TargetList {
    const { targets, ratings, invalid, invalidCount } = this
    return {
      targets,
      ...(ratings && { ratings: Uint8Array.from(ratings) }),
      invalid,
      invalidCount,
      fault: end,
      ignoredColumns,
    }
  }

  private accept(target: string, rating: number): void {
    if (rating !== UNRATED) this.ratings ??= this.targets.map(() => UNRATED)
    this.targets.push(target)
    this.ratings?.push(rating)
  }
}

export const wrongPriority = fault('priority_unknown', { priorities: priorities.join(', ') })

/** Names a line and shows its beginning. */
export function invalidLine(line: number, wrong: Phrase, text: string): ExplainedLine {
  return {
    line,
    reason: inEnglish(wrong),
    text: ownText(text.slice(0, MAX_SHOWN_CHARACTERS)),
    fault: wrong.key,
    values: wrong.values,
  }
}

/** A line without its comment, which begins the line or follows white space. */
function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
    if (at === 0 || /\s/u.test(line.charAt(at - 1))) return line.slice(0, at)
  }
  return line
}

/** The same text, which does not keep the long one in memory that it is a part of. */
function ownText(part: string): string {
  return Buffer.from(part, 'utf16le').toString('utf16le')
}

/** What there is to say about a list before it is planned. */
export function reportOf(list: TargetList): ListReport {
  const { targets, invalid, invalidCount, fault: end, ignoredColumns } = list
  return {
    targets: targets.length,
    invalid: invalidCount + (end ? 1 : 0),
    complaints: [...invalid.slice(0, end ? MAX_LISTED_COMPLAINTS - 1 : MAX_LISTED_COMPLAINTS), ...(end ? [end] : [])],
    can_skip: canSkip(list),
    ignored_columns: ignoredColumns,
  }
}

/**
 * `[HT-1]` All or nothing: a list with bad lines is refused, unless the caller said to skip them.
 * @throws {BatchdeckError} `INVALID_TARGETS` with the first 20 bad lines
 */
export function acceptTargets(list: TargetList, onInvalid: 'refuse' | 'skip'): AcceptedTargets {
  const { targets, ratings, attributes } = list
  const { invalid, complaints, can_skip: isSkippable } = reportOf(list)
  if (invalid > 0 && (onInvalid === 'refuse' || !isSkippable)) {
    const detail = { invalid, valid: targets.length }
    throw refusal(whyRefused(list, invalid), { count: invalid }, { complaints: complaints.map(complaintOf), detail })
  }
  const skipped = list.invalid.map(({ line, reason, text }) => ({ line, reason, text }))
  return { targets, ...(ratings && { ratings }), ...(attributes && { attributes }), skipped }
}

function whyRefused(list: TargetList, count: number) {
  if (list.fault) return count === 1 ? 'line_ends_list' : 'lines_end_list'
  if (!canSkip(list)) return 'lines_too_many_to_skip'
  return count === 1 ? 'line_invalid' : 'lines_invalid'
}

function complaintOf({ line, fault: key, values, text }: ExplainedLine): Complaint {
  return complaint(`line ${line}`, fault('line', { fault: { key, values }, text }))
}

function canSkip({ invalid, invalidCount, fault: end }: TargetList): boolean {
  return end === null && invalidCount === invalid.length
}

/** What keeps a text from being a target: 1–256 printable characters without white space. Null where nothing does. */
function targetFault(text: string): Phrase | null {
  if (plainTarget.test(text)) return null
  if (text === '') return fault('target_empty')
  if (/\s/u.test(text)) return fault('target_has_space')
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Cn}]/u.test(text)) return fault('target_unprintable')
  // A character has two code units at most.
  if (text.length > 2 * MAX_TARGET_LENGTH || Array.from(text).length > MAX_TARGET_LENGTH)
    return fault('target_too_long', { most: MAX_TARGET_LENGTH })
  return null
}
