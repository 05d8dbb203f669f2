import type { ListSeparator } from '../../contract/list-format.ts'
import type { Complaint } from '../../contract/errors.ts'
import type {
  DuplicateLine,
  ExplainedLine,
  InvalidLine,
  ListReading,
  ListReport,
  ReadRow,
} from '../../contract/resources/import.ts'
import { complaint, fault, refusal } from '../../contract/refusal.ts'
import type { GivenTargets } from '../../planner/target-run.ts'
import type { LineNumbers } from './line-numbers.ts'
import type { ReadColumn } from './list-columns.ts'
import type { SuspicionResult } from './suspicion-log.ts'

/** What a reader has seen of the form of a list. */
export interface ListLook {
  readonly separator: ListSeparator | null
  readonly header: boolean | null
  readonly headerLine: number | null
  readonly columns: readonly ReadColumn[]
  /** Columns and fields that were passed over. */
  readonly ignored: readonly string[]
  /** Where in JSON the list was. */
  readonly place: string | null
  /** The field beside it that says that this is one page of several. */
  readonly more: string | null
}

export const plainLook: ListLook = {
  separator: null,
  header: null,
  headerLine: null,
  columns: [{ index: 0, name: '', role: 'target', near: null }],
  ignored: [],
  place: null,
  more: null,
}

/** A target list as read: the good targets in the order given, repeats included, and the lines that are none. */
export interface TargetList extends GivenTargets, SuspicionResult {
  /** The first 100,000. */
  readonly invalid: readonly ExplainedLine[]
  readonly invalidCount: number
  /** A fault beyond which nothing could be read: it cannot be skipped. */
  readonly fault: ExplainedLine | null
  /** The line of each target. */
  readonly lines: LineNumbers
  /** The first targets as they were read. */
  readonly rows: readonly ReadRow[]
  readonly look: ListLook
}

/** What was accepted of a list, and what the caller allowed to be left out (HT-1). */
export interface AcceptedTargets extends GivenTargets {
  readonly skipped: readonly InvalidLine[]
}

/** How the bytes of a list were understood, before they were read. */
export type ReadAs = Pick<ListReading, 'format' | 'format_by' | 'encoding' | 'encoding_by' | 'bom'>

/** `[LI-8]` The repeats in a list. */
export interface Duplicates {
  readonly count: number
  /** The first of them. */
  readonly first: readonly DuplicateLine[]
}

const MAX_LISTED_COMPLAINTS = 20

/** What there is to say about a list before it is planned. */
export function reportOf(list: TargetList, readAs: ReadAs, duplicates: Duplicates): ListReport {
  const { targets, invalidCount, fault: end, look, rows, suspicious, suspicions, repaired } = list
  return {
    targets: targets.length,
    invalid: invalidCount + (end ? 1 : 0),
    complaints: firstBad(list),
    can_skip: canSkip(list),
    ignored_columns: look.ignored,
    reading: {
      ...readAs,
      separator: look.separator,
      header: look.header,
      header_line: look.headerLine,
      columns: look.columns,
      place: look.place,
      more: look.more,
      // Whoever unpacks it knows.
      gzip: false,
      rows,
    },
    suspicious,
    suspicions,
    suspicious_kinds: list.suspiciousKinds,
    repaired,
    left_out: list.leftOutCount,
    duplicates: duplicates.count,
    duplicate_lines: duplicates.first,
  }
}

/**
 * `[HT-1]` All or nothing: a list with bad lines is refused, unless the caller said to skip them.
 * @throws {BatchdeckError} `INVALID_TARGETS` with the first 20 bad lines
 */
export function acceptTargets(list: TargetList, onInvalid: 'refuse' | 'skip'): AcceptedTargets {
  const { targets, ratings, attributes, invalidCount, fault: end, leftOut } = list
  const count = invalidCount + (end ? 1 : 0)
  if (count > 0 && (onInvalid === 'refuse' || !canSkip(list))) {
    const detail = { invalid: count, valid: targets.length }
    throw refusal(whyRefused(list, count), { count }, { complaints: firstBad(list).map(complaintOf), detail })
  }
  const bad = list.invalid.map(({ line, reason, text }) => ({ line, reason, text }))
  const skipped = leftOut.length === 0 ? bad : [...bad, ...leftOut].toSorted((a, b) => a.line - b.line)
  return { targets, ...(ratings && { ratings }), ...(attributes && { attributes }), skipped }
}

/**
 * `[LI-6]` For whoever takes no list in which a line looks wrong.
 * @throws {BatchdeckError} `INVALID_TARGETS` with the first 20 of them
 */
export function refuseSuspicious({ suspicious: count, suspicions, targets }: ListReport): void {
  if (count === 0) return
  const complaints = suspicions.slice(0, MAX_LISTED_COMPLAINTS).map(complaintOf)
  throw refusal('lines_suspicious', { count }, { complaints, detail: { suspicious: count, valid: targets } })
}

/** The first bad lines, the one that ends the list among them. */
function firstBad({ invalid, fault: end }: TargetList): ExplainedLine[] {
  return [...invalid.slice(0, end ? MAX_LISTED_COMPLAINTS - 1 : MAX_LISTED_COMPLAINTS), ...(end ? [end] : [])]
}

function whyRefused(list: TargetList, count: number) {
  if (list.fault) return count === 1 ? 'line_ends_list' : 'lines_end_list'
  if (!canSkip(list)) return 'lines_too_many_to_skip'
  return count === 1 ? 'line_invalid' : 'lines_invalid'
}

function complaintOf({ line, fault: key, values, text }: Omit<ExplainedLine, 'reason'>): Complaint {
  const wrong = { key, values }
  // Of what is empty there is nothing to show.
  return complaint(`line ${line}`, text === '' ? wrong : fault('line', { fault: wrong, text }))
}

function canSkip({ invalid, invalidCount, fault: end }: TargetList): boolean {
  return end === null && invalidCount === invalid.length
}
