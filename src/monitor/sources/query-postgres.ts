import { Client, type QueryConfig } from 'pg'
import type { Answer, Question } from './question.ts'

/** Rows that are fetched at once. */
const FETCH_ROWS = 5000

/**
 * The rows of a query to PostgreSQL, by a cursor: only what reads can be one, and only one statement. Nothing can be written
 * in its transaction.
 */
export async function* queryPostgres({ url, query, timeout, signal }: Question): AsyncGenerator<Answer> {
  const client = new Client({
    connectionString: url.href,
    connectionTimeoutMillis: timeout,
    // What is shown of it on the server.
    application_name: 'batchdeck',
  })
  // What fails between two questions fails with the next one.
  client.on('error', () => {})
  const onAbort = () => void client.end().catch(() => {})
  signal.addEventListener('abort', onAbort)
  try {
    await client.connect()
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await client.query(`SET LOCAL statement_timeout = ${Math.max(1, Math.round(timeout))}`)
    const text = query.trim().replace(/;\s*$/, '')
    // Prepared, so that the server takes one statement and no more; the types of pg lag behind it.
    const declared: QueryConfig & { queryMode: 'extended' } = {
      text: `DECLARE batchdeck NO SCROLL CURSOR FOR ${text}`,
      queryMode: 'extended',
    }
    await client.query(declared)
    while (true) {
      signal.throwIfAborted()
      const { fields, rows } = await client.query<unknown[]>({
        text: `FETCH ${FETCH_ROWS} FROM batchdeck`,
        rowMode: 'array',
      })
      yield { columns: fields.map(({ name }) => name), rows }
      if (rows.length < FETCH_ROWS) break
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    await client.end().catch(() => {})
  }
}
