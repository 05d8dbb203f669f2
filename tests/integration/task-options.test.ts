import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const fast = { 'monitor.liveness.member-debounce': '0s' }
const targets = Array.from({ length: 300 }, (_, i) => `target-${i}`)
const path = '/api/tasks/1'

async function withTask(options: object = {}, folder?: string): Promise<RunningMonitor> {
  const running = await runMonitor(fast, folder)
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch', ...options })
  return running
}

async function largestBatch(running: RunningMonitor): Promise<number> {
  const { batches } = (await running.get(`${path}/batches`)) as { batches: { targets: string[] }[] }
  expect(batches.flatMap((batch) => batch.targets).toSorted()).toEqual(targets.toSorted())
  return Math.max(...batches.map((batch) => batch.targets.length))
}

describe('options of a task', () => {
  it('[EP-9] [EP-7] another batch size is an epoch, after a look at it, and outlives the process with it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-test-'))
    try {
      await using running = await withTask({}, folder)
      await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
      await running.send('PUT', `${path}/targets`, { targets })
      expect(await consumer.next('batch_reload')).toMatchObject({ epoch: 1 })

      const preview = await running.send('PATCH', `${path}?dry_run=true`, { batch_size: 50 })
      expect(preview).toMatchObject({
        status: 200,
        body: { base_epoch: 1, changed: true, consumers_touched: ['c1'], counts: { removed: 0, moved_consumer: 0 } },
      })
      expect(await running.get(path)).toMatchObject({ epoch: 1, batch_size: 99 })
      expect(await running.send('PATCH', path, { batch_size: 50, base_epoch: 0 })).toMatchObject({
        status: 409,
        body: { code: 'STALE_EPOCH', context: { base_epoch: 1, counts: (preview.body as { counts: object }).counts } },
      })
      expect(await running.send('PATCH', path, { batch_size: 50, base_epoch: 1 })).toMatchObject({
        status: 200,
        body: {
          task: { epoch: 2, batch_size: 50, batches: 6 },
          publication: {
            published: true,
            epoch: 2,
            consumers_told: ['c1'],
            counts: (preview.body as { counts: object }).counts,
          },
        },
      })
      expect(await consumer.next('batch_reload')).toMatchObject({ epoch: 2, message: 'options: batch size 99 → 50' })
      expect(await running.get(`${path}/epochs/2`)).toMatchObject({
        cause: 'options: batch size 99 → 50',
        causes: [{ kind: 'options', changes: [{ option: 'batch_size', from: 99, to: 50 }] }],
      })
      expect(await largestBatch(running)).toBe(50)
      await running.monitor.close()
      await using again = await runMonitor(fast, folder)
      expect(await again.get(path)).toMatchObject({ epoch: 2, batch_size: 50 })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('[EP-9] [PL-2] another strategy gives the slots other owners; several options are one epoch', async () => {
    await using running = await withTask()
    const consumers = await Promise.all(['c1', 'c2'].map((id) => TestConsumer.register(running.consumerUrl, id)))
    await running.send('PUT', `${path}/targets`, { targets })
    const owners = (await running.get(`${path}/slots`)) as { slots: { consumer_id: string }[] }
    const { body } = await running.send('PATCH', path, { strategy: 'ring', virtual_nodes: 200, batch_size: 99 })
    expect(body).toMatchObject({ task: { strategy: 'ring', virtual_nodes: 200 }, publication: { epoch: 2 } })
    expect(await running.get(`${path}/epochs/2`)).toMatchObject({
      cause: 'options: strategy balanced → ring, virtual nodes 150 → 200',
    })
    expect(await running.get(`${path}/slots`)).not.toMatchObject({ slots: owners.slots })
    // On the ring points matter; without it they are kept, and nothing follows.
    expect((await running.send('PATCH', path, { virtual_nodes: 20 })).body).toMatchObject({ publication: { epoch: 3 } })
    await running.send('PATCH', path, { strategy: 'balanced' })
    const kept = await running.send('PATCH', path, { virtual_nodes: 30 })
    expect(kept.body).toMatchObject({ task: { epoch: 4, virtual_nodes: 30 }, publication: null })
    await Promise.all(consumers.map((consumer) => consumer[Symbol.asyncDispose]()))
  })

  it('[EP-9] what does not concern the plan just changes, is on disk, and moves no epoch', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-test-'))
    try {
      await using running = await withTask({}, folder)
      // Before the first epoch nothing is planned yet.
      expect((await running.send('PATCH', path, { batch_size: 20, strategy: 'ring' })).body).toMatchObject({
        task: { epoch: 0, batch_size: 20, strategy: 'ring' },
        publication: null,
      })
      await running.send('PUT', `${path}/targets`, { targets })
      const renamed = await running.send('PATCH', path, { name: ' Contracts ', auto_sync: false })
      expect(renamed.body).toMatchObject({ task: { name: 'Contracts', auto_sync: false, epoch: 1 }, publication: null })
      expect(await largestBatch(running)).toBe(20)
      // Room for more in a batch, and none that has to be dissolved for it.
      expect((await running.send('PATCH', path, { batch_size: 21 })).body).toMatchObject({
        task: { batch_size: 21, epoch: 1 },
        publication: null,
      })
      const same = await running.send('PATCH', path, { name: 'Contracts', batch_size: 21 })
      expect(same.body).toEqual({ task: await running.get(path), publication: null })
      expect(await running.send('PATCH', `${path}?dry_run=true`, { name: 'Other' })).toMatchObject({
        body: { changed: false, counts: { targets: 300, added: 0, moved_batch: 0 } },
      })
      await running.monitor.close()
      await using again = await runMonitor(fast, folder)
      expect(await again.get(path)).toMatchObject({ name: 'Contracts', auto_sync: false, batch_size: 21, epoch: 1 })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('[EP-8] auto-sync switched on plans what was waiting for it; a name does not', async () => {
    await using running = await withTask({ auto_sync: false })
    await using first = await TestConsumer.register(running.consumerUrl, 'c1')
    await running.send('PUT', `${path}/targets`, { targets })
    expect(await first.next('batch_reload')).toMatchObject({ epoch: 1 })
    await using second = await TestConsumer.register(running.consumerUrl, 'c2')
    await expect.poll(() => running.get(path)).toMatchObject({ sync_due: true })
    const { api } = running.monitor
    expect(await api.call('task.change.preview', { task_id: 1, options: { name: 'Other' } })).toMatchObject({
      changed: false,
      counts: { consumers: 1 },
    })
    await api.call('task.change', { task_id: 1, options: { name: 'Other' } })
    expect(await running.get(path)).toMatchObject({ name: 'Other', epoch: 1, sync_due: true })
    expect(await api.call('task.change.preview', { task_id: 1, options: { auto_sync: true } })).toMatchObject({
      changed: true,
      counts: { consumers: 2 },
    })
    const done = await api.call('task.change', { task_id: 1, options: { auto_sync: true }, base_epoch: 1 })
    expect(done).toMatchObject({
      task: { auto_sync: true, sync_due: false, epoch: 2 },
      publication: { counts: { consumers: 2 } },
    })
    expect(await second.next('batch_reload')).toMatchObject({ message: 'options: auto-sync off → on; c2 joined' })
  })

  it.each([
    [{ batch_size: 0 }, '/batch_size'],
    [{ strategy: 'random' }, '/strategy'],
    [{ name: '  ' }, '/name'],
    [{ batchsize: 50 }, '/batchsize'],
    [{ task_id: 2 }, '/task_id'],
  ])('refuses %j and says where it is wrong', async (body, place) => {
    await using running = await withTask()
    const refused = await running.send('PATCH', path, body)
    const errors = expect.arrayContaining([expect.objectContaining({ path: place })]) as unknown
    expect(refused).toMatchObject({ status: 422, body: { code: 'INVALID_MESSAGE', errors } })
    expect((await running.send('PATCH', '/api/tasks/9', { name: 'x' })).body).toMatchObject({ code: 'UNKNOWN_TASK' })
  })
})
