import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SourceOf, SourceResource } from '../../src/contract/resources/source.ts'
import { type DatabaseServer, startMariadb, startPostgres } from '../sources/database-server.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'

const rarely = { interval: 86_400_000, retries: 0 }

/** Runs statements as their owner does, and answers the rows of the last. */
type Execute = (server: DatabaseServer, ...statements: readonly string[]) => Promise<unknown>

const inPostgres: Execute = async ({ url }, ...statements) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  let rows: unknown = []
  for (const statement of statements) ({ rows } = await client.query(statement))
  await client.end()
  return rows
}

const inMariadb: Execute = async ({ url }, ...statements) => {
  const connection = await createConnection(url)
  let rows: unknown = []
  for (const statement of statements) [rows] = await connection.query(statement)
  await connection.end()
  return rows
}

describe.each([
  {
    name: 'PostgreSQL',
    start: startPostgres,
    execute: inPostgres,
    slow: 'SELECT pg_sleep(30)::text',
    underWay: "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'FETCH%' AND state = 'active'",
    several: ['SELECT 1', 'SELECT 1; SELECT 2, 3', /^The database says: /],
    series: "SELECT 'n-' || n FROM generate_series(1, 12000) n",
  },
  {
    name: 'MariaDB',
    start: startMariadb,
    execute: inMariadb,
    slow: 'SELECT SLEEP(30)',
    underWay: "SELECT 1 FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'",
    several: [
      "CREATE PROCEDURE several() BEGIN SELECT 'p-1', 'high'; SELECT 'p-2', 'low', 'x'; END",
      'CALL several()',
      /^The query gives more than one table/,
    ],
    series: "SELECT CONCAT('n-', seq) FROM seq_1_to_12000",
  },
])('[SO-1] a query to $name', ({ start, execute, slow, underWay, several, series }) => {
  let server: DatabaseServer
  let running: RunningMonitor
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-sql-'))
    server = await start()
    await execute(
      server,
      'CREATE TABLE pairs (target varchar(99), priority varchar(9), chain varchar(9), seen timestamp NULL)',
      `INSERT INTO pairs VALUES ('0xAbC', 'high', 'eth', '2026-01-02 03:04:05'), ('"quoted", yes', NULL, NULL, NULL)`,
      `INSERT INTO pairs VALUES ('p-1', 'low', 'bsc', NULL), ('p-2', NULL, NULL, NULL), ('p-3', NULL, NULL, NULL)`,
      `UPDATE pairs SET target = 'p-"4",x' WHERE target LIKE '%yes'`,
    )
    running = await runMonitor({ 'monitor.limits.max-import-lines': 20_000 }, join(folder, 'data'))
    await running.monitor.api.call('task.create', { task_id: 1, name: 'Pairs' })
  })
  afterAll(async () => {
    await (running as RunningMonitor | undefined)?.[Symbol.asyncDispose]()
    await (server as DatabaseServer | undefined)?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  const api = () => running.monitor.api
  async function ask(query: string, more: Partial<SourceOf<'sql'>> = {}): Promise<SourceResource> {
    const source = { kind: 'sql' as const, database: server.url, query, ...rarely, ...more }
    await api().call('sources.put', { task_id: 1, source })
    const list = async () => (await api().call('sources.list', {})).sources[0]!
    await expect
      .poll(list, { timeout: 20_000 })
      .toMatchObject({ running_since: null, last_run: { at: expect.any(Number) as number } })
    return list()
  }
  const problem = ({ last_run: run }: SourceResource) => run?.problem?.message ?? run?.outcome
  async function targets() {
    const { targets: page } = await api().call('targets.page', { task_id: 1, start: 0, limit: 100 })
    return page.map(({ target, priority }) => `${target} ${priority}`)
  }

  it('gives a list with the columns it has, whatever is in them, and says neither user nor password', async () => {
    const asked = await ask('SELECT target, priority FROM pairs;')
    expect(problem(asked)).toBe('published')
    expect(asked.where).toMatch(/^(?:postgresql|mysql):\/\/127\.0\.0\.1:\d+\/\w+$/)
    expect(await targets()).toEqual(['0xAbC high', 'p-"4",x medium', 'p-1 low', 'p-2 medium', 'p-3 medium'])
    await execute(server, `INSERT INTO pairs (target) VALUES ('p-9')`)
    expect(await api().call('sources.run', { task_id: 1 })).toMatchObject({
      last_run: { outcome: 'published', added: 1, removed: 0 },
    })
  })

  it('can only read, one statement, within its time and so many rows; nothing is changed by what fails', async () => {
    const before = await targets()
    expect(problem(await ask('DELETE FROM pairs'))).toMatch(/^The database says: /)
    expect(problem(await ask(`INSERT INTO pairs (target) VALUES ('evil')`))).toMatch(/^The database says: /)
    expect(problem(await ask(`SELECT target FROM pairs; DROP TABLE pairs`))).toMatch(/^The database says: /)
    expect(problem(await ask('SELECT nothing FROM nowhere'))).toMatch(/^The database says: .*nowhere/)
    expect(problem(await ask(slow, { timeout: 800 }))).toMatch(/^It was not read|^The database says: /)
    expect(problem(await ask('SELECT target FROM pairs WHERE 1 = 2'))).toBe(
      'It gave no target at all, which is taken for a fault.',
    )
    const url = new URL(server.url)
    url.port = '1'
    expect(problem(await ask('SELECT 1', { database: url.href }))).toMatch(/ECONNREFUSED/)
    // A target that is NULL is a bad line in a table of one column, too.
    expect(problem(await ask(`SELECT 'p-1' AS target UNION ALL SELECT NULL`))).toMatch(/^Row 2 of the query is empty/)
    const [prepared, call, refused] = several as [string, string, RegExp]
    await execute(server, prepared)
    expect(problem(await ask(call))).toMatch(refused)
    const dying = ask(slow)
    await expect.poll(() => execute(server, underWay), { timeout: 10_000 }).toHaveLength(1)
    await server.stop()
    expect(problem(await dying)).toMatch(/^The database says: /)
    expect(problem(await ask('SELECT target FROM pairs'))).toMatch(/^The database says: /)
    await server.start()
    expect(await targets()).toEqual(before)
    await execute(server, 'SELECT 1')
    expect(problem(await ask('SELECT target, priority FROM pairs'))).toBe('unchanged')
  })

  it('of many rows comes in pieces, and a first column of any name holds the targets', async () => {
    expect(problem(await ask(`${series} UNION ALL SELECT target FROM pairs`))).toBe('published')
    const { sources } = await api().call('sources.list', {})
    expect(sources[0]!.last_run).toMatchObject({ found: 12_006 })
    expect(problem(await ask(`${series} UNION ALL ${series}`, { on_invalid: 'skip' }))).toBe(
      'The query gives more than 20000 rows.',
    )
  })
})
