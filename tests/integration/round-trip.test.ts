import { once } from 'node:events'
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
  let unasked = 0
  silent.socket.on('ping', () => unasked++)
  const socket = new WebSocket(running.consumerUrl, { autoPong: false })
  const sentAt = performance.now()
  const pinged = new Promise<number>((resolve) => void socket.once('ping', () => resolve(performance.now())))
  socket.once('open', () => socket.send(JSON.stringify({ type: 'register', consumer_id: 'c1' })))
  const pingedAt = await pinged
  // It takes its time to answer: as long as another one needs for a few questions.
  for (let question = 0; question < 20; question++) {
    silent.send({ type: 'ping' })
    await silent.next('pong')
  }
  expect(seen.every(({ round_trip }) => round_trip === null)).toBe(true)
  const answeredAt = performance.now()
  socket.pong()
  await measured
  const { consumer_id, round_trip } = seen.at(-1)!
  expect(consumer_id).toBe('c1')
  // It is rounded to a tenth of a millisecond.
  expect(round_trip).toBeGreaterThanOrEqual(answeredAt - pingedAt - 0.1)
  expect(round_trip).toBeLessThanOrEqual(performance.now() - sentAt)
  expect(unasked).toBe(0)
  socket.terminate()
})

it('[LV-1] cuts a socket that is silent and answers no ping, says why, and cuts no other', async () => {
  await using running = await runMonitor({
    'monitor.liveness.ping-interval': '1s',
    'monitor.liveness.suspect-after': '1s',
    'monitor.liveness.lost-after': '2s',
  })
  const open = async (consumer_id: string) => {
    const socket = new WebSocket(running.consumerUrl, { autoPong: false })
    await once(socket, 'open')
    socket.send(JSON.stringify({ type: 'register', consumer_id }))
    return socket
  }
  const [deaf, busy] = await Promise.all([open('deaf'), open('busy')])
  await using healthy = await TestConsumer.register(running.consumerUrl, 'healthy')
  // It is heard, and answers pings when it has the time.
  const reporting = setInterval(() => busy.send('{"type":"ping"}'), 300)
  const [code, reason] = (await once(deaf, 'close')) as [number, Buffer]
  clearInterval(reporting)
  expect([code, reason.toString()]).toEqual([4410, 'The connection was silent and answered no ping'])
  expect([busy.readyState, healthy.socket.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN])
  expect(running.logged.join()).toContain('closed with 4410: The connection was silent and answered no ping.')
  await expect
    .poll(() => running.get('/api/events?type=session&consumer_id=deaf'), { timeout: 5000 })
    .toMatchObject({ events: [{ data: { action: 'closed', code: 'PING_TIMEOUT' } }, { data: { action: 'opened' } }] })
  healthy.send({ type: 'ping' })
  await healthy.next('pong')
  busy.terminate()
})
