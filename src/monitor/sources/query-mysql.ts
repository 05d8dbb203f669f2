import type { Socket } from 'node:net'
import { type Connection, createConnection } from 'mysql2'
import { refusal } from '../../contract/refusal.ts'
import type { Answer, Question } from './question.ts'

/** Rows that are passed on at once. */
const ROWS_AT_ONCE = 5000

/**
 * The rows of a query to MySQL or MariaDB, as they come. Nothing can be written in its transaction, and only one statement
 * is taken.
 */
export async function* queryMysql({ url, query, timeout, signal }: Question): AsyncGenerator<Answer> {
  const connection = createConnection({
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 3306 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    connectTimeout: timeout,
    multipleStatements: false,
    // Numbers beyond 2^53 stay what they are.
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    ...(url.searchParams.get('ssl') !== null && { ssl: {} }),
  })
  connection.on('error', () => {})
  // `destroy` says good-bye, and waits for whatever the server does.
  const cutOff = () => (connection as unknown as { readonly stream: Socket }).stream.destroy(new Error('cut off'))
  signal.addEventListener('abort', cutOff)
  try {
    signal.throwIfAborted()
    await begin(connection, timeout)
    signal.throwIfAborted()
    yield* rowsOf(connection, query)
  } finally {
    signal.removeEventListener('abort', cutOff)
    connection.destroy()
    cutOff()
  }
}

async function begin(connection: Connection, timeout: number): Promise<void> {
  await run(connection, 'START TRANSACTION READ ONLY')
  // Each of the two knows a limit by another name.
  const [{ version = '' } = {}] = (await run(connection, 'SELECT VERSION() AS version')) as { version?: string }[]
  await run(
    connection,
    version.includes('MariaDB')
      ? `SET SESSION max_statement_time = ${timeout / 1000}`
      : `SET SESSION max_execution_time = ${Math.max(1, Math.round(timeout))}`,
  )
}

async function* rowsOf(connection: Connection, query: string): AsyncGenerator<Answer> {
  const asked = connection.query({ sql: query.trim().replace(/;\s*$/, ''), rowsAsArray: true })
  const answer = asked.stream({ highWaterMark: 100 })
  let columns: readonly string[] = []
  let tables = 0
  asked.on('fields', (fields: unknown) => {
    if (!Array.isArray(fields)) return
    columns = fields.map(({ name }: { name: string }) => name)
    // A procedure may answer several times, and the rows of one are none of another.
    if (++tables > 1) answer.destroy(refusal('source_tables_several'))
  })
  // A connection that is lost ends no query that answers row by row.
  connection.on('error', (error) => answer.destroy(error))
  let rows: unknown[][] = []
  for await (const row of answer) {
    rows.push(row as unknown[])
    if (rows.length < ROWS_AT_ONCE) continue
    yield { columns, rows }
    rows = []
  }
  yield { columns, rows }
}

function run(connection: Connection, sql: string): Promise<unknown> {
  return new Promise((done, failed) => {
    connection.query(sql, (error: Error | null, result: unknown) => {
      if (error) failed(error)
      else done(result)
    })
  })
}
