import type { InvalidLine, ListReport } from '../../contract/resources/import.ts'
import { BatchdeckError } from '../../contract/errors.ts'
import { priorities, UNRATED } from '../../planner/priority.ts'
import type { GivenTargets } from '../../planner/target-run.ts'

/** A target list as read: the good targets in the order given, repeats included, and the lines that are none. */
export interface TargetList extends GivenTargets {
  /** The first {@link KEPT_COMPLAINTS}. */
  readonly invalid: readonly InvalidLine[]
  readonly invalidCount: number
  /** A fault beyond which nothing could be read: it cannot be skipped. */
  readonly fault: InvalidLine | null
  /** Columns of a CSV file that say nothing here. */
  readonly ignoredColumns: readonly string[]
}

/** What was accepted of a list, and what the caller allowed to be left out (HT-1). */
export interface AcceptedTargets extends GivenTargets {
  readonly skipped: readonly InvalidLine[]
}

export const MAX_TARGET_LENGTH = 256
const LISTED_COMPLAINTS = 20
const SHOWN_CHARACTERS = 80
/** More bad lines are counted only, and cannot be skipped: such a list is none, and must not fill the memory. */
export const KEPT_COMPLAINTS = 100_000

/** What most lines are: nothing but a target of plain letters and signs. */
const plainTarget = /^[!"$-~][!-~]{0,255}$/

/** Takes what a format makes of its lines, one after the other. */
export class TargetListBuilder {
  private readonly targets: string[] = []
  /** Null as long as nothing is rated. */
  private ratings: number[] | null = null
  private readonly invalid: InvalidLine[] = []
  private invalidCount = 0

  /** A line of text (HT-1): a target, nothing, or a `#` comment, alone or after white space. */
  addText(line: string, number: number): void {
    if (plainTarget.test(line)) {
      this.take(line, UNRATED)
      return
    }
    const target = line.replace(/(^|\s)#.*$/, '').trim()
    if (target !== '') this.add(target, UNRATED, number)
  }

  /** A target with its rating; refused where it is none. */
  add(target: string, rating: number, line: number): void {
    const reason = targetFault(target)
    if (reason === null) this.take(target, rating)
    else this.refuse(line, reason, target)
  }

  /** An item of a JSON list: a string, or `{target, priority?}` (PL-5). */
  addItem(item: unknown, line: number): void {
    const { target, priority } = (typeof item === 'object' && item !== null ? item : { target: item }) as {
      target?: unknown
      priority?: unknown
    }
    const rating = priority === undefined ? UNRATED : priorities.indexOf(priority as (typeof priorities)[number])
    const reason =
      typeof target !== 'string'
        ? 'is neither a text nor an object with a text "target"'
        : rating < 0
          ? wrongPriority
          : targetFault(target)
    if (reason === null) this.take(target as string, rating)
    else this.refuse(line, reason, JSON.stringify(item) ?? '')
  }

  /** A line that holds no target. */
  refuse(line: number, reason: string, text: string): void {
    this.invalidCount++
    if (this.invalid.length < KEPT_COMPLAINTS) this.invalid.push(invalidLine(line, reason, text))
  }

  finish({ fault = null, ignoredColumns = [] }: Partial<TargetList> = {}): TargetList {
    const { targets, ratings, invalid, invalidCount } = this
    return {
      targets,
      ...(ratings && { ratings: Uint8Array.from(ratings) }),
      invalid,
      invalidCount,
      fault,
      ignoredColumns,
    }
  }

  private take(target: string, rating: number): void {
    if (rating !== UNRATED) this.ratings ??= this.targets.map(() => UNRATED)
    this.targets.push(target)
    this.ratings?.push(rating)
  }
}

export const wrongPriority = `has a priority that is none of ${priorities.join(', ')}`

/** Names a line and shows its beginning. */
export function invalidLine(line: number, reason: string, text: string): InvalidLine {
  return { line, reason, text: text.slice(0, SHOWN_CHARACTERS) }
}

/** `[HT-1]` Items of a JSON list; `line` counts them from 1. */
export function parseTargetItems(items: readonly unknown[]): TargetList {
  const list = new TargetListBuilder()
  for (const [index, item] of items.entries()) list.addItem(item, index + 1)
  return list.finish()
}

/** What there is to say about a list before it is planned. */
export function reportOf(list: TargetList): ListReport {
  const { targets, invalid, invalidCount, fault, ignoredColumns } = list
  return {
    targets: targets.length,
    invalid: invalidCount + (fault ? 1 : 0),
    complaints: [...invalid.slice(0, fault ? LISTED_COMPLAINTS - 1 : LISTED_COMPLAINTS), ...(fault ? [fault] : [])],
    can_skip: canSkip(list),
    ignored_columns: ignoredColumns,
  }
}

/**
 * `[HT-1]` All or nothing: a list with bad lines is refused, unless the caller said to skip them.
 * @throws {BatchdeckError} `INVALID_TARGETS` with the first 20 bad lines
 */
export function acceptTargets(list: TargetList, onInvalid: 'refuse' | 'skip'): AcceptedTargets {
  const { targets, ratings, invalid: skipped } = list
  const { invalid, complaints, can_skip: isSkippable } = reportOf(list)
  if (invalid > 0 && (onInvalid === 'refuse' || !isSkippable)) {
    const lines = invalid === 1 ? '1 line is' : `${invalid} lines are`
    const why = list.fault
      ? ' The rest of the list cannot be told apart, so that they cannot be skipped.'
      : isSkippable
        ? ''
        : ' More than 100,000 cannot be skipped.'
    throw new BatchdeckError('INVALID_TARGETS', `${lines} no target; nothing was changed.${why}`, {
      complaints: complaints.map(({ line, reason, text }) => ({ path: `line ${line}`, reason: `${reason}: ${text}` })),
      detail: { invalid, valid: targets.length },
    })
  }
  return { targets, ...(ratings && { ratings }), skipped }
}

function canSkip({ invalid, invalidCount, fault }: TargetList): boolean {
  return fault === null && invalidCount === invalid.length
}

/** What keeps a text from being a target: 1–256 printable characters without white space. Null where nothing does. */
function targetFault(text: string): string | null {
  if (plainTarget.test(text)) return null
  if (text === '') return 'is empty'
  if (/\s/u.test(text)) return 'has white space inside'
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Cn}]/u.test(text)) return 'has a character that cannot be printed'
  if (Array.from(text).length > MAX_TARGET_LENGTH) return `is longer than ${MAX_TARGET_LENGTH} characters`
  return null
}
