import { BatchdeckError } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { SourceOf } from '../../contract/resources/source.ts'
import type { Answer, Question } from './question.ts'
import type { ReadContext, Reading } from './reading.ts'
import { csvHead, csvRows, emptyRow } from './rows-csv.ts'
import { secretText } from './secret.ts'
import { databaseUrl } from './source-terms.ts'

/**
 * `[SO-3]` Asks a database in a transaction that can only read, with a limit of its own on time and rows; what comes is a
 * table, row by row.
 * @param timeout of the run, ms
 * @param isTarget whether a column of this name holds the targets
 * @throws {BatchdeckError} `SOURCE_FAILED`
 */
export async function readSql(
  source: SourceOf<'sql'>,
  context: ReadContext,
  timeout: number,
  isTarget: (column: string) => boolean,
): Promise<Reading> {
  const url = databaseUrl(secretText(source.database, context.environment))
  const ask = await clientFor(url)
  const answers = ask({ url, query: source.query, timeout, signal: context.signal })
  return { kind: 'list', format: 'csv', pieces: tableOf(answers, source, context, isTarget), validator: () => null }
}

/** Both are large, and hardly any monitor needs one: they are loaded with the first query. */
async function clientFor({ protocol }: URL): Promise<(question: Question) => AsyncIterable<Answer>> {
  if (protocol.startsWith('postgres')) return (await import('./query-postgres.ts')).queryPostgres
  return (await import('./query-mysql.ts')).queryMysql
}

async function* tableOf(
  answers: AsyncIterable<Answer>,
  { on_invalid: lines = 'refuse' }: SourceOf<'sql'>,
  { maxLines, signal }: ReadContext,
  isTarget: (column: string) => boolean,
): AsyncGenerator<Buffer> {
  let count = 0
  let hasHead = false
  try {
    for await (const { columns, rows } of answers) {
      if (columns.length === 0) throw refusal('source_no_columns')
      if (!hasHead) yield Buffer.from(csvHead(columns, isTarget))
      hasHead = true
      const empty = lines === 'refuse' ? emptyRow(rows) : -1
      if (empty >= 0) throw refusal('source_row_empty', { row: count + empty + 1 })
      count += rows.length
      if (count > maxLines) throw refusal('source_rows_too_many', { most: maxLines })
      if (rows.length > 0) yield csvRows(rows)
    }
  } catch (error) {
    if (error instanceof BatchdeckError || signal.aborted) throw error
    throw refusal('source_database_failed', { detail: detailOf(error) }, { cause: error })
  }
}

/** What the database says, which never is a password. */
function detailOf(error: unknown): string {
  const { message, code = '' } = error as NodeJS.ErrnoException
  const said = message === '' ? code : message
  return said.split('\n', 1)[0]!.slice(0, 300).replace(/\.$/, '')
}
