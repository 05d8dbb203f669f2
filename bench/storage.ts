import BetterSqlite from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { causeText } from '../src/console/words/cause.ts'
import { Planning } from '../src/monitor/storage/planning/planning.ts'
import type { EditRequest } from '../src/monitor/storage/port.ts'
import { openSqliteStore } from '../src/monitor/storage/sqlite/sqlite-store.ts'
import { sendImport } from '../tests/integration/sent-import.ts'
import { newTask, nextRecord, optionsOf } from '../tests/integration/stored-task.ts'
import { realAddresses, syntheticAddresses } from './addresses.ts'
import { Churn } from './churn.ts'
import { atMost, type Row, type Section, whole } from './report.ts'
import { fleet } from './task.ts'

const EPOCHS = 200
/** Bytes in the file for a byte of text that came or went, where many do; 0.05 of it are the digests of the rows (ST-1). */
const MOST_RATIO = 1.6
/** Bytes in the file where hardly anything did. */
const MOST_ALONE = 2048
/** When the first epoch is published, ms; times are as long as they are in life. */
const START = 1_767_225_600_000

interface Life {
  readonly start: readonly string[]
  readonly consumers: number
  /** Targets replaced with each epoch. */
  readonly swapped: number
}

/** Bytes on the disk for each epoch of a long life: they must grow with what changes, not with the list. */
export function storage(progress: (what: string) => void): Section {
  const hundredThousand = syntheticAddresses(100_000, 77)
  const lives: readonly Life[] = [
    { start: realAddresses, consumers: 8, swapped: 60 },
    { start: hundredThousand, consumers: 100, swapped: 1000 },
    { start: realAddresses, consumers: 8, swapped: 1 },
    { start: hundredThousand, consumers: 100, swapped: 1 },
  ]
  return {
    title: `What ${EPOCHS} epochs add to the database`,
    text:
      'Bytes for each epoch: how much the file grew, and how much of it the delta and the rows of the epoch and of its ' +
      'rollout are, every consumer having answered. Beside them the texts of the targets that came and went, and the ' +
      'whole list. The bound is on the last column; where a single target is replaced, on the growth of the file.',
    columns: [
      'life',
      'consumers',
      'whole list',
      'changed texts',
      'delta',
      'epoch row',
      'rollout rows',
      'file',
      'file ÷ changed',
    ],
    rows: lives.map((life) => {
      progress(`${whole(life.swapped)} of ${whole(life.start.length)}`)
      return measure(life)
    }),
  }
}

function measure({ start, consumers, swapped }: Life): Row {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-bench-'))
  const file = join(folder, 'batchdeck.db')
  const members = fleet(consumers)
  const churn = new Churn(5, EPOCHS, swapped, start)
  let task = { ...newTask(1), batch_size: 99, virtual_nodes: 150 }
  let nextBatchId = 1
  let planning = new Planning(openSqliteStore(file))
  planning.createTask(task)

  function publish(edit: EditRequest): void {
    const { plan, report } = planning.prepare(1, {
      edit,
      members,
      nextBatchId,
      options: optionsOf(task),
      rebalance: false,
    })
    const record = nextRecord(task, report)
    const at = START + record.epoch.epoch * 60_000
    const { added, removed } = report.counts
    const causes = [{ kind: 'change' as const, added, removed }]
    const epoch = { ...record.epoch, created_at: at, cause: causeText('en', causes), causes }
    // Only whose batches changed is told (EP-2).
    const touched = new Set(report.consumersTouched)
    const rollout = record.rollout.filter(({ consumer_id }) => touched.has(consumer_id))
    planning.commit(plan, { ...record, epoch, rollout }, task.epoch)
    planning.save({
      epochs: [{ ...epoch, state: 'settled', settled_at: at + 900 }],
      rollouts: rollout.map((view) => {
        const times = { sent_at: at + 20, acked_at: at + 40, confirmed_at: at + 900 }
        return { ...view, state: 'confirmed', action: 'reloading', ...times }
      }),
    })
    task = record.task
    nextBatchId = record.nextBatchId
  }

  publish(sendImport(planning, { targets: start }))
  // To close it puts everything into the one file.
  planning.close()
  const before = bytesIn(file)
  planning = new Planning(openSqliteStore(file))
  let changed = 0
  for (let i = 0; i < EPOCHS; i++) {
    const { add, remove } = churn.swap()
    changed += bytesOf([...add, ...remove])
    publish(sendImport(planning, { add, remove }, { edit: 'change' }))
  }
  planning.close()
  const growth = (bytesIn(file) - before) / EPOCHS
  const database = new BetterSqlite(file, { readonly: true })
  const perEpoch = (column: string, table: string) => {
    const sum = database.prepare(`SELECT sum(length(CAST(${column} AS BLOB))) FROM ${table} WHERE epoch > 1`)
    return (sum.pluck().get() as number) / EPOCHS
  }
  const stored = [perEpoch('delta', 'deltas'), perEpoch('view', 'epochs'), perEpoch('view', 'rollouts')]
  database.close()
  rmSync(folder, { recursive: true, force: true })
  const perChange = changed / EPOCHS
  const bytes = [bytesOf(start), perChange, ...stored, growth].map((value) => whole(Math.round(value)))
  const ratio = growth / perChange
  return {
    cells: [`${whole(swapped)} of ${whole(start.length)} swapped`, whole(consumers), ...bytes, ratio.toFixed(2)],
    ...(swapped > 1
      ? atMost(ratio, MOST_RATIO)
      : { bound: `file ≤ ${whole(MOST_ALONE)}`, holds: growth <= MOST_ALONE }),
  }
}

/** Of the pages in use: free ones come and go with the size of the first list. */
function bytesIn(file: string): number {
  const database = new BetterSqlite(file, { readonly: true })
  const read = (pragma: string) => database.pragma(pragma, { simple: true }) as number
  const bytes = (read('page_count') - read('freelist_count')) * read('page_size')
  database.close()
  return bytes
}

/** One a line. */
function bytesOf(targets: readonly string[]): number {
  return targets.reduce((sum, target) => sum + Buffer.byteLength(target) + 1, 0)
}
