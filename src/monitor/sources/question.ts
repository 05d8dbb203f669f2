import type { Row } from './rows-csv.ts'

/** The answer to a query: its columns first, and then rows, so many at a time. */
export interface Answer {
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** What a database is asked with. */
export interface Question {
  readonly url: URL
  readonly query: string
  /** ms, for the database's own limit. */
  readonly timeout: number
  readonly signal: AbortSignal
}
