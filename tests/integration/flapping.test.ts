import { expect, it } from 'vitest'
import { runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

it('[LV-6] a consumer that restarts again and again loses its slots until it has stayed', async () => {
  await using running = await runMonitor({
    'monitor.liveness.grace': '500ms',
    'monitor.liveness.max-restarts': 3,
    'monitor.liveness.stable-after': '1500ms',
    'monitor.liveness.member-debounce': '50ms',
  })
  await using steady = await TestConsumer.register(running.consumerUrl, 'steady')
  {
    await using first = await TestConsumer.register(running.consumerUrl, 'crashing')
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    const targets = Array.from({ length: 500 }, (_, i) => `t${i}`)
    await running.send('PUT', '/api/tasks/1/targets', { targets })
    await first.next('batch_reload')
  }
  const slots = async () => {
    const { slots: owned } = (await running.get('/api/consumers/crashing')) as { slots: number }
    return owned
  }
  const beating = setInterval(() => steady.send({ type: 'ping' }), 500)
  try {
    expect(await slots()).toBeGreaterThan(0)
    const crash = async () => {
      const life = await TestConsumer.register(running.consumerUrl, 'crashing')
      life.send({ type: 'ping' })
      await life.next('pong')
      await life[Symbol.asyncDispose]()
      return slots()
    }
    await expect.poll(crash, { timeout: 10_000, interval: 50 }).toBe(0)
    expect(await running.get('/api/consumers/crashing')).toMatchObject({ flapping_since: expect.any(Number) })
    expect(await running.get('/api/consumers/steady')).toMatchObject({ slots: 256 })
    expect(await running.get('/api/tasks/1/epochs?limit=1')).toMatchObject({
      epochs: [{ cause: 'crashing restarting again and again' }],
    })
    const { events } = (await running.get('/api/events?type=alert&order=asc')) as { events: { data: object }[] }
    expect(events.map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ action: 'raised', kind: 'consumer_flapping' }),
    )
    await using recovered = await TestConsumer.register(running.consumerUrl, 'crashing')
    await recovered.next('batch_reload')
    await expect.poll(slots, { timeout: 10_000 }).toBeGreaterThan(0)
    expect(await running.get('/api/consumers/crashing')).toMatchObject({ flapping_since: null, restarts: 0 })
  } finally {
    clearInterval(beating)
  }
})
