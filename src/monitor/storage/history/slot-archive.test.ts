import BetterSqlite from 'better-sqlite3'
import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SLOT_COUNT, slotOf } from '../../../planner/hash.ts'
import { type SlotMap, slotsAt } from '../../../contract/slot-history.ts'
import { TaskHistory, refusal } from '../../../../tests/integration/task-history.ts'
import { MAX_SLOT_EPOCHS } from './slot-archive.ts'
import { rewrite } from '../../../../tests/databases/reseal.ts'

describe('the slots of earlier epochs', () => {
  let folder: string
  let file: string
  let history: TaskHistory
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-slots-'))
    file = join(folder, 'batchdeck.db')
    history = new TaskHistory(file)
  })
  afterEach(() => {
    history.planning.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Owners and numbers of targets as the present batches say. */
  function present(): SlotMap {
    const batches = history.planning.batches(
      1,
      Array.from({ length: history.nextBatchId }, (_, id) => id),
    ).batches
    const owners: (string | null | undefined)[] = new Array(SLOT_COUNT)
    const targets = new Array<number>(SLOT_COUNT).fill(0)
    for (const { consumer_id, targets: own } of batches) {
      for (const target of own) {
        owners[slotOf(target)] = consumer_id
        targets[slotOf(target)]!++
      }
    }
    return { owners: owners as (string | null)[], targets }
  }

  const edit = fc.record({
    targets: fc.uniqueArray(
      fc.nat(400).map((n) => `t${n}`),
      { maxLength: 120 },
    ),
    members: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')),
  })

  it('[EP-10] are those that were there then, after a restart, too', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (list) => {
        history.planning.close()
        rmSync(file, { force: true })
        history = new TaskHistory(file)
        const seen: SlotMap[] = []
        for (const { targets, members } of list) {
          history.members = members
          if (history.publish(history.replace(targets))) seen.push(present())
        }
        fc.pre(seen.length > 0)
        history.reopen()
        const answer = history.planning.slotHistory(1, 1, seen.length)
        expect(answer).toMatchObject({ task_id: 1, oldest: 1 })
        for (const [i, { owners, targets }] of seen.entries()) {
          const { map, step } = slotsAt(answer, i + 1)!
          expect(map.targets).toEqual(targets)
          // A slot without targets has an owner, too; the batches do not say who.
          expect(map.owners.map((owner, slot) => (targets[slot]! > 0 ? owner : undefined))).toEqual([...owners])
          const { counts } = history.planning.epochs(1, i + 2, 1)[0]!
          expect(step).toMatchObject({ epoch: i + 1, targets: counts.targets, moved_consumer: counts.moved_consumer })
          expect(slotsAt(history.planning.slotHistory(1, i + 1, i + 1), i + 1)!.map).toEqual(map)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('[EP-10] come in windows of bounded length, without the epochs that are no longer kept', () => {
    const most = MAX_SLOT_EPOCHS + 20
    for (let n = 1; n <= most; n++) history.publish(history.replace([`t${n}`]))
    const numbers = (from: number, to: number) =>
      history.planning.slotHistory(1, from, to).epochs.map(({ epoch }) => epoch)
    const window = numbers(1, most)
    expect([window[0], window.at(-1), window.length]).toEqual([21, most, MAX_SLOT_EPOCHS])
    expect(numbers(7, 9)).toEqual([7, 8, 9])
    history.reopen(most - 10)
    history.publish(history.replace(['last']))
    expect(history.planning.slotHistory(1, 1, 20)).toMatchObject({ oldest: 11 })
    expect(numbers(1, 14)).toEqual([11, 12, 13, 14])
    const gone = { code: 'UNKNOWN_EPOCH', message: expect.stringContaining('is no longer kept') }
    expect(refusal(() => history.planning.slotHistory(1, 1, 10))).toMatchObject(gone)
    expect(refusal(() => history.planning.slotHistory(1, 1, most + 2))).toMatchObject({ code: 'UNKNOWN_EPOCH' })
    expect(refusal(() => history.planning.slotHistory(2, 1, 1))).toMatchObject({ code: 'UNKNOWN_EPOCH' })
  })

  it('[EP-10] are not known of epochs of an earlier version, and it says from where on they are', () => {
    for (const list of [['x'], ['x', 'y']]) history.publish(history.replace(list))
    history.planning.close()
    rewrite(file, 'DELETE FROM slot_maps')
    history.reopen()
    history.publish(history.replace(['y']))
    expect(refusal(() => history.planning.slotHistory(1, 1, 2))).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('they are known from epoch 3 on'),
    })
    expect(history.planning.slotHistory(1, 1, 3)).toMatchObject({ oldest: 3, epochs: [{ epoch: 3 }] })
  })

  it('[EP-10] go with their task', () => {
    history.publish(history.replace(['x']))
    history.planning.deleteTask(1)
    history.planning.close()
    const database = new BetterSqlite(file)
    expect(database.prepare('SELECT count(*) AS n FROM slot_maps').get()).toEqual({ n: 0 })
    database.close()
    history.reopen()
  })
})
