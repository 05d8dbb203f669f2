import { describe, expect, it } from 'vitest'
import { readExposition, valueOf } from './exposition.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const fast = { 'monitor.liveness.member-debounce': '50ms' }
const targets = (n: number) => Array.from({ length: n }, (_, i) => `target-${i}`)

interface EpochAnswer {
  readonly state: string
  readonly cause: string
  readonly rollout: readonly { consumer_id: string; state: string; action: string | null }[]
}

async function epoch(running: RunningMonitor, number: number): Promise<EpochAnswer> {
  return (await running.get(`/api/tasks/1/epochs/${number}`)) as EpochAnswer
}

describe('epochs and rollout', () => {
  it('[WS-7] [WS-8] [EP-2] [EP-3] [EP-4] tells, takes acks, is confirmed by a fetch, and settles', async () => {
    await using running = await runMonitor(fast)
    await using one = await TestConsumer.register(running.consumerUrl, 'c1')
    await using two = await TestConsumer.register(running.consumerUrl, 'c2')
    expect((await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })).status).toBe(201)
    expect((await running.send('POST', '/api/tasks', { task_id: 1, name: 'Again' })).status).toBe(409)
    const put = await running.send('PUT', '/api/tasks/1/targets', { targets: targets(1000) })
    expect(put).toMatchObject({ status: 200, body: { published: true, epoch: 1, consumers_told: ['c1', 'c2'] } })
    expect(await one.next('batch_reload')).toMatchObject({ task_id: 1, epoch: 1, message: 'target import: +1000' })
    await two.next('batch_reload')
    expect(await epoch(running, 1)).toMatchObject({ state: 'rolling_out', cause: 'target import: +1000' })
    one.send({ type: 'batch_reload_ack', task_id: 1, consumer_id: 'c1', action: 'reloading' })
    two.send({ type: 'batch_reload_ack', task_id: 1, consumer_id: 'c2', action: 'skipping', epoch: 1 })
    await expect.poll(async () => (await epoch(running, 1)).state).toBe('settled')
    const fetched = (await running.get('/api/tasks/1/batches?consumer_id=c1')) as { batches: { targets: string[] }[] }
    expect(fetched.batches.length).toBeGreaterThan(0)
    expect((await epoch(running, 1)).rollout).toMatchObject([
      { consumer_id: 'c1', state: 'confirmed', action: 'reloading' },
      { consumer_id: 'c2', state: 'acked', action: 'skipping' },
    ])
  })

  it('[EP-2] tells only those whose batches changed', async () => {
    await using running = await runMonitor(fast)
    await using one = await TestConsumer.register(running.consumerUrl, 'c1')
    await using two = await TestConsumer.register(running.consumerUrl, 'c2')
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await running.send('PUT', '/api/tasks/1/targets', { targets: targets(1000) })
    for (const [consumer, consumer_id] of [
      [one, 'c1'],
      [two, 'c2'],
    ] as const) {
      await consumer.next('batch_reload')
      consumer.send({ type: 'batch_reload_ack', task_id: 1, consumer_id, action: 'reloading' })
    }
    await expect.poll(async () => (await epoch(running, 1)).state).toBe('settled')
    const patch = await running.send('PATCH', '/api/tasks/1/targets', { add: [], remove: ['target-1'] })
    expect(patch.body).toMatchObject({ published: true, epoch: 2, counts: { removed: 1, moved_batch: 0, stray: 0 } })
    expect((patch.body as { consumers_told: string[] }).consumers_told).toHaveLength(1)
  })

  it('[EP-3] whoever reconnects without having answered is told after registered', async () => {
    await using running = await runMonitor(fast)
    const first = await TestConsumer.register(running.consumerUrl, 'c1')
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await running.send('PUT', '/api/tasks/1/targets', { targets: targets(10) })
    await first.next('batch_reload')
    await first[Symbol.asyncDispose]()
    await using again = await TestConsumer.register(running.consumerUrl, 'c1')
    expect(await again.next('batch_reload')).toMatchObject({ epoch: 1 })
    again.send({ type: 'batch_reload_ack', task_id: 1, consumer_id: 'c1', action: 'reloading' })
    await expect.poll(async () => (await epoch(running, 1)).state).toBe('settled')
    await again[Symbol.asyncDispose]()
    await using third = await TestConsumer.register(running.consumerUrl, 'c1')
    third.send({ type: 'ping', timestamp: 1 })
    await third.next('pong')
    expect(third.frames.map(({ type }) => type)).toEqual(['connected', 'registered', 'pong'])
  })

  it('[EP-3] a heartbeat with one of its new batches confirms', async () => {
    await using running = await runMonitor(fast)
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await running.send('PUT', '/api/tasks/1/targets', { targets: targets(10) })
    const { changed } = await consumer.next('batch_reload')
    const [batch_id] = changed as number[]
    const batches = [{ batch_id, status: 'running', progress: 1 }]
    consumer.send({ type: 'heartbeat', consumer_id: 'c1', timestamp: Date.now(), batches })
    await expect.poll(async () => (await epoch(running, 1)).rollout).toMatchObject([{ state: 'confirmed' }])
  })

  it('[LV-3] a fleet that starts makes one epoch, with its members in the cause', async () => {
    await using running = await runMonitor(fast)
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await running.send('PUT', '/api/tasks/1/targets', { targets: targets(100) })
    await using one = await TestConsumer.register(running.consumerUrl, 'c1')
    await using two = await TestConsumer.register(running.consumerUrl, 'c2')
    await Promise.all([one.next('batch_reload'), two.next('batch_reload')])
    expect(await running.get('/api/tasks/1/epochs')).toMatchObject({
      epochs: [{ epoch: 2, cause: 'c1, c2 joined', counts: { consumers: 2 } }, { epoch: 1 }],
    })
  })

  it('[EP-5] the cause names only those the epoch is about', async () => {
    await using running = await runMonitor(fast)
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await using one = await TestConsumer.register(running.consumerUrl, 'c1')
    // Before the arrival of c1 has settled, an import counts with it.
    await running.send('PUT', '/api/tasks/1/targets', { targets: targets(100) })
    await using two = await TestConsumer.register(running.consumerUrl, 'c2')
    await two.next('batch_reload')
    expect(await running.get('/api/tasks/1/epochs')).toMatchObject({
      epochs: [{ cause: 'c2 joined' }, { cause: 'target import: +100' }],
    })
    expect((await one.next('batch_reload'))['changed']).not.toEqual([])
  })

  it('[EP-5] an epoch for another reason names the members it is the first to count with', async () => {
    await using running = await runMonitor({ ...fast, 'monitor.liveness.member-debounce': '30s' })
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await using one = await TestConsumer.register(running.consumerUrl, 'c1')
    await running.send('PUT', '/api/tasks/1/targets', { targets: targets(100) })
    await using two = await TestConsumer.register(running.consumerUrl, 'c2')
    await running.send('PATCH', '/api/tasks/1/targets', { add: ['x'] })
    one.send({ type: 'leave' })
    await one.closed
    await running.send('POST', '/api/consumers/c2/drain', {})
    await running.send('POST', '/api/tasks/1/sync', {})
    expect(await running.get('/api/tasks/1/epochs')).toMatchObject({
      epochs: [
        {
          cause: 'operator sync; c1 left; c2 drained by an operator',
          causes: [
            { kind: 'sync', rebalance: false },
            { kind: 'members', change: 'left', consumers: ['c1'] },
            { kind: 'members', change: 'drained', consumers: ['c2'] },
          ],
        },
        {
          cause: 'target change: +1; c2 joined',
          causes: [
            { kind: 'change', added: 1, removed: 0 },
            { kind: 'members', change: 'joined', consumers: ['c2'] },
          ],
        },
        { cause: 'target import: +100', causes: [{ kind: 'import', added: 100, removed: 0 }] },
      ],
    })
    expect(two.frames.filter(({ type }) => type === 'batch_reload')).not.toEqual([])
  })

  it('[EP-5] a consumer may be called like a cause: what it does is for the members everywhere', async () => {
    await using running = await runMonitor(fast)
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await running.send('PUT', '/api/tasks/1/targets', { targets: targets(100) })
    await using consumer = await TestConsumer.register(running.consumerUrl, 'options:eu')
    expect(await consumer.next('batch_reload')).toMatchObject({ message: 'options:eu joined' })
    const causes = [{ kind: 'members', change: 'joined', consumers: ['options:eu'] }]
    expect(await epoch(running, 2)).toMatchObject({ cause: 'options:eu joined', causes })
    const { epochs } = await running.monitor.api.call('epochs.slots', { task_id: 1, from: 2, to: 2 })
    expect(epochs).toMatchObject([{ cause: 'options:eu joined', causes }])
    const { events } = (await running.get('/api/events?type=epoch')) as { events: { data: object }[] }
    const published = events.map(({ data }) => data).filter((data) => 'counts' in data)
    expect(published).toMatchObject([{ cause: 'options:eu joined', causes }, { cause: 'target import: +100' }])
    const families = readExposition(await (await fetch(`${running.monitor.address.url}/metrics`)).text())
    const counted = ['members', 'options'].map((cause) =>
      valueOf(families, 'batchdeck_epochs_published_total', { cause }),
    )
    expect(counted).toEqual([1, 0])
  })

  it('[EP-7] refuses a plan for an epoch that has passed, with a fresh one', async () => {
    await using running = await runMonitor(fast)
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await running.send('PUT', '/api/tasks/1/targets', { targets: targets(100) })
    const { api } = running.monitor
    const { import_id } = await api.call('import.open', { task_id: 1, format: 'text', total_bytes: null })
    await api.call('import.piece', { import_id, piece: 'a\nb\n' })
    await api.call('import.close', { import_id })
    const stale = api.call('import.apply', { import_id, base_epoch: 0 })
    await expect(stale).rejects.toMatchObject({
      code: 'STALE_EPOCH',
      detail: { base_epoch: 1, counts: { removed: 100, added: 2 } },
    })
    const refused = await running.send('POST', '/api/tasks/1/sync', { base_epoch: 7 })
    expect(refused).toMatchObject({ status: 409, body: { code: 'STALE_EPOCH' } })
    const nothing = await running.send('POST', '/api/tasks/1/sync', { base_epoch: 1 })
    expect(nothing).toMatchObject({ status: 200, body: { published: false, epoch: 1 } })
  })

  it('[EP-8] without auto-sync a change of members waits and is shown as due', async () => {
    await using running = await runMonitor(fast)
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch', auto_sync: false })
    await running.send('PUT', '/api/tasks/1/targets', { targets: targets(100) })
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    await expect.poll(() => running.get('/api/tasks/1')).toMatchObject({ epoch: 1, sync_due: true })
    expect((await running.send('POST', '/api/tasks/1/sync', {})).body).toMatchObject({ published: true, epoch: 2 })
    await consumer.next('batch_reload')
  })

  it('[WS-12] a task that does not exist is named as such, over HTTP and on the socket', async () => {
    await using running = await runMonitor(fast)
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    const { status } = await running.send('PUT', '/api/tasks/9/targets', { targets: targets(3) })
    expect(status).toBe(404)
    consumer.send({ type: 'batch_reload_ack', task_id: 9, consumer_id: 'c1', action: 'reloading' })
    expect(await consumer.next('error')).toMatchObject({ code: 'UNKNOWN_TASK' })
  })
})
