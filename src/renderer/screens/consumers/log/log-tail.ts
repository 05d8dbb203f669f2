import type { ConsumerLog, LogLine } from '../../../../contract/resources/log.ts'

/** Lines that are kept here, the newest, so that a log that is open for a week stays as quick as it was. */
export const MAX_KEPT_LINES = 2000

/** A line of a log, or that some are not there. */
export type LogEntry = {
  /** Counted from 0: the same entry has the same number however many have come since. */
  readonly key: number
} & (
  | { readonly kind: 'line'; readonly line: LogLine }
  /** `[WS-29]` Lines in between that are not here: never kept, for they came too fast, or gone before they were read. */
  | { readonly kind: 'gap'; readonly why: 'dropped' | 'missed'; readonly count: number }
)

/** The log of a consumer as far as it was read. */
export interface LogTail {
  /** In which session with the monitor: in another one it may be another log. */
  readonly session: number
  readonly state: ConsumerLog['state']
  /** Oldest first. */
  readonly entries: readonly LogEntry[]
  readonly lastSeq: number
  readonly dropped: number
  /** How many entries there were in all. */
  readonly count: number
  /** Why it is not up to date; null where it is. */
  readonly fault: unknown
}

/** Before anything was read. */
export const unread: LogTail = {
  session: -1,
  state: 'asked',
  entries: [],
  lastSeq: 0,
  dropped: 0,
  count: 0,
  fault: null,
}

/** After which line to ask on: in another session from the first, as the monitor may have begun anew. */
export const askAfter = (tail: LogTail, session: number): number => (tail.session === session ? tail.lastSeq : 0)

/** The tail with what was answered. What came before stays, also where the monitor has begun to count anew. */
export function withAnswer(tail: LogTail, session: number, answer: ConsumerLog): LogTail {
  const { state, first_seq, last_seq, dropped } = answer
  const isFirst = tail.session < 0
  const isAnew = tail.lastSeq < first_seq - 1 || last_seq < tail.lastSeq
  const known = new Set(tail.entries.flatMap((entry) => (entry.kind === 'line' ? [nameOf(entry.line)] : [])))
  const lines = answer.lines.filter((line) => !known.has(nameOf(line)))
  const entries = [...tail.entries]
  let { count } = tail
  const skip = (why: 'dropped' | 'missed', lost: number) => {
    if (lost > 0) entries.push({ key: count++, kind: 'gap', why, count: lost })
  }
  skip('dropped', isAnew ? dropped : dropped - tail.dropped)
  const [first] = lines
  if (first && !isFirst) skip('missed', first.seq - (isAnew ? first_seq : tail.lastSeq + 1))
  for (const line of lines) entries.push({ key: count++, kind: 'line', line })
  return { session, state, entries: entries.slice(-MAX_KEPT_LINES), lastSeq: last_seq, dropped, count, fault: null }
}

const nameOf = ({ seq, at }: LogLine): string => `${seq} ${at}`
