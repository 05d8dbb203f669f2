import { expect, it } from 'vitest'
import { runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

/** A socket that has subscribed. */
async function observe(url: string, token?: string): Promise<TestConsumer> {
  const observer = await TestConsumer.connect(url)
  observer.send({ type: 'subscribe', ...(token !== undefined && { token }) })
  await observer.next('subscribed')
  return observer
}

it('[WS-11] is sent every status, and what becomes of consumers, epochs and reloads', async () => {
  await using running = await runMonitor({ 'monitor.liveness.member-debounce': '20ms' })
  await using observer = await observe(running.consumerUrl)
  await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
  expect(await observer.next('consumer_status')).toMatchObject({ data: { consumer_id: 'c1', state: 'online' } })
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  await running.send('PUT', '/api/tasks/1/targets', 'a\nb\n')
  expect(await observer.next('epoch')).toMatchObject({
    data: { task_id: 1, epoch: 1, state: 'rolling_out', cause: 'target import: +2' },
  })
  await consumer.next('batch_reload')
  consumer.send({ type: 'batch_reload_ack', task_id: 1, consumer_id: 'c1', action: 'reloading' })
  expect(await observer.next('reload_ack')).toMatchObject({
    data: { task_id: 1, epoch: 1, consumer_id: 'c1', action: 'reloading' },
  })
  const [{ batch_id }] = ((await running.get('/api/tasks/1/batches')) as { batches: [{ batch_id: number }] }).batches
  consumer.send({ type: 'batch_status', batch_id, status: 'running', message: 'on it', progress: 12.5 })
  expect(await observer.next('batch_status')).toMatchObject({
    data: { consumer_id: 'c1', batch_id, status: 'running', progress: 12.5, message: 'on it' },
  })
  const heartbeat = { type: 'heartbeat', consumer_id: 'c1', timestamp: 1_700_000_000_000 }
  // The first says nothing new, so the next status is that of the second.
  consumer.send({ ...heartbeat, batches: [{ batch_id, status: 'running', progress: 12.5 }] })
  consumer.send({ ...heartbeat, batches: [{ batch_id, status: 'completed', progress: 100 }] })
  expect(await observer.next('batch_status')).toMatchObject({
    data: { batch_id, status: 'completed', progress: 100, timestamp: 1_700_000_000_000 },
  })
})

it('[WS-11] [WS-18] an observer that does not read is closed, and others are sent everything', async () => {
  await using running = await runMonitor({
    'monitor.limits.outgoing-buffer': '64KiB',
    'monitor.limits.frames-per-second': 100_000,
    'monitor.limits.frame-burst': 100_000,
  })
  await using slow = await observe(running.consumerUrl)
  await using other = await observe(running.consumerUrl)
  await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
  slow.socket.pause()
  const message = 'x'.repeat(4000)
  let sent = 0
  for (; !running.logged.join().includes('closed with 4413'); sent++) {
    if (sent > 20_000) throw new Error('It was never closed.')
    consumer.send({ type: 'batch_status', batch_id: 900, status: 'running', message, progress: sent % 100 })
    consumer.send({ type: 'ping', timestamp: sent })
    await consumer.next('pong')
  }
  for (let i = 0; i < sent; i++) {
    expect(await other.next('batch_status')).toMatchObject({ data: { batch_id: 900, progress: i % 100 } })
  }
})

it('[WS-11] [SEC-1] any token may look, none may not, and a viewer may not register', async () => {
  await using running = await runMonitor({ 'server.token': 'operator', 'server.viewer-token': 'viewer' })
  await using without = await TestConsumer.connect(running.consumerUrl)
  without.send({ type: 'subscribe', token: 'wrong' })
  expect(await without.next('error')).toMatchObject({ code: 'UNAUTHORIZED' })
  expect(await without.closed).toBe(1008)
  await using viewer = await observe(running.consumerUrl, 'viewer')
  viewer.send({ type: 'register', consumer_id: 'c1', token: 'viewer' })
  expect(await viewer.next('error')).toMatchObject({ code: 'UNAUTHORIZED' })
  await using inAddress = await observe(`${running.consumerUrl}?token=viewer`)
  expect(inAddress.frames).toHaveLength(2)
})
