import { describe, expect, it } from 'vitest'
import type { BatchResource } from '../../src/contract/resources/batch.ts'
import type { ConsumerResource } from '../../src/contract/resources/consumer.ts'
import { Desk } from './desk.ts'
import type { MakeSubject } from './subject.ts'
import { inOrder } from './shown.ts'

export const consumer = (id: string, more: Partial<ConsumerResource> = {}): ConsumerResource => ({
  consumer_id: id,
  state: 'online',
  state_since: 1_767_225_600_000,
  drained_at: null,
  flapping_since: 7,
  kept_since: 8,
  held_until: null,
  restarts: 3,
  stuck_since: null,
  was_too_slow: true,
  session_id: 's',
  connected_at: 2,
  last_seen_at: 3,
  heartbeat_interval: 0.5,
  remote: '::1',
  hostname: 'host – ä "q"',
  pid: 7,
  version: '1.2',
  labels: { zone: 'eu', 好: '' },
  clock_skew: -3,
  round_trip: 1.25,
  slots: 5,
  targets: 6,
  ...more,
})

const unplanned = (consumerId: string, batchId: number, more: Partial<BatchResource> = {}): BatchResource => ({
  batch_id: batchId,
  task_id: null,
  consumer_id: consumerId,
  planned: false,
  stale: false,
  targets: 0,
  priority: null,
  status: 'running',
  progress: 12.5,
  message: 'line\nand "more"',
  updated_at: 9,
  ...more,
})

export function saves(make: MakeSubject): void {
  describe('what changes between epochs', () => {
    const desk = new Desk(make)
    const restarted = async () => {
      await desk.reopen()
      return inOrder(await desk.storage.load())
    }

    it('[EP-11] what is decided is kept as what is saved, each in its turn', async () => {
      await desk.storage.save({ consumers: [consumer('a'), consumer('b')], batches: [unplanned('b', 7)] })
      await desk.storage.decide({ consumers: [consumer('a', { drained_at: 5 })] })
      await desk.storage.decide({ consumers_gone: ['b'], unplanned_gone: [{ consumer_id: 'b', batch_id: 7 }] })
      expect(await restarted()).toMatchObject({ consumers: [consumer('a', { drained_at: 5 })], unplanned: [] })
      await desk.storage.save({ consumers: [consumer('a', { drained_at: null })] })
      expect(await restarted()).toMatchObject({ consumers: [consumer('a')] })
    })

    it('is kept over a restart, the newest of each thing, until it is gone', async () => {
      const stale = unplanned('b', 7, { stale: true, task_id: 1, updated_at: null })
      await desk.storage.save({ consumers: [consumer('a'), consumer('b')], batches: [unplanned('a', 7), stale] })
      await desk.storage.save({ consumers: [consumer('a', { state: 'lost', drained_at: 5, labels: {} })] })
      expect(await restarted()).toMatchObject({
        consumers: [consumer('a', { state: 'lost', drained_at: 5, labels: {} }), consumer('b')],
        unplanned: [unplanned('a', 7), stale],
      })
      await desk.storage.save({ consumers_gone: ['a', 'absent'], unplanned_gone: [{ consumer_id: 'a', batch_id: 7 }] })
      await desk.storage.save({})
      expect(await restarted()).toMatchObject({ consumers: [consumer('b')], unplanned: [stale] })
      // What goes and comes at once is there.
      await desk.storage.save({
        consumers_gone: ['b'],
        consumers: [consumer('b', { pid: 8 })],
        unplanned_gone: [{ consumer_id: 'b', batch_id: 7 }],
        batches: [unplanned('b', 7)],
      })
      expect(await restarted()).toMatchObject({
        consumers: [consumer('b', { pid: 8 })],
        unplanned: [unplanned('b', 7)],
      })
    })

    it('[PL-3] progress goes with its batch, and with its consumer', async () => {
      const { author } = desk
      await author.create()
      author.members = ['a']
      await author.replace(Array.from({ length: 60 }, (_, i) => `t${i}`))
      const planned = (id: number, updatedAt: number | null): BatchResource =>
        unplanned('a', id, { planned: true, task_id: 1, priority: 'medium', targets: 20, updated_at: updatedAt })
      await desk.storage.save({
        progress: [
          [1, 1, 33.3, 5, 'on it'],
          [2, 2, 100, 6, ''],
          [99, 1, 1, 1, 'never planned'],
        ],
        batches: [planned(3, 8)],
      })
      const third = [3, 1, 12.5, 8, 'line\nand "more"']
      expect((await restarted()).progress).toEqual([[1, 1, 33.3, 5, 'on it'], [2, 2, 100, 6, ''], third])
      await desk.storage.save({ batches_gone: [2], batches: [planned(1, null)] })
      expect((await restarted()).progress).toEqual([third])
      await desk.storage.save({ progress: [[1, 0, 0, 9, '']] })
      // All batches go to another consumer: whoever takes one over starts it anew.
      author.members = ['b']
      expect((await author.publish({ kind: 'keep' })).outline.closed).toEqual([])
      expect((await restarted()).progress).toEqual([])
      await desk.storage.save({ progress: [[1, 1, 1, 1, '']] })
      await author.replace([])
      await desk.storage.save({ progress: [[1, 1, 1, 1, 'too late']] })
      expect((await restarted()).progress).toEqual([])
    })

    it('[EP-3] answers are kept with their epochs, late ones too, and bring back nothing that is gone', async () => {
      const { author } = desk
      await author.create()
      const { record: first } = await author.replace(['x'])
      const { record: second } = await author.replace(['y'])
      const settled = { ...first.epoch, state: 'superseded' as const, settled_at: 5 }
      const acked = { ...first.rollout[1]!, state: 'acked' as const, action: 'skipping' as const, acked_at: 7 }
      const confirmed = { ...second.rollout[0]!, state: 'confirmed' as const, confirmed_at: 8, unanswered_from: 1 }
      await desk.storage.save({ epochs: [settled], rollouts: [acked, confirmed] })
      const [task] = (await restarted()).tasks
      expect(task).toMatchObject({ epochs: [second.epoch, settled], rollout: [confirmed, second.rollout[1]] })
      expect(await desk.storage.rollout(1, 1)).toEqual([first.rollout[0], acked])
      await author.delete(1)
      await desk.storage.save({ epochs: [settled], rollouts: [acked], tasks: [author.task()], tasks_gone: [1] })
      expect((await restarted()).tasks).toEqual([])
      expect(await desk.storage.epochs(1, Infinity, 10)).toEqual([])
      expect(await desk.storage.rollout(1, 1)).toEqual([])
    })
  })
}
