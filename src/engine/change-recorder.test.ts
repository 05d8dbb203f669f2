import { beforeEach, describe, expect, it } from 'vitest'
import type { SlotsResource } from '../contract/resources/slots.ts'
import type { TaskResource } from '../contract/resources/task.ts'
import type { PlannedBatch } from './batch.ts'
import { ChangeRecorder } from './change-recorder.ts'
import { restoredConsumer } from './consumer.ts'
import { type Epoch, nobodyTold } from './epoch.ts'
import { restoredTold, waitingResource } from './told.ts'
import { sampleConsumer } from '../../tests/sample-views.ts'

const task = (id: number, name = `task ${id}`) => ({
  id,
  resource: () => ({ task_id: id, name }) as TaskResource,
  slotsResource: () => ({ task_id: id }) as SlotsResource,
})
const epoch = (taskId: number, number: number): Epoch => ({
  published: { task_id: taskId, epoch: number } as Epoch['published'],
  standing: { state: 'settled', told: nobodyTold, settledAt: 0 },
})
const told = (taskId: number, number: number, consumer = 'c1') =>
  restoredTold(waitingResource(taskId, number, consumer))
const consumer = (id: string) => restoredConsumer(sampleConsumer(id), 0)
const batch = (id: number): PlannedBatch => ({
  kind: 'planned',
  id,
  taskId: 1,
  owner: 'c1',
  size: 2,
  priority: 'medium',
  status: 'running',
  progress: 10,
  message: '',
  targetsInError: 0,
  updatedAt: 5,
})

describe('what changed since the last look', () => {
  let recorder: ChangeRecorder
  beforeEach(() => void (recorder = new ChangeRecorder()))

  it('is nothing where nothing happened, and nothing again once it was handed out', () => {
    expect(recorder.drain(1)).toBeNull()
    recorder.fact({ kind: 'ConsumerLost' } as never)
    expect(recorder.size).toBe(1)
    expect(recorder.drain(2)).toMatchObject({ at: 2, facts: [{ kind: 'ConsumerLost' }], alerts: null })
    expect(recorder.size).toBe(0)
    expect(recorder.drain(3)).toBeNull()
  })

  it('is something where there are no alerts any more', () => {
    recorder.allAlerts([])
    expect(recorder.drain(1)).toMatchObject({ alerts: [] })
    expect(recorder.drain(2)).toBeNull()
  })

  it('is each thing once, as it is when it is asked for', () => {
    const changing = batch(1)
    recorder.batch(changing)
    recorder.batch(changing)
    changing.progress = 99
    const c1 = consumer('c1')
    recorder.consumer(c1)
    c1.targets = 7
    const changes = recorder.drain(1)!
    expect(changes.batches).toMatchObject([{ batch_id: 1, progress: 99 }])
    expect(changes.consumers).toMatchObject([{ consumer_id: 'c1', targets: 7 }])
  })

  it('has a report beside the batch only where the batch itself is not in it', () => {
    const [one, two] = [batch(1), batch(2)]
    for (const each of [one, two]) recorder.report(each)
    recorder.batch(two)
    const { batches, progress } = recorder.drain(1)!
    expect(batches).toMatchObject([{ batch_id: 2 }])
    expect(progress).toEqual([[1, 1, 10, 5, '']])
    expect(recorder.drain(2)).toBeNull()
  })

  it('says of what came and went only that it is gone', () => {
    const [one, c1, first] = [batch(1), consumer('c1'), task(1)]
    recorder.batch(one)
    recorder.report(one)
    recorder.batchGone(one)
    recorder.consumer(c1)
    recorder.consumerGone(c1)
    recorder.task(first)
    recorder.slotsOf(first)
    recorder.taskGone(first)
    const { batches, batchesGone, progress, consumers, consumersGone, tasks, tasksGone, slots } = recorder.drain(1)!
    expect([batches, progress, consumers, tasks, slots]).toEqual([[], [], [], [], []])
    expect([batchesGone, consumersGone, tasksGone]).toEqual([[1], ['c1'], [1]])
  })

  it('of a task that is gone nothing is shown, of all others everything', () => {
    const gone = task(1)
    for (const each of [gone, task(2)]) {
      recorder.task(each)
      recorder.slotsOf(each)
      recorder.epoch(epoch(each.id, 3))
      recorder.rollout(told(each.id, 3))
    }
    recorder.taskGone(gone)
    const { tasks, slots, epochs, rollouts } = recorder.drain(1)!
    for (const things of [tasks, slots, epochs, rollouts]) {
      expect((things as readonly { task_id: number }[]).map(({ task_id }) => task_id)).toEqual([2])
    }
  })

  it('names whose report it was where nobody had planned the batch', () => {
    recorder.batchGone({ ...batch(9), kind: 'unplanned', taskId: null, owner: 'c1' } as never)
    expect(recorder.drain(1)).toMatchObject({ batchesGone: [], unplannedGone: [{ consumer_id: 'c1', batch_id: 9 }] })
  })

  it('has the answers to the newest epoch first', () => {
    for (const number of [3, 5, 4]) recorder.rollout(told(1, number))
    expect(recorder.drain(1)!.rollouts.map((each) => each.epoch)).toEqual([5, 4, 3])
  })

  it('is no change to whoever has just begun to look', () => {
    recorder.fact({ kind: 'ConsumerLost' } as never)
    recorder.task(task(1))
    recorder.epoch(epoch(1, 1))
    recorder.rollout(told(1, 1))
    recorder.consumer(consumer('c1'))
    recorder.consumerGone(consumer('c2'))
    recorder.batch(batch(1))
    recorder.batchGone(batch(2))
    recorder.sample({ at: 1, pending: 0, running: 0, completed: 0, error: 0, progress: 0 })
    recorder.allAlerts([])
    recorder.taskGone(task(2))
    recorder.forget()
    expect(recorder.drain(1)).toBeNull()
  })
})
