import type BetterSqlite from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { newTask, nextRecord, optionsOf } from '../../../../tests/integration/stored-task.ts'
import { emptyAssignment } from '../../../planner/assignment.ts'
import { plan } from '../../../planner/plan.ts'
import { epochEntry } from '../planning/epoch-entry.ts'
import type { Store } from '../store.ts'
import { openSqliteStore } from './sqlite-store.ts'

// What others have loaded has the real one, and those who come after shall have it, too.
vi.hoisted(() => void vi.resetModules())
afterAll(() => void vi.resetModules())

/** Every statement that SQLite carries out, in order. */
const traced: string[] = []

vi.mock('better-sqlite3', async (load) => {
  const { default: Real } = await load<{ default: typeof BetterSqlite }>()
  return {
    default: class extends Real {
      constructor(file: string, options: BetterSqlite.Options) {
        super(file, { ...options, verbose: (sql) => void traced.push(String(sql)) })
      }
    },
  }
})

/** Of each transaction since the last look: whether it was written through all caches, and how it ended. */
function transactions(): string[] {
  let synchronous = 'unknown'
  const ended: string[] = []
  let isOpen = false
  for (const sql of traced.splice(0)) {
    const [, mode] = /^PRAGMA synchronous = (\w+)/i.exec(sql) ?? []
    if (mode) {
      expect(isOpen, 'within a transaction it would say nothing').toBe(false)
      synchronous = mode
    } else if (/^BEGIN/i.test(sql)) isOpen = true
    else if (/^(COMMIT|ROLLBACK)/i.test(sql)) {
      ended.push(`${sql} ${synchronous}`)
      isOpen = false
    } else if (/^(INSERT|UPDATE|DELETE)/i.test(sql)) expect(isOpen, `outside of a transaction: ${sql}`).toBe(true)
  }
  return [...ended, `then ${synchronous}`]
}

describe('what is written', () => {
  let folder: string
  let store: Store
  const task = newTask(1)
  const made = plan({
    previous: emptyAssignment,
    edit: { kind: 'replace', targets: ['x', 'y'] },
    members: ['a'],
    options: optionsOf(task),
    nextBatchId: 1,
  })
  const entry = epochEntry(nextRecord(task, made), emptyAssignment, made.assignment)
  const durably = ['COMMIT FULL', 'then NORMAL']
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-durable-'))
    store = openSqliteStore(join(folder, 'batchdeck.db'))
    traced.length = 0
  })
  afterEach(() => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('[EP-1] [EP-11] of tasks, epochs and decisions is through all caches before it is answered, and what is saved need not be', () => {
    store.createTask(task)
    expect(transactions()).toEqual(durably)
    store.commit(entry, emptyAssignment, made.assignment)
    expect(transactions()).toEqual(durably)
    store.changeTask({ ...entry.record.task, name: 'Other' })
    expect(transactions()).toEqual(durably)
    store.save({ epochs: [{ ...entry.record.epoch, settled_at: 5 }] })
    expect(transactions()).toEqual(['COMMIT unknown', 'then unknown'])
    store.decide({ consumers_gone: ['c1'] })
    expect(transactions()).toEqual(durably)
    store.deleteTask(1)
    expect(transactions()).toEqual(durably)
  })

  it('[EP-1] without the disk taking it is undone, and what is saved afterwards does not wait for all caches', () => {
    store.createTask(task)
    store.commit(entry, emptyAssignment, made.assignment)
    traced.length = 0
    expect(() => store.commit(entry, emptyAssignment, made.assignment)).toThrow('nothing was changed')
    expect(transactions()).toEqual(['ROLLBACK FULL', 'then NORMAL'])
  })

  it('is in a log that is synchronized with it, and in a file that is nobody else’s', () => {
    store.close()
    traced.length = 0
    store = openSqliteStore(join(folder, 'batchdeck.db'))
    expect(traced.filter((sql) => sql.startsWith('PRAGMA') && sql.includes('='))).toEqual([
      'PRAGMA locking_mode = EXCLUSIVE',
      'PRAGMA journal_mode = WAL',
      'PRAGMA synchronous = NORMAL',
    ])
  })
})
