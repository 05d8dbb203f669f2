import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { AlertResource } from '../../src/contract/resources/alert.ts'
import type { EventResource } from '../../src/contract/events.ts'
import { runMonitor } from './running-monitor.ts'
import { TestConsole } from './test-console.ts'
import { TestConsumer } from './test-consumer.ts'

const settings = { 'server.token': 'operate', 'server.consumer-token': 'fleet' }
const [GUESSER, NEIGHBOUR] = ['127.0.0.6', '127.0.0.7'] as const

async function runGuarded() {
  const running = await runMonitor(settings)
  const { port } = running.monitor.address
  const ask = async (token: string | null, from: string) => {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` }
    const asked = request({ host: '127.0.0.1', port, path: '/api/tasks', localAddress: from, headers }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    const body = await text(answer)
    return { status: answer.statusCode, wait: answer.headers['retry-after'], body }
  }
  /** The status that a handshake is refused with; 101 where it is not. */
  const shake = async (path: string, from: string) => {
    const socket = new WebSocket(running.monitor.address.url.replace('http', 'ws') + path, { localAddress: from })
    const outcome = await new Promise<number>((done) => {
      socket.once('open', () => done(101))
      socket.once('unexpected-response', (_request, { statusCode = 0 }: IncomingMessage) => done(statusCode))
    })
    socket.on('error', () => {})
    socket.terminate()
    return outcome
  }
  return { running, ask, shake, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() }
}

describe('[ED-6] guessing tokens', () => {
  it('is answered 429 with the time to wait, whichever way it comes, and nobody else is', async () => {
    await using guarded = await runGuarded()
    const { ask, shake, running } = guarded
    expect((await ask('operate', NEIGHBOUR)).status).toBe(200)
    expect((await ask('fleet', GUESSER)).status).not.toBe(429)
    const statuses: (number | undefined)[] = []
    for (let i = 0; i < 4; i++) statuses.push((await ask(`guess-${i}`, GUESSER)).status)
    for (let i = 0; i < 4; i++) statuses.push(await shake(`/websocket/console?token=guess-${i}`, GUESSER))
    for (let i = 0; i < 3; i++) {
      await using consumer = await TestConsumer.connect(running.consumerUrl, { localAddress: GUESSER })
      consumer.send({ type: 'register', consumer_id: 'c1', token: `guess-${i}` })
      expect(await consumer.next('error')).toMatchObject({ code: 'UNAUTHORIZED' })
    }
    expect(statuses).toEqual(Array.from({ length: 8 }, () => 401))

    const refused = await ask('operate', GUESSER)
    expect([refused.status, refused.wait]).toEqual([429, '1'])
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' })
    expect(await shake('/websocket/console?token=operate', GUESSER)).toBe(429)
    await using late = await TestConsumer.connect(running.consumerUrl, { localAddress: GUESSER })
    late.send({ type: 'register', consumer_id: 'c2', token: 'operate' })
    expect(await late.next('error')).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' })
    expect(await late.closed).toBe(1008)

    // With no token, from elsewhere, and with one that was right from there.
    expect((await ask(null, GUESSER)).status).toBe(401)
    expect((await ask('operate', NEIGHBOUR)).status).toBe(200)
    await using member = await TestConsumer.connect(running.consumerUrl, { localAddress: GUESSER })
    member.send({ type: 'register', consumer_id: 'c3', token: 'fleet' })
    await member.next('registered')
  })

  it('is an alert, an event and a metric', async () => {
    await using guarded = await runGuarded()
    const { ask, running } = guarded
    await Promise.all(Array.from({ length: 40 }, (_, i) => ask(`guess-${i}`, GUESSER)))
    await using console = await TestConsole.open(running.monitor.address.url, 'operate')
    const alert = (): AlertResource | undefined => console.data?.alerts.find(({ kind }) => kind === 'guessing')
    await expect.poll(alert, { timeout: 5000 }).toMatchObject({
      alert_id: `guessing:${GUESSER}`,
      reason: 'tokens_guessed',
      values: { address: GUESSER, attempts: 40 },
    })
    const read = async (path: string) =>
      fetch(running.monitor.address.url + path, { headers: { authorization: 'Bearer operate' } })
    const events = async () =>
      ((await (await read('/api/events')).json()) as { events: EventResource[] }).events.map(({ type, data }) => {
        const { kind, code, remote = '' } = data as { kind?: string; code?: string; remote?: string }
        return `${type} ${kind ?? code} ${remote}`.trim()
      })
    await expect.poll(events, { timeout: 5000 }).toContain('alert guessing')
    // Those of a second are one event, and that is there when the second is over (EV-3).
    await expect
      .poll(async () => (await events()).some((event) => event.includes('TOO_MANY_ATTEMPTS 127.0.0.6')), {
        timeout: 5000,
      })
      .toBe(true)
    const metrics = await (await read('/metrics')).text()
    const counted = (result: string) =>
      Number(new RegExp(`^batchdeck_token_attempts_total\\{result="${result}"\\} (\\d+)$`, 'm').exec(metrics)?.[1])
    // A slow machine has the time to look at one more of them.
    expect(counted('failed') + counted('throttled')).toBe(40)
    expect(counted('throttled')).toBeGreaterThan(20)
  })
})
