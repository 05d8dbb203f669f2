import { type LogLevel, type LogLine, logLevels } from '../../../../contract/resources/log.ts'
import type { LogEntry } from './log-tail.ts'

/** What is shown of a line before somebody unfolds it, UTF-16 code units. */
export const MAX_FOLDED_LENGTH = 300

/** What of a log is looked for. */
export interface LogFilter {
  /** The least grave that is shown. */
  readonly level: LogLevel
  /** In lower case; empty where nothing is searched for. */
  readonly find: string
}

/** The level in an address; everything where it names none. */
export const levelOf = (param: string): LogLevel => logLevels.find((name) => name === param) ?? 'debug'

/** Those that match. What is not there is said among lines only, not between what a search has found. */
export function filtered(entries: readonly LogEntry[], { level, find }: LogFilter): readonly LogEntry[] {
  if (level === 'debug' && find === '') return entries
  const shown = new Set<LogLevel>(logLevels.slice(logLevels.indexOf(level)))
  return entries.filter(
    (entry) => entry.kind === 'line' && shown.has(entry.line.level) && entry.line.text.toLowerCase().includes(find),
  )
}

/** A text and what is left of it when it is folded: its first line that is not empty. */
export interface Folded {
  readonly head: string
  /** How many lines are folded; 0 where it is but the end of a long one, null where nothing is. */
  readonly hidden: number | null
}

export function folded(text: string): Folded {
  const [first = '', ...more] = text.replace(/^\s*\n/, '').split('\n')
  const head = first.slice(0, MAX_FOLDED_LENGTH)
  return { head, hidden: more.length > 0 ? more.length : head.length < first.length ? 0 : null }
}

/** Lines as a file has them: when, how grave, which batch, what. */
export function logText(entries: readonly LogEntry[]): string {
  const lines = entries.flatMap((entry) => (entry.kind === 'line' ? [textOf(entry.line)] : []))
  return lines.map((line) => `${line}\n`).join('')
}

const textOf = ({ at, level, text, batch_id }: LogLine): string =>
  `${new Date(at).toISOString()} ${level.toUpperCase().padEnd(7)} ${batch_id === undefined ? '' : `[${batch_id}] `}${text}`
