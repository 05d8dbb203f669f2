import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rewrite } from '../../../../../tests/databases/reseal.ts'
import { writeSchema4 } from '../../../../../tests/databases/schema-4.ts'
import { BatchdeckError } from '../../../../contract/errors.ts'
import { openSqliteStore } from '../sqlite-store.ts'
import { pack } from './row.ts'

describe('a row with a long list', () => {
  it('is packed in pieces, and read as one', () => {
    const names = Array.from({ length: 50_001 }, (_, n) => `ü${n}`)
    const value = { none: [], names, pairs: names.map((name, n) => [name, n, null]), one: ['x'], last: null }
    for (const each of [
      value,
      { names: [...names, ...names] },
      { names: names.slice(0, 20_000) },
      { a: [1], b: 'c' },
    ]) {
      expect(JSON.parse(inflateRawSync(pack(each)).toString())).toEqual(each)
    }
  })
})

describe('a row that no version writes', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-rows-'))
    file = join(folder, 'batchdeck.db')
    writeSchema4(file)
    openSqliteStore(file).close()
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function change(sql: string): void {
    expect(rewrite(file, sql)).toBeGreaterThan(0)
  }

  /** What reading all of it is refused with. */
  function refusal(): unknown {
    const store = openSqliteStore(file)
    try {
      store.load()
      for (const epoch of [1, 2, 3]) store.change(1, epoch)
      store.slotMaps(1, 1, 23)
      return 'nothing'
    } catch (error) {
      return error
    } finally {
      store.close()
    }
  }

  it('is not among those of an earlier version', () => {
    expect(refusal()).toBe('nothing')
  })

  const first = '(SELECT substr(targets, 1, instr(targets, char(10)) - 1) FROM batches WHERE batch_id = 1)'
  it.each([
    ['tasks', 'task 1', '/ is not JSON', 'UPDATE tasks SET view = substr(view, 1, 9) WHERE task_id = 1'],
    ['tasks', 'task 1', '/strategy', "UPDATE tasks SET view = json_set(view, '$.strategy', 'dice') WHERE task_id = 1"],
    ['tasks', 'task 7', '/name is missing', "UPDATE tasks SET view = json_remove(view, '$.name') WHERE task_id = 7"],
    [
      'tasks',
      'task 1',
      '/task_id is another',
      "UPDATE tasks SET view = json_set(view, '$.task_id', 7) WHERE task_id = 1",
    ],
    ['tasks', 'task 1', '256 items', "UPDATE tasks SET owners = json_remove(owners, '$[9]') WHERE task_id = 1"],
    ['tasks', 'task 1', '/0', "UPDATE tasks SET members = '[null]' WHERE task_id = 1"],
    ['batches', 'batch 1', '/priority', "UPDATE batches SET priority = 'top' WHERE batch_id = 1"],
    ['batches', 'batch 5', '/ratings', "UPDATE batches SET ratings = '92322222322' WHERE batch_id = 5"],
    ['batches', 'batch 5', '/ratings are 2 for 11 targets', "UPDATE batches SET ratings = '23' WHERE batch_id = 5"],
    ['batches', 'batch 5', '/ cannot be unpacked', "UPDATE batches SET attributes = x'FF00FF' WHERE batch_id = 5"],
    // It unpacks to the attributes of one target.
    [
      'batches',
      'batch 5',
      '/attributes are 1 for 11 targets',
      "UPDATE batches SET attributes = x'abae0500' WHERE batch_id = 5",
    ],
    ['batches', 'batch 6', '/targets', "UPDATE batches SET targets = x'00' WHERE batch_id = 6"],
    [
      'batches',
      'task 1',
      'hold 1 targets more than once',
      `UPDATE batches SET targets = targets || char(10) || ${first} WHERE batch_id = 3`,
    ],
    ['progress', 'batch ', '/status', 'UPDATE progress SET status = 4'],
    ['progress', 'batch ', '/progress', 'UPDATE progress SET progress = 101'],
    [
      'epochs',
      'task 1, epoch 9',
      '/counts/added is missing',
      "UPDATE epochs SET view = json_remove(view, '$.counts.added') WHERE task_id = 1 AND epoch = 9",
    ],
    [
      'epochs',
      'task 1, epoch 9',
      '/state',
      "UPDATE epochs SET view = json_set(view, '$.state', 'odd') WHERE task_id = 1 AND epoch = 9",
    ],
    [
      'rollouts',
      'task 1, epoch 23, consumer c1',
      '/state',
      "UPDATE rollouts SET view = json_set(view, '$.state', 'odd') WHERE epoch = 23 AND consumer_id = 'c1'",
    ],
    [
      'consumers',
      'consumer options:eu',
      '/state',
      "UPDATE consumers SET view = json_set(view, '$.state', 'asleep') WHERE consumer_id = 'options:eu'",
    ],
    [
      'consumers',
      'consumer c1',
      '/labels/zone',
      "UPDATE consumers SET view = json_set(view, '$.labels', json('{\"zone\":7}')) WHERE consumer_id = 'c1'",
    ],
    [
      'unplanned',
      'consumer c1, batch 4242',
      '/status',
      "UPDATE unplanned SET view = json_set(view, '$.status', 'idle') WHERE batch_id = 4242",
    ],
    [
      'deltas',
      'task 1, epoch 2',
      '/ cannot be unpacked',
      "UPDATE deltas SET delta = x'FF00FF' WHERE task_id = 1 AND epoch = 2",
    ],
    [
      'slot_maps',
      'task 1, epoch 1',
      '/ cannot be unpacked',
      "UPDATE slot_maps SET map = x'FF00FF' WHERE task_id = 1 AND epoch = 1",
    ],
    ['slot_maps', 'task 1, epoch 1', '/ cannot be unpacked', 'DELETE FROM slot_maps WHERE task_id = 1 AND epoch = 1'],
  ])('in %s (%s) is refused with its place, and with what to do: %s', (table, row, place, sql) => {
    change(sql)
    const error = refusal()
    expect(error).toBeInstanceOf(BatchdeckError)
    expect(error).toMatchObject({ code: 'STORAGE_FAILED', reason: 'row_unreadable', values: { file, table } })
    const { message, values } = error as BatchdeckError
    expect(values).toMatchObject({ row: expect.stringContaining(row) as unknown })
    expect(message).toContain(`in its table ${table} (${row}`)
    expect(message).toContain(place)
    expect(message).toContain('Restore it from a copy')
  })

  it('lacks what was not written then: that is filled in', () => {
    change(`UPDATE consumers SET view = json_object('consumer_id', consumer_id, 'state', 'lost', 'state_since', 5,
      'last_seen_at', 4) WHERE consumer_id = 'c1'`)
    const store = openSqliteStore(file)
    expect(store.load().state.consumers.find(({ consumer_id }) => consumer_id === 'c1')).toEqual({
      consumer_id: 'c1',
      state: 'lost',
      state_since: 5,
      drained_at: null,
      flapping_since: null,
      kept_since: null,
      held_until: null,
      restarts: 0,
      stuck_since: null,
      was_too_slow: false,
      session_id: null,
      connected_at: null,
      last_seen_at: 4,
      heartbeat_interval: null,
      remote: null,
      hostname: null,
      pid: null,
      version: null,
      labels: {},
      clock_skew: null,
      round_trip: null,
      slots: 0,
      targets: 0,
    })
    store.close()
  })

  it('[EP-5] a cause that is not known is shown as it stands, and costs nobody the history', () => {
    change(`UPDATE epochs SET view = json_set(view, '$.causes', json('[{"kind":"whim"},{"kind":"sync","rebalance":true}]'))
      WHERE task_id = 1 AND epoch = 9`)
    const store = openSqliteStore(file)
    const [epoch] = store.epochs(1, 10, 1)
    expect(epoch?.causes).toEqual([
      { kind: 'unknown', text: '{"kind":"whim"}' },
      { kind: 'sync', rebalance: true },
    ])
    expect(epoch?.cause).toContain('{"kind":"whim"}')
    store.close()
  })
})
