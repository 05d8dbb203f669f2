import { describe, expect, it } from 'vitest'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const fast = { 'monitor.liveness.member-debounce': '50ms' }
const targets = Array.from({ length: 300 }, (_, i) => `target-${i}`)

async function withTask(options: object = {}): Promise<RunningMonitor> {
  const running = await runMonitor(fast)
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch', ...options })
  return running
}

const owners = async (running: RunningMonitor) => {
  const { batches } = (await running.get('/api/tasks/1/batches')) as { batches: { consumer_id: string | null }[] }
  return [...new Set(batches.map(({ consumer_id }) => consumer_id))].toSorted()
}

describe('[LV-5] drain', () => {
  it('moves the slots away with an epoch that says so, keeps the socket, and can be undone', async () => {
    await using running = await withTask()
    await using one = await TestConsumer.register(running.consumerUrl, 'c1')
    await using two = await TestConsumer.register(running.consumerUrl, 'c2')
    await running.send('PUT', '/api/tasks/1/targets', { targets })
    for (const consumer of [one, two]) await consumer.next('batch_reload')
    expect(await owners(running)).toEqual(['c1', 'c2'])

    const drained = await running.send('POST', '/api/consumers/c1/drain', {})
    expect(drained).toMatchObject({ status: 200, body: { consumer_id: 'c1', drained_at: expect.any(Number) } })
    expect((await running.send('POST', '/api/consumers/c1/drain', {})).body).toEqual(drained.body)
    expect(await one.next('batch_reload')).toMatchObject({ epoch: 2, message: 'c1 drained by an operator' })
    expect(await owners(running)).toEqual(['c2'])
    one.send({ type: 'batch_reload_ack', task_id: 1, consumer_id: 'c1', action: 'reloading' })
    one.send({ type: 'ping', timestamp: 1 })
    await one.next('pong')
    expect(await running.get('/api/consumers/c1')).toMatchObject({ state: 'online', slots: 0, batches: [] })

    const undone = await running.send('DELETE', '/api/consumers/c1/drain', {})
    expect(undone).toMatchObject({ status: 200, body: { consumer_id: 'c1', drained_at: null } })
    expect((await running.send('DELETE', '/api/consumers/c1/drain', {})).status).toBe(200)
    expect(await one.next('batch_reload')).toMatchObject({ epoch: 3, message: 'c1 back from drain' })
    expect(await owners(running)).toEqual(['c1', 'c2'])
  })

  it('is asked for by a console, too, and leaves batches of nobody where all are drained (PL-10)', async () => {
    await using running = await withTask()
    await using one = await TestConsumer.register(running.consumerUrl, 'c1')
    await running.send('PUT', '/api/tasks/1/targets', { targets })
    await one.next('batch_reload')
    const { api } = running.monitor
    expect(await api.call('consumers.drain', { consumers: ['c1'] })).toEqual({ consumers: ['c1'] })
    expect(await running.get('/api/consumers/c1')).toMatchObject({ drained_at: expect.any(Number) })
    await one.next('batch_reload')
    expect(await owners(running)).toEqual([null])
    expect(await api.call('consumers.undrain', { consumers: ['c1'] })).toEqual({ consumers: ['c1'] })
    expect(await running.get('/api/consumers/c1')).toMatchObject({ drained_at: null })
    await one.next('batch_reload')
    expect(await owners(running)).toEqual(['c1'])
    await expect(api.call('consumers.drain', { consumers: ['c9'] })).rejects.toMatchObject({ code: 'UNKNOWN_CONSUMER' })
  })

  it('of many is one change and one epoch, and so is its undoing; with an unknown one nothing is done', async () => {
    await using running = await withTask()
    await using one = await TestConsumer.register(running.consumerUrl, 'c1')
    await using two = await TestConsumer.register(running.consumerUrl, 'c2')
    await using three = await TestConsumer.register(running.consumerUrl, 'c3')
    await running.send('PUT', '/api/tasks/1/targets', { targets })
    for (const consumer of [one, two, three]) await consumer.next('batch_reload')
    const { api } = running.monitor
    await expect(api.call('consumers.drain', { consumers: ['c1', 'c9'] })).rejects.toMatchObject({
      code: 'UNKNOWN_CONSUMER',
    })
    expect(await api.call('consumers.drain', { consumers: ['c1', 'c2', 'c1'] })).toEqual({ consumers: ['c1', 'c2'] })
    expect(await api.call('consumers.drain', { consumers: ['c1'] })).toEqual({ consumers: [] })
    expect(await three.next('batch_reload')).toMatchObject({ epoch: 2, message: 'c1, c2 drained by an operator' })
    expect(await owners(running)).toEqual(['c3'])
    expect(await api.call('consumers.undrain', { consumers: ['c1', 'c2', 'c3'] })).toEqual({ consumers: ['c1', 'c2'] })
    expect(await three.next('batch_reload')).toMatchObject({ epoch: 3 })
    expect(await owners(running)).toEqual(['c1', 'c2', 'c3'])
  })

  it('of nobody is 404', async () => {
    await using running = await withTask()
    for (const method of ['POST', 'DELETE']) {
      const answer = await running.send(method, '/api/consumers/c9/drain', {})
      expect(answer).toMatchObject({ status: 404, body: { code: 'UNKNOWN_CONSUMER' } })
    }
  })

  it('only makes a sync due without auto-sync; the preview says who would be told (EP-8)', async () => {
    await using running = await withTask({ auto_sync: false })
    await using one = await TestConsumer.register(running.consumerUrl, 'c1')
    await using two = await TestConsumer.register(running.consumerUrl, 'c2')
    await running.send('PUT', '/api/tasks/1/targets', { targets })
    for (const consumer of [one, two]) await consumer.next('batch_reload')
    await running.send('POST', '/api/consumers/c1/drain', {})
    await expect.poll(() => running.get('/api/tasks/1')).toMatchObject({ epoch: 1, sync_due: true })
    const preview = await running.monitor.api.call('sync.preview', { task_id: 1 })
    expect(preview.consumers_touched).toEqual(['c1', 'c2'])
    const { body } = await running.send('POST', '/api/tasks/1/sync', {})
    expect(body).toMatchObject({ published: true, epoch: 2, consumers_told: ['c1', 'c2'] })
    expect(await owners(running)).toEqual(['c2'])
  })

  it('is on disk: after a restart the consumer is still drained, and no epoch follows its return', async () => {
    await using running = await withTask()
    const one = await TestConsumer.register(running.consumerUrl, 'c1')
    const two = await TestConsumer.register(running.consumerUrl, 'c2')
    await running.send('PUT', '/api/tasks/1/targets', { targets })
    for (const consumer of [one, two]) await consumer.next('batch_reload')
    await running.send('POST', '/api/consumers/c1/drain', {})
    await one.next('batch_reload')
    await running.monitor.close()
    await using again = await runMonitor(fast, running.dataDir)
    for (const id of ['c1', 'c2']) await TestConsumer.register(again.consumerUrl, id)
    expect(await again.get('/api/consumers/c1')).toMatchObject({ state: 'online', drained_at: expect.any(Number) })
    // A newcomer makes an epoch: the return of the two did not, and c1 owns nothing in it.
    await using three = await TestConsumer.register(again.consumerUrl, 'c3')
    expect(await three.next('batch_reload')).toMatchObject({ epoch: 3, message: 'c3 joined' })
    expect(await owners(again)).toEqual(['c2', 'c3'])
  })
})
