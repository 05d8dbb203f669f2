import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { slotsAt } from '../../src/contract/slot-history.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'
import { rewrite } from '../databases/reseal.ts'

const path = '/api/tasks/1/slots'

/** A task whose slots change hands: three consumers come one by one, and the targets change. */
async function withChanges(story: (running: RunningMonitor) => Promise<void>): Promise<void> {
  await using running = await runMonitor({ 'monitor.liveness.member-debounce': '0s' })
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  await running.send('PUT', '/api/tasks/1/targets', { targets: Array.from({ length: 300 }, (_, i) => `t${i}`) })
  await story(running)
}

describe('slots', () => {
  it('[EP-10] of an earlier epoch are those that were seen when it was the present one', () =>
    withChanges(async (running) => {
      const seen = [await running.get(path)]
      const fleet: TestConsumer[] = []
      for (const id of ['c1', 'c2', 'c3']) {
        fleet.push(await TestConsumer.register(running.consumerUrl, id))
        await fleet.at(-1)!.next('batch_reload')
        seen.push(await running.get(path))
      }
      await running.send('PATCH', '/api/tasks/1/targets', { add: ['x', 'y'], remove: ['t1'] })
      seen.push(await running.get(path))
      for (const [i, slots] of seen.entries()) {
        expect(slots).toMatchObject({ epoch: i + 1 })
        expect(await running.get(`${path}?epoch=${i + 1}`)).toEqual(slots)
      }
      const { api } = running.monitor
      const history = await api.call('epochs.slots', { task_id: 1, from: 1, to: 5 })
      expect(history.epochs.map(({ cause }) => cause)).toEqual([
        'target import: +300',
        expect.stringContaining('c1 joined'),
        expect.stringContaining('c2 joined'),
        expect.stringContaining('c3 joined'),
        'target change: +2 −1',
      ])
      for (const [i, answer] of seen.entries()) {
        const { slots } = answer as { slots: { consumer_id: string | null; targets: number }[] }
        expect(slotsAt(history, i + 1)!.map).toEqual({
          owners: slots.map(({ consumer_id }) => consumer_id),
          targets: slots.map(({ targets }) => targets),
        })
      }
      await Promise.all(fleet.map((consumer) => consumer[Symbol.asyncDispose]()))
    }))

  it('[EP-10] of an epoch that is not there are refused', () =>
    withChanges(async (running) => {
      expect(await running.get(`${path}?epoch=2`)).toMatchObject({ status: 404, code: 'UNKNOWN_EPOCH' })
      expect(await running.get(`${path}?epoch=0`)).toMatchObject({ status: 422, code: 'INVALID_MESSAGE' })
      const { api } = running.monitor
      await expect(api.call('epochs.slots', { task_id: 1, from: 1, to: 2 })).rejects.toMatchObject({
        code: 'UNKNOWN_EPOCH',
      })
      await expect(api.call('epochs.slots', { task_id: 2, from: 1, to: 1 })).rejects.toMatchObject({
        code: 'UNKNOWN_TASK',
      })
    }))

  it('[EP-10] of an epoch of an earlier version are not known, and the answer says from where on they are', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-test-'))
    try {
      const before = await runMonitor({}, folder)
      await before.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
      for (const targets of [['a'], ['b']]) await before.send('PUT', '/api/tasks/1/targets', { targets })
      await before.monitor.close()
      rewrite(join(folder, 'batchdeck.db'), 'DELETE FROM slot_maps')
      await using running = await runMonitor({}, folder)
      expect(await running.get(`${path}?epoch=1`)).toMatchObject({
        status: 409,
        code: 'CONFLICT',
        detail: expect.stringContaining('the next epoch is the first that does'),
      })
      // The present ones are known all the same.
      expect(await running.get(`${path}?epoch=2`)).toEqual(await running.get(path))
      await running.send('PUT', '/api/tasks/1/targets', { targets: ['c'] })
      expect(await running.get(`${path}?epoch=1`)).toMatchObject({
        detail: expect.stringContaining('they are known from epoch 3 on'),
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('a console is told of the targets in each slot, at first and with every epoch', () =>
    withChanges(async (running) => {
      const sums: number[] = []
      const told = new Promise<void>((resolve) => {
        const end = running.monitor.api.subscribe((frame) => {
          const slots = frame.type === 'snapshot' ? frame.snapshot.slots : (frame.changes.slots ?? [])
          for (const { targets } of slots) sums.push(targets.reduce((sum, count) => sum + count, 0))
          if (sums.length < 2) return
          end()
          resolve()
        })
      })
      await running.send('PATCH', '/api/tasks/1/targets', { add: ['x', 'y'] })
      await told
      expect(sums).toEqual([300, 302])
    }))
})
