import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import type { TaskResource } from '../../src/contract/resources/task.ts'
import { BatchdeckError } from '../../src/contract/errors.ts'
import { between, pick, type Random } from '../../src/demo/random.ts'
import { knownState } from '../../src/monitor/known-state.ts'
import { epochEntry } from '../../src/monitor/storage/planning/epoch-entry.ts'
import { openSqliteStore, type SqliteStore } from '../../src/monitor/storage/sqlite/sqlite-store.ts'
import { type Assignment, emptyAssignment } from '../../src/planner/assignment.ts'
import { plan } from '../../src/planner/plan.ts'
import type { ConsumerResource } from '../../src/contract/resources/consumer.ts'
import { newTask, nextRecord, optionsOf } from '../integration/stored-task.ts'
import type { Outcome, Program, Trial } from './program.ts'

const TASKS = [1, 2]
const EPOCHS = 12
const FILES = ['batchdeck.db', 'batchdeck.db-wal', 'batchdeck.state'] as const

const consumer: ConsumerResource = {
  consumer_id: 'a',
  state: 'online',
  state_since: 1,
  drained_at: 8,
  flapping_since: null,
  kept_since: null,
  held_until: null,
  restarts: 0,
  stuck_since: null,
  was_too_slow: false,
  session_id: 's',
  connected_at: 1,
  last_seen_at: 2,
  heartbeat_interval: 20,
  remote: '127.0.0.1',
  hostname: 'h',
  pid: 7,
  version: '1',
  labels: { zone: 'a' },
  clock_skew: -3,
  round_trip: null,
  slots: 4,
  targets: 5,
}

/** What a life left: its files after each epoch as a kill would have left them, and what was in them at the end. */
interface Life {
  readonly folders: readonly string[]
  readonly last: string
  readonly published: readonly { task_id: number; epoch: number; at: number }[]
  readonly everything: string
}

/** What became of a damaged folder. */
type Fate = 'refused' | 'alerted' | 'identical' | 'false in silence'

export const program: Program = {
  name: 'damage',
  about:
    'Files of a killed monitor with bits flipped, cut off, zeroed, overwritten, deleted, of another day, exchanged, or ' +
    'of another program: each is refused in a sentence, served with an alert, or read as exactly what was written.',
  unit: 'damaged files',
  lost: 'states served that were not what was written, without a word',
  short: 60,
  long: 1000,
  run,
}

async function run(trial: Trial): Promise<Outcome> {
  const { random, times } = trial
  const root = mkdtempSync(join(tmpdir(), 'batchdeck-damage-'))
  const counts: Record<Fate, number> = { refused: 0, alerted: 0, identical: 0, 'false in silence': 0 }
  const findings: string[] = []
  try {
    const life = live(root)
    for (let time = 0; time < times; time++) {
      const folder = join(root, 'damaged')
      rmSync(folder, { recursive: true, force: true })
      cpSync(life.last, folder, { recursive: true })
      const done = damage(random, folder, life)
      // oxlint-disable-next-line no-await-in-loop
      const { fate, why } = await fateOf(folder, life)
      counts[fate]++
      if (fate === 'false in silence') findings.push(`${done}: ${why}`)
      if (time % 100 === 99) trial.say(`${time + 1} of ${times}`)
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
  return {
    tried: times,
    survived: times - counts['false in silence'],
    lost: counts['false in silence'],
    rows: Object.entries(counts),
    findings,
  }
}

/** Publishes some epochs, and keeps the files of each moment. */
function live(root: string): Life {
  const folder = join(root, 'life')
  mkdirSync(folder)
  const store = openLife(folder)
  let nextBatchId = store.load().state.nextBatchId
  store.begin()
  const tasks = new Map<number, { task: TaskResource; assignment: Assignment }>(
    TASKS.map((id) => [id, { task: newTask(id), assignment: emptyAssignment }]),
  )
  for (const { task } of tasks.values()) store.createTask(task)
  const folders: string[] = []
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    for (const [id, { task, assignment }] of tasks) {
      const targets = Array.from({ length: 400 }, (_, i) => `target-${id}-${(i * epoch) % 900}-${i}`)
      const made = plan({
        previous: assignment,
        edit: { kind: 'replace', targets },
        members: ['a', 'b', 'c'].slice(0, 1 + (epoch % 3)),
        options: optionsOf(task),
        nextBatchId,
      })
      const record = nextRecord(task, made)
      nextBatchId = record.nextBatchId
      store.commit(epochEntry(record, assignment, made.assignment), assignment, made.assignment)
      tasks.set(id, { task: record.task, assignment: made.assignment })
    }
    const consumers = ['a', 'b', 'c'].map((consumer_id) => ({ ...consumer, consumer_id, last_seen_at: epoch }))
    store.decide({ consumers })
    // A checkpoint in the middle: some of it is in the file, some in the WAL only.
    if (epoch === EPOCHS - 4) store.database.pragma('wal_checkpoint(PASSIVE)')
    const kept = join(root, `after-${epoch}`)
    cpSync(folder, kept, { recursive: true })
    folders.push(kept)
  }
  const everything = allOf(store)
  store.abandon()
  const published = TASKS.map((task_id) => ({ task_id, epoch: EPOCHS, at: EPOCHS }))
  return { folders, last: folders.at(-1)!, published, everything }
}

function openLife(folder: string): SqliteStore {
  return openSqliteStore(join(folder, 'batchdeck.db'), { noteFile: join(folder, 'batchdeck.state') })
}

/** All there is to read, as text. */
function allOf(store: SqliteStore): string {
  const { state, assignments } = store.load()
  const history = state.tasks.flatMap(({ task: { task_id: id, epoch: last } }) =>
    Array.from({ length: last }, (_, i) => [
      store.change(id, i + 1),
      store.slotMaps(id, i + 1, i + 1),
      store.rollout(id, i + 1),
    ]),
  )
  const placed = [...assignments].map(([id, { slots, owners }]) => [id, owners, slots.map(({ leaves }) => leaves)])
  return JSON.stringify([state, placed, history, TASKS.map((id) => store.epochs(id, Infinity, 1000))])
}

/** What a start makes of it. */
async function fateOf(folder: string, { published, everything }: Life): Promise<{ fate: Fate; why: string }> {
  let store: SqliteStore | null = null
  try {
    const opened = openLife(folder)
    store = opened
    const { state } = opened.load()
    const standing = await knownState({
      storage: { standing: async () => opened.standing() },
      stored: state,
      auditThread: { call: async () => published, close: async () => {} } as never,
      file: join(folder, 'batchdeck.db'),
      acceptsOlder: false,
    })
    if (standing.kind === 'unproven') return { fate: 'alerted', why: standing.why }
    const isSame = allOf(opened) === everything
    return isSame ? { fate: 'identical', why: '' } : { fate: 'false in silence', why: `served as ${standing.kind}` }
  } catch (error) {
    const isRefusal = error instanceof BatchdeckError && error.code === 'STORAGE_FAILED'
    return isRefusal ? { fate: 'refused', why: error.message } : { fate: 'false in silence', why: String(error) }
  } finally {
    store?.abandon()
  }
}

/** Damages one of the files, or several. @returns what was done */
function damage(random: Random, folder: string, life: Life): string {
  const kind = pick(random, [
    'flip',
    'flip',
    'flip',
    'truncate',
    'zero',
    'overwrite',
    'delete',
    'older',
    'exchange',
    'foreign',
  ] as const)
  const name = pick(random, FILES)
  const file = join(folder, name)
  switch (kind) {
    case 'flip':
      return change(file, (bytes) => {
        const flips = 1 + Math.floor(between(random, 0, 3))
        for (let i = 0; i < flips; i++) bytes[placeIn(random, bytes)]! ^= 1 << Math.floor(between(random, 0, 8))
        return `${flips} bits of ${name} flipped`
      })
    case 'truncate': {
      const length = Math.floor(between(random, 0, readFileSync(file).length))
      truncateSync(file, length)
      return `${name} cut off at ${length}`
    }
    case 'zero':
    case 'overwrite':
      return change(file, (bytes) => {
        const from = placeIn(random, bytes)
        const to = Math.min(bytes.length, from + Math.ceil(between(random, 1, 5000)))
        for (let i = from; i < to; i++) bytes[i] = kind === 'zero' ? 0 : Math.floor(between(random, 0, 256))
        return `${name} ${kind} from ${from} to ${to}`
      })
    case 'delete': {
      const gone = FILES.filter((one) => one === name || random() < 0.3)
      for (const one of gone) rmSync(join(folder, one), { force: true })
      return `${gone.join(', ')} deleted`
    }
    case 'older':
    case 'exchange': {
      const from = pick(random, life.folders.slice(0, -1))
      const names = kind === 'exchange' ? [name] : (['batchdeck.db', 'batchdeck.db-wal'] as const)
      for (const one of names) if (existsSync(join(from, one))) cpSync(join(from, one), join(folder, one))
      return `${names.join(', ')} of ${from}`
    }
    case 'foreign': {
      for (const one of readdirSync(folder)) if (one !== 'batchdeck.state') rmSync(join(folder, one))
      const database = new BetterSqlite(join(folder, 'batchdeck.db'))
      database.exec('CREATE TABLE notes (text)')
      database.pragma(`user_version = ${Math.floor(between(random, 0, 9))}`)
      database.close()
      return 'a database of another program'
    }
  }
}

function change(file: string, how: (bytes: Buffer) => string): string {
  const bytes = readFileSync(file)
  if (bytes.length === 0) return 'nothing'
  const done = how(bytes)
  writeFileSync(file, bytes)
  return done
}

function placeIn(random: Random, bytes: Buffer): number {
  return Math.floor(between(random, 0, bytes.length))
}
