import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

/** A task with an epoch of each of these lists. */
async function withEpochs(lists: readonly (readonly unknown[])[], given = {}): Promise<RunningMonitor> {
  const running = await runMonitor(given)
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  for (const targets of lists) await running.send('PUT', '/api/tasks/1/targets', { targets })
  return running
}

const urgent = (target: string) => ({ target, priority: 'urgent' })

describe('the history of a task', () => {
  it('[EP-6] any two epochs are compared, page by page', async () => {
    await using running = await withEpochs([
      ['a', 'b', 'c'],
      ['b', urgent('c'), 'd', 'e'],
    ])
    const there = await running.get('/api/tasks/1/epochs/1/diff/2')
    expect(there).toEqual({
      task_id: 1,
      from: 1,
      to: 2,
      counts: {
        added: 2,
        removed: 1,
        rerated: 1,
        described: 0,
        moved_consumer: 0,
        moved_batch: 0,
        batches_opened: 0,
        batches_closed: 0,
        batches_handed: 0,
        batches_relevelled: 0,
        slots_moved: 0,
      },
      targets: {
        added: [
          { target: 'd', batch_id: 1, priority: 'medium', attributes: null },
          { target: 'e', batch_id: 1, priority: 'medium', attributes: null },
        ],
        removed: [{ target: 'a', batch_id: 1, priority: 'medium', attributes: null }],
        rerated: [{ target: 'c', from: 'medium', to: 'urgent' }],
        moved: [],
        described: [],
      },
      batches: { opened: [], closed: [], handed: [], relevelled: [] },
      slots: [],
    })
    expect(await running.get('/api/tasks/1/epochs/2/diff/1')).toMatchObject({
      counts: { added: 1, removed: 2 },
      targets: { rerated: [{ target: 'c', from: 'urgent', to: 'medium' }] },
    })
    const seen: string[] = []
    for (let path: string | undefined = '/api/tasks/1/epochs/0/diff/2?limit=3'; path !== undefined;) {
      const page = (await running.get(path)) as { targets: { added: { target: string }[] }; next?: string }
      seen.push(...page.targets.added.map(({ target }) => target))
      path = page.next
    }
    expect(seen).toEqual(['b', 'c', 'd', 'e'])
    const { api } = running.monitor
    const { next, ...same } = await api.call('epochs.diff', { task_id: 1, from: 1, to: 2 })
    expect([same, next]).toEqual([there, null])
    await expect(api.call('epochs.diff', { task_id: 1, from: 1, to: 3 })).rejects.toMatchObject({
      code: 'UNKNOWN_EPOCH',
    })
  })

  it('[EP-6] the targets of an earlier epoch come back as a new one, after a look at it', async () => {
    const lists = [['a', urgent('b')], ['b', 'c'], ['d']]
    await using running = await withEpochs(lists)
    const path = '/api/tasks/1/rollback'
    expect((await running.send('POST', `${path}?dry_run=true`, { epoch: 1 })).body).toMatchObject({
      base_epoch: 3,
      changed: true,
      counts: { targets: 2, added: 2, removed: 1 },
    })
    expect((await running.send('POST', path, { epoch: 1, base_epoch: 2 })).body).toMatchObject({
      status: 409,
      code: 'STALE_EPOCH',
      context: { base_epoch: 3, counts: { targets: 2, added: 2, removed: 1 } },
    })
    expect((await running.send('POST', path, { epoch: 1, base_epoch: 3 })).body).toMatchObject({
      published: true,
      epoch: 4,
      counts: { targets: 2, added: 2, removed: 1 },
    })
    expect(await running.get('/api/tasks/1/targets')).toMatchObject({ epoch: 4, targets: lists[0] })
    expect(await running.get('/api/tasks/1/epochs/4')).toMatchObject({
      cause: 'rollback to 1: +2 −1',
      causes: [{ kind: 'rollback', to: 1, added: 2, removed: 1 }],
    })
    expect((await running.send('POST', path, { epoch: 4 })).body).toMatchObject({ published: false, epoch: 4 })
    // What only priorities part is rolled back as well.
    await running.send('PATCH', '/api/tasks/1/targets', { add: [urgent('a')] })
    const { api } = running.monitor
    expect(await api.call('rollback.preview', { task_id: 1, epoch: 4 })).toMatchObject({ counts: { rerated: 1 } })
    expect(await api.call('rollback.apply', { task_id: 1, epoch: 4, base_epoch: 5 })).toMatchObject({ epoch: 6 })
    expect(await running.get('/api/tasks/1/targets')).toMatchObject({ epoch: 6, targets: lists[0] })
    await expect(api.call('rollback.apply', { task_id: 1, epoch: 3, base_epoch: 5 })).rejects.toMatchObject({
      code: 'STALE_EPOCH',
      detail: { base_epoch: 6, counts: { targets: 1 } },
    })
  })

  it('[EP-6] [EP-8] a rollback is of targets: members that wait for a sync go on waiting', async () => {
    await using running = await runMonitor({ 'monitor.liveness.member-debounce': '0s' })
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch', auto_sync: false })
    await using first = await TestConsumer.register(running.consumerUrl, 'c1')
    for (const targets of [['a'], ['b']]) await running.send('PUT', '/api/tasks/1/targets', { targets })
    expect(await first.next('batch_reload')).toMatchObject({ epoch: 1 })
    await using second = await TestConsumer.register(running.consumerUrl, 'c2')
    const { body } = await running.send('POST', '/api/tasks/1/rollback', { epoch: 2 })
    expect(body).toMatchObject({ published: false })
    const done = await running.send('POST', '/api/tasks/1/rollback', { epoch: 1 })
    expect(done.body).toMatchObject({ published: true, epoch: 3, counts: { consumers: 1, moved_consumer: 0 } })
    expect(await running.get('/api/tasks/1/epochs/3')).toMatchObject({ rollout: [{ consumer_id: 'c1' }] })
    await running.monitor.api.call('sync.apply', { task_id: 1 })
    expect(await second.next('batch_reload')).toMatchObject({ epoch: 4 })
    expect(await running.get('/api/tasks/1/epochs/4')).toMatchObject({ counts: { consumers: 2 } })
  })

  it('[EP-6] no more epochs are kept than monitor.retention.epochs says, and all targets', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-test-'))
    try {
      await using running = await runMonitor({ 'monitor.retention.epochs': 1 }, folder)
      await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
      for (const targets of [['a'], ['b'], ['c', 'd']]) await running.send('PUT', '/api/tasks/1/targets', { targets })
      expect(await running.get('/api/tasks/1/epochs')).toMatchObject({ epochs: [{ epoch: 3 }] })
      const gone = { code: 'UNKNOWN_EPOCH', detail: expect.stringContaining('Epoch 2 of task 1 is no longer kept') }
      expect(await running.get('/api/tasks/1/epochs/2')).toMatchObject(gone)
      expect(await running.get('/api/tasks/1/epochs/2/diff/3')).toMatchObject(gone)
      expect((await running.send('POST', '/api/tasks/1/rollback', { epoch: 2 })).body).toMatchObject(gone)
      await running.monitor.close()
      await using again = await runMonitor({}, folder)
      expect(await again.get('/api/tasks/1/targets')).toMatchObject({ epoch: 3, targets: ['c', 'd'] })
      expect(await again.get('/api/tasks/1/epochs')).toMatchObject({ epochs: [{ epoch: 3 }] })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
