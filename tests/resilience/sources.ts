import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'
import { pick, type Random } from '../../src/demo/random.ts'
import { type DatabaseServer, startMariadb, startPostgres } from '../sources/database-server.ts'
import { badMoods, type Mood, MoodyServer } from '../sources/moody-server.ts'
import { SimulatedMonitor } from '../sources/simulated-monitor.ts'
import type { Outcome, Program, Trial } from './program.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const INTERVAL_MS = 10 * MINUTE_MS
const START = Date.parse('2026-11-28T00:00:00Z')
const TARGETS = 400
/** Of a run, by the clock on the wall: what hangs must not hold up the simulation. */
const TIMEOUT_MS = 250

/** What somebody's data source has, and what it says of it. */
interface World {
  readonly taskId: number
  /** What it would give on a good day. */
  list: string[]
  /** All that it ever would have given, as texts to compare. */
  readonly good: Set<string>
  isGood: boolean
  /** Makes it give its list, or fail in some way. */
  set(isGood: boolean): Promise<void>
}

const keyOf = (targets: Iterable<string>) => [...targets].toSorted().join('\n')

/** A list changes a little all the time, and a lot now and then. */
function changed(list: readonly string[], random: Random, fresh: () => string): string[] {
  const isMuch = random() < 0.06
  const keep = isMuch ? 0.1 + 0.5 * random() : 1 - 0.05 * random()
  const kept = list.filter(() => random() < keep)
  const more = Math.round((isMuch ? 0.2 : 0.06) * TARGETS * random())
  return [...kept, ...Array.from({ length: kept.length < 50 ? TARGETS : more }, fresh)]
}

async function run(trial: Trial): Promise<Outcome> {
  const { random, times } = trial
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-worlds-'))
  try {
    await using http = await MoodyServer.start([])
    await using postgres = await startPostgres()
    await using mariadb = await startMariadb()
    const worlds = [httpWorld(http, random), await sqlWorld(2, postgres, random), await sqlWorld(3, mariadb, random)]
    const monitor = new SimulatedMonitor({}, folder, START, random)
    const common = { interval: INTERVAL_MS, timeout: TIMEOUT_MS }
    await monitor.addTask(1, { kind: 'url', url: http.url, ...common })
    const query = 'SELECT target FROM deck_targets'
    const slower = { ...common, timeout: 4 * TIMEOUT_MS }
    await monitor.addTask(2, { kind: 'sql', database: postgres.url, query, ...slower })
    await monitor.addTask(3, { kind: 'sql', database: mariadb.url, query, ...slower })
    return await simulate({ monitor, worlds, random, hours: times, say: (line) => trial.say(line) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Simulation {
  readonly monitor: SimulatedMonitor
  readonly worlds: readonly World[]
  readonly random: Random
  readonly hours: number
  readonly say: (line: string) => void
}

async function simulate({ monitor, worlds, random, hours, say }: Simulation): Promise<Outcome> {
  const findings: string[] = []
  const counts: Record<string, number> = {}
  const count = (what: string) => (counts[what] = (counts[what] ?? 0) + 1)
  let name = 0
  const fresh = () => `t-${name++}`
  const known = new Map<number, ReadonlySet<string>>(worlds.map(({ taskId }) => [taskId, new Set<string>()]))
  const allowed = new Set<string>()
  let lost = 0
  let seen = 0

  for (const world of worlds) {
    world.list = Array.from({ length: TARGETS }, fresh)
    await world.set(true)
  }

  /** Every change since the last look has an epoch that says how much it was, and nothing came that was not given. */
  async function look(): Promise<void> {
    for (const { taskId, good } of worlds) {
      const before = known.get(taskId)!
      const now = await monitor.targets(taskId)
      const epochs = monitor.epochs.slice(seen).filter((epoch) => epoch.taskId === taskId)
      const added = [...now].filter((target) => !before.has(target)).length
      const removed = [...before].filter((target) => !now.has(target)).length
      known.set(taskId, now)
      if (added + removed === 0) continue
      const causes = epochs.flatMap((epoch) => epoch.causes).filter((cause) => 'added' in cause)
      const saidAdded = causes.reduce((sum, cause) => sum + cause.added, 0)
      const saidRemoved = causes.reduce((sum, cause) => sum + cause.removed, 0)
      // A change by hand and its way back within one look cancel out; what is left is never more than what was said.
      if (epochs.length === 0 || saidAdded < added || saidRemoved < removed) {
        findings.push(`Task ${taskId}: +${added} −${removed} is not explained by ${JSON.stringify(causes)}.`)
      }
      const isFirst = before.size === 0
      if (!isFirst && removed * 5 > before.size && !allowed.has(`${taskId} ${keyOf(now)}`)) {
        lost++
        findings.push(`Task ${taskId}: ${removed} of ${before.size} targets went and nobody was asked.`)
      }
      if (now.size === 0) findings.push(`Task ${taskId} is empty.`)
      if (!good.has(keyOf(now)) && !causes.some(({ kind }) => kind === 'change')) {
        findings.push(`Task ${taskId} has what its source never gave.`)
      }
    }
    seen = monitor.epochs.length
  }

  const steps = hours * (HOUR_MS / MINUTE_MS)
  for (let step = 0; step < steps && findings.length === 0; step++) {
    for (const world of worlds) {
      if (random() < 1 / 25) world.list = changed(world.list, random, fresh)
      // Good for an hour or so, bad for half an hour.
      if (random() < (world.isGood ? 1 / 60 : 1 / 30)) await world.set(!world.isGood)
      else if (!world.isGood && random() < 1 / 8) await world.set(false)
      else if (world.isGood && random() < 1 / 10) await world.set(true)
    }
    await monitor.pass(MINUTE_MS)
    await look()
    for (const { taskId } of worlds) {
      const { pending } = monitor.sources.resource(taskId)
      if (pending && random() < 1 / 40) {
        if (random() < 0.3) {
          await monitor.sources.discard(taskId)
          count('changes discarded by an operator')
        } else {
          const { removed } = pending
          const answer = await monitor.sources.apply(taskId, { confirm: { removed } }).catch((error: unknown) => error)
          if (answer instanceof Error) count('applications refused, since the list was another one')
          else count('changes applied by an operator')
          allowed.add(`${taskId} ${keyOf(await monitor.targets(taskId))}`)
          await monitor.pass(0)
          await look()
        }
      }
      if (random() < 1 / 600) {
        await monitor.edit(taskId, { add: [`by-hand-${name++}`], remove: [...known.get(taskId)!].slice(0, 2) })
        count('changes by hand')
        await look()
      }
    }
    if (random() < 1 / 900) {
      monitor.setClock(pick(random, [2 * HOUR_MS, -2 * HOUR_MS, 30 * MINUTE_MS]))
      count('steps of the clock')
    }
    if (random() < 1 / 900) {
      await monitor.restart(pick(random, [1000, 20 * MINUTE_MS]))
      count('restarts')
    }
    if (step % (24 * 60) === 0 && step > 0) say(`day ${step / (24 * 60)}: ${monitor.epochs.length} epochs`)
  }
  // On good days all of them get to what there is, asked or not.
  for (const world of worlds) await world.set(true)
  for (let i = 0; i < 40 && findings.length === 0; i++) await monitor.pass(MINUTE_MS)
  for (const { taskId, list } of worlds) {
    const { state, last_run: last } = monitor.sources.resource(taskId)
    const isThere = keyOf(await monitor.targets(taskId)) === keyOf(list)
    if (findings.length === 0 && !isThere && state !== 'waiting' && last?.outcome !== 'discarded') {
      findings.push(`Task ${taskId} is ${state}, and has not what its source gives: ${JSON.stringify(last)}.`)
    }
  }
  await monitor.sources.close()
  for (const { outcome, count: times = 1 } of monitor.runs) {
    const what = `runs that came to “${outcome}”`
    counts[what] = (counts[what] ?? 0) + times
  }
  const runs = monitor.runs.reduce((sum, { count: times = 1 }) => sum + times, 0)
  const rows = [
    ['simulated hours', hours],
    ['runs of sources', runs],
    ['epochs, all explained', monitor.epochs.length],
    ...Object.entries(counts),
    ['events written', monitor.runs.length],
  ] as const
  return { tried: hours, survived: findings.length === 0 ? hours : 0, lost, rows, findings }
}

function httpWorld(server: MoodyServer, random: Random): World {
  return {
    taskId: 1,
    list: [],
    good: new Set(),
    isGood: true,
    async set(isGood) {
      const moods: readonly Mood[] = isGood ? ['good', 'gzip', 'redirect'] : badMoods
      this.isGood = isGood
      server.mood = pick(random, moods)
      server.targets = this.list
      this.good.add(keyOf(this.list))
    },
  }
}

const badDays = ['no table', 'empty', 'bad line', 'slow'] as const

async function sqlWorld(taskId: number, server: DatabaseServer, random: Random): Promise<World> {
  const execute = await connectionTo(server.url)
  const world: World = {
    taskId,
    list: [],
    good: new Set(),
    isGood: true,
    async set(isGood) {
      this.isGood = isGood
      await execute('DROP VIEW IF EXISTS deck_targets')
      await execute('DROP TABLE IF EXISTS given')
      const day = isGood ? 'good' : pick(random, badDays)
      if (day === 'no table') return
      await execute('CREATE TABLE given (target varchar(64))')
      const rows = [...this.list, ...(day === 'bad line' ? ['two words'] : [])].map((target) => `('${target}')`)
      if (day !== 'empty') await execute(`INSERT INTO given VALUES ${rows.join(', ')}`)
      const sleep = server.url.startsWith('mysql') ? 'SLEEP(5)' : 'pg_sleep(5)'
      const slow = server.url.startsWith('mysql') ? `${sleep} = 0` : `${sleep} IS NOT NULL`
      await execute(`CREATE VIEW deck_targets AS SELECT target FROM given${day === 'slow' ? ` WHERE ${slow}` : ''}`)
      this.good.add(keyOf(this.list))
    },
  }
  return world
}

/** Statements of the owner of the data. */
async function connectionTo(url: string): Promise<(sql: string) => Promise<void>> {
  if (url.startsWith('mysql')) {
    const connection = await createConnection(url)
    connection.on('error', () => {})
    return async (sql) => void (await connection.query(sql))
  }
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  return async (sql) => void (await client.query(sql))
}

export const program: Program = {
  name: 'sources',
  about:
    'A PostgreSQL, a MariaDB and an HTTP server give three tasks their targets, with a clock that runs ahead: lists that change a little and a lot, servers that answer errors, pages, nothing, halves, loops or not at all, changes by hand, restarts and clocks that are set. No list loses more than a fifth of its targets unless an operator has said so, none is ever empty or has what was never given, and every change stands in the history with its numbers.',
  unit: 'simulated hours',
  lost: 'wipes',
  short: 2,
  long: 200,
  run,
}
