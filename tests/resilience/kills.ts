import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import BetterSqlite from 'better-sqlite3'
import { between, pick, type Random } from '../../src/demo/random.ts'
import { TestConsumer } from '../integration/test-consumer.ts'
import { programFile } from '../program.ts'
import { root } from './figures.ts'
import type { Outcome, Program, Trial } from './program.ts'
import { Subject } from './subject.ts'

/** What a monitor has answered: no kill may take it back. */
interface Known {
  readonly tasks: ReadonlyMap<number, { readonly name: string; readonly targets: readonly string[] }>
  readonly drained: ReadonlySet<string>
  readonly consumers: ReadonlySet<string>
}

/** Something an operator does, and what is known once it has been answered. */
interface Act {
  readonly what: string
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly after: Known
}

const CONSUMERS = ['c1', 'c2', 'c3', 'c4'] as const
/** When the kill comes after the first act, ms. */
const LATEST_KILL_MS = 700
/** Every so many kills one comes while an older database is brought up to date, or right at the start. */
const MIGRATION_EVERY = 6
const settings = ['monitor.liveness.grace=24h', 'monitor.retention.epochs=12', 'monitor.retention.event-count=1000']

function nextAct(random: Random, known: Known, count: number): Act {
  const tasks = [...known.tasks.keys()]
  const kind = pick(random, [
    'publish',
    'publish',
    'import',
    'change',
    'drain',
    'undrain',
    'create',
    'delete',
    'rename',
    'backup',
  ])
  const id = tasks.length > 0 ? pick(random, tasks) : 0
  const task = known.tasks.get(id)
  const withTask = (changed: { name: string; targets: readonly string[] }) => ({
    ...known,
    tasks: new Map([...known.tasks, [id, changed]]),
  })
  if (kind === 'create' || !task) {
    const free = [1, 2, 3, 4].find((candidate) => !known.tasks.has(candidate)) ?? 5 + count
    const made = { name: `Task ${free}`, targets: [] }
    return {
      what: 'create',
      method: 'POST',
      path: '/api/tasks',
      body: { task_id: free, name: made.name, batch_size: 20 },
      after: { ...known, tasks: new Map([...known.tasks, [free, made]]) },
    }
  }
  const path = `/api/tasks/${id}`
  switch (kind) {
    case 'publish':
    case 'import': {
      const size = kind === 'import' ? 8000 : 100 + Math.floor(random() * 400)
      const targets = Array.from({ length: size }, (_, n) => `target-${count}-${n}`).toSorted()
      return {
        what: kind,
        method: 'PUT',
        path: `${path}/targets`,
        body: { targets },
        after: withTask({ ...task, targets }),
      }
    }
    case 'change': {
      const added = `added-${count}`
      const targets = [...task.targets, added].toSorted()
      return {
        what: kind,
        method: 'PATCH',
        path: `${path}/targets`,
        body: { add: [added] },
        after: withTask({ ...task, targets }),
      }
    }
    case 'rename': {
      const name = `Renamed ${count}`
      return { what: kind, method: 'PATCH', path, body: { name }, after: withTask({ ...task, name }) }
    }
    case 'delete':
      return {
        what: kind,
        method: 'DELETE',
        path,
        after: { ...known, tasks: new Map([...known.tasks].filter(([each]) => each !== id)) },
      }
    case 'backup':
      return { what: kind, method: 'POST', path: '/api/backups', body: {}, after: known }
    default: {
      const consumer = pick(random, CONSUMERS)
      const drained = new Set(known.drained)
      if (kind === 'drain') drained.add(consumer)
      else drained.delete(consumer)
      const method = kind === 'drain' ? 'POST' : 'DELETE'
      return { what: kind, method, path: `/api/consumers/${consumer}/drain`, after: { ...known, drained } }
    }
  }
}

/** What the monitor says there is, in the words of {@link Known}, so that the two can be compared. */
async function shown(subject: Subject): Promise<string> {
  const { tasks } = await subject.must<{ tasks: { task_id: number; name: string }[] }>('GET', '/api/tasks')
  const read = new Map<number, { name: string; targets: readonly string[] }>()
  for (const { task_id, name } of tasks) {
    const path = `/api/tasks/${task_id}/targets`
    const { targets } = await subject.must<{ targets: (string | { target: string })[] }>('GET', path)
    read.set(task_id, { name, targets: targets.map((each) => (typeof each === 'string' ? each : each.target)) })
  }
  const { consumers } = await subject.must<{ consumers: { consumer_id: string; drained_at: number | null }[] }>(
    'GET',
    '/api/consumers',
  )
  const drained = consumers.filter(({ drained_at }) => drained_at !== null).map(({ consumer_id }) => consumer_id)
  return written({
    tasks: read,
    drained: new Set(drained),
    consumers: new Set(consumers.map((each) => each.consumer_id)),
  })
}

function written({ tasks, drained, consumers }: Known): string {
  const sorted = [...tasks]
    .toSorted(([a], [b]) => a - b)
    .map(([id, { name, targets }]) => [id, name, targets.length, targets.join()])
  return JSON.stringify([sorted, [...drained].toSorted(), [...consumers].toSorted()])
}

/** In what they differ, short enough to be read. */
function difference(expected: Known, found: string): string {
  const short = (text: string) => text.replaceAll(/"[^"]{60,}"/g, (list) => `"${list.slice(1, 40)}…"`)
  return `answered ${short(written(expected))}, found ${short(found)}`
}

interface Tally {
  /** What was not answered yet when the kill came. */
  underWay: Act | null
  readonly acts: Map<string, number>
  /** Acts under way when the kill came that were on the disk already. */
  early: number
  lost: number
  readonly findings: string[]
}

async function run(trial: Trial): Promise<Outcome> {
  const { random } = trial
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-kills-'))
  const tally: Tally = { underWay: null, acts: new Map(), early: 0, lost: 0, findings: [] }
  let known: Known = { tasks: new Map(), drained: new Set(), consumers: new Set(CONSUMERS) }
  let migrations = 0
  let subject = await Subject.start({ folder, settings })
  try {
    for (const id of CONSUMERS) {
      await using consumer = await TestConsumer.register(`${subject.url.replace('http', 'ws')}/websocket/monitor`, id)
      consumer.send({ type: 'ping' })
      await consumer.next('pong')
    }
    // Members are written with the next tick; a publication comes after it.
    known = await actUntil(subject, random, known, tally, 1500, false)
    for (let kill = 1; kill <= trial.times; kill++) {
      if (kill % MIGRATION_EVERY === 2) {
        migrations++
        tally.findings.push(...(await killMigration(random)))
        continue
      }
      known = await actUntil(subject, random, known, tally, between(random, 0, LATEST_KILL_MS), true)
      await subject[Symbol.asyncDispose]()
      // Some kills come before the start is over.
      if (random() < 0.2) await startAndKill(folder, between(random, 50, 900))
      subject = await Subject.start({ folder, settings })
      known = await judged(subject, known, tally, kill)
      if (kill % 50 === 0) trial.say(`${kill} kills`)
    }
    tally.findings.push(...subject.bugsLogged())
  } finally {
    await subject[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  }
  const rows: [string, string | number][] = [
    ['acts answered', [...tally.acts.values()].reduce((sum, each) => sum + each, 0)],
    ...[...tally.acts].toSorted().map(([what, count]): [string, number] => [`… ${what}`, count]),
    ['under way, and found whole', tally.early],
    ['kills while a database of an older version was opened', migrations],
  ]
  return {
    tried: trial.times,
    survived: trial.times - tally.lost,
    lost: tally.lost,
    rows,
    findings: tally.findings.slice(0, 12),
  }
}

/** Does one thing after the other until the kill; what was answered is known. */
async function actUntil(
  subject: Subject,
  random: Random,
  known: Known,
  tally: Tally,
  after: number,
  isKill: boolean,
): Promise<Known> {
  const end = performance.now() + after
  const killed = isKill ? pause(after).then(() => subject.server.end('SIGKILL')) : null
  let now = known
  tally.underWay = null
  for (let count = Math.floor(random() * 1e9); subject.server.isRunning; count++) {
    if (!isKill && performance.now() > end) break
    const act = nextAct(random, now, count)
    tally.underWay = act
    let status: number
    try {
      ;({ status } = await subject.ask(act.method, act.path, act.body))
    } catch {
      // The kill came first.
      break
    }
    tally.underWay = null
    if (status === 404 && act.what === 'backup') continue
    if (status >= 300) tally.findings.push(`${act.what} was answered ${status}`)
    else {
      now = act.after
      tally.acts.set(act.what, (tally.acts.get(act.what) ?? 0) + 1)
    }
  }
  await killed
  return now
}

/** Holds what is there after a restart against what was answered; goes on with what is there. */
async function judged(subject: Subject, known: Known, tally: Tally, kill: number): Promise<Known> {
  const found = await shown(subject)
  const { underWay } = tally
  if (found === written(known)) return known
  if (underWay && found === written(underWay.after)) {
    tally.early++
    return underWay.after
  }
  tally.lost++
  const during = underWay ? `, ${underWay.what} under way` : ''
  tally.findings.push(`kill ${kill}${during}: ${difference(known, found)}`)
  return parsed(found)
}

function parsed(found: string): Known {
  const [tasks, drained, consumers] = JSON.parse(found) as [[number, string, number, string][], string[], string[]]
  const list = (text: string) => (text === '' ? [] : text.split(','))
  return {
    tasks: new Map(tasks.map(([id, name, , targets]) => [id, { name, targets: list(targets) }])),
    drained: new Set(drained),
    consumers: new Set(consumers),
  }
}

/** Starts the monitor and kills it so many ms later, whatever it is doing then. */
async function startAndKill(folder: string, after: number): Promise<void> {
  const args = [programFile, 'serve', '--port', '0', '--data-dir', folder]
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' })
  const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()))
  await pause(after)
  child.kill('SIGKILL')
  await gone
}

const oldDatabase = join(root, 'tests/databases/schema-4.sql')

/** A database of an older version is opened and killed at any moment: afterwards it is opened, with all it held. */
async function killMigration(random: Random): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-migration-'))
  try {
    const database = new BetterSqlite(join(folder, 'batchdeck.db'))
    database.exec(readFileSync(oldDatabase, 'utf8'))
    const rows = database.prepare<[], { view: string }>('SELECT view FROM tasks ORDER BY task_id').all()
    database.close()
    const before = rows.map(({ view }) => {
      const { task_id, targets } = JSON.parse(view) as { task_id: number; targets: number }
      return { task_id, targets }
    })
    const lives = 1 + Math.floor(random() * 3)
    for (let life = 0; life < lives; life++) await startAndKill(folder, between(random, 100, 1200))
    await using subject = await Subject.start({ folder, settings: settings.slice(0, 1) })
    const { tasks } = await subject.must<{ tasks: { task_id: number; targets: number }[] }>('GET', '/api/tasks')
    const after = tasks.map(({ task_id, targets }) => ({ task_id, targets }))
    const isSame = JSON.stringify(after) === JSON.stringify(before)
    return isSame ? [] : [`after a killed migration: ${JSON.stringify(after)}, before it ${JSON.stringify(before)}`]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const program: Program = {
  name: 'kills',
  about:
    'SIGKILL at any moment, while targets are published and changed, lists imported, consumers drained and undrained, tasks ' +
    'made, renamed and deleted, old epochs and events dropped, backups made, and databases of older versions brought up to ' +
    'date. After each restart there is what was answered, and nothing else but what was under way.',
  unit: 'kills',
  lost: 'answers',
  short: 2,
  long: 1_000,
  run,
}
