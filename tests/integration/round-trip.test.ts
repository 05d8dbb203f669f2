import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Changes } from '../../src/contract/feed.ts'
import type { ConsumerResource } from '../../src/contract/resources/consumer.ts'
import { runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

it('[LV-1] measures the round trip of a consumer that has registered, and of no other connection', async () => {
  await using running = await runMonitor()
  const seen: ConsumerResource[] = []
  const measured = new Promise<void>((resolve) => {
    running.monitor.api.subscribe((frame) => {
      const changes: Changes = frame.type === 'changes' ? frame.changes : frame.snapshot
      seen.push(...(changes.consumers ?? []))
      if (seen.some(({ round_trip }) => round_trip !== null)) resolve()
    })
  })
  await using silent = await TestConsumer.connect(running.consumerUrl)
  await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
  await measured
  expect(seen.at(-1)?.round_trip).toBeGreaterThanOrEqual(0)
  expect(seen.at(-1)?.round_trip).toBeLessThan(5000)
  expect(silent.frames).toHaveLength(1)
  consumer.socket.terminate()
})

it('[LV-1] cuts a socket that answers no ping, and no other', async () => {
  await using running = await runMonitor({ 'monitor.liveness.ping-interval': '1s' })
  const deaf = new WebSocket(running.consumerUrl, { autoPong: false })
  const cut = new Promise<number>((resolve) => void deaf.once('close', resolve))
  await using healthy = await TestConsumer.register(running.consumerUrl, 'c1')
  expect(await cut).toBe(1006)
  healthy.send({ type: 'ping' })
  await healthy.next('pong')
})
