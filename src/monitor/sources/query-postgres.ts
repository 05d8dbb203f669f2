import { setTimeout as pause } from 'node:timers/promises'
import { Client, type QueryConfig } from 'pg'
import type { Answer, Question } from './question.ts'

/** How long the server may take to say good-bye, ms. */
const END_TIMEOUT_MS = 1000
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
  const onAbort = () => client.connection.stream.destroy(new Error('cut off'))
  signal.addEventListener('abort', onAbort)
  try {
    signal.throwIfAborted()
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
    // Who does not answer a good-bye is not waited for.
    await Promise.race([client.end().catch(() => {}), pause(END_TIMEOUT_MS, null, { ref: false })])
    client.connection.stream.destroy()
  }
}
