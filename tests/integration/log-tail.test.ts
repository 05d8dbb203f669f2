import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ConsumerResource } from '../../src/contract/resources/consumer.ts'
import type { ConsumerLog } from '../../src/contract/resources/log.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { SteppedTime } from './stepped-time.ts'
import { TestConsumer } from './test-consumer.ts'

const wanted = { type: 'log_wanted', wanted: true }
const notWanted = { type: 'log_wanted', wanted: false }

/** One that can send its log. */
async function logger({ consumerUrl }: RunningMonitor, id = 'c1'): Promise<TestConsumer> {
  const consumer = await TestConsumer.connect(consumerUrl)
  consumer.id = id
  consumer.send({ type: 'register', consumer_id: id, features: ['log', 'of a later version'] })
  await consumer.next('registered')
  return consumer
}

async function readLog(running: RunningMonitor, after?: number, id = 'c1'): Promise<ConsumerLog> {
  return (await running.get(`/api/consumers/${id}/log${after === undefined ? '' : `?after=${after}`}`)) as ConsumerLog
}

const line = (text: string, more: object = {}) => ({ type: 'log', level: 'info', text, ...more })
const textsOf = ({ lines }: ConsumerLog) => lines.map(({ text }) => text)
const asked = ({ frames }: TestConsumer) => frames.filter(({ type }) => type === 'log_wanted')

/** All that was sent before has been read. */
async function isHeard(consumer: TestConsumer): Promise<void> {
  consumer.send({ type: 'ping', timestamp: 1 })
  await consumer.next('pong')
}

describe('[WS-29] the log of a consumer', () => {
  it('is sent for as long as somebody reads it, and stays for a while', async () => {
    const time = new SteppedTime(Date.UTC(2026, 0, 1))
    // Nobody is heard while the time flies.
    const patience = { 'monitor.liveness.suspect-after': '1h', 'monitor.liveness.lost-after': '2h' }
    await using running = await runMonitor(patience, undefined, null, { time })
    await using consumer = await logger(running)
    consumer.send(line('before anybody asked'))
    await isHeard(consumer)
    expect(asked(consumer)).toEqual([])

    const start = time.now * 1000
    const none = { lines: [], first_seq: start + 1, last_seq: start, dropped: 0 }
    expect(await readLog(running)).toEqual({ consumer_id: 'c1', state: 'asked', ...none })
    expect(await consumer.next('log_wanted')).toEqual(wanted)
    consumer.send(line('one', { batch_id: 7, timestamp: 5 }))
    consumer.send(line('two', { level: 'error', skipped: 3 }))
    await isHeard(consumer)
    const { at } = (await readLog(running)).lines[0]!
    expect(at).toBe(time.now)
    expect(await readLog(running)).toEqual({
      consumer_id: 'c1',
      state: 'live',
      lines: [
        { seq: start + 1, at, level: 'info', text: 'one', batch_id: 7 },
        { seq: start + 2, at, level: 'error', text: 'two' },
      ],
      first_seq: start + 1,
      last_seq: start + 2,
      dropped: 3,
    })
    expect(textsOf(await readLog(running, start + 1))).toEqual(['two'])
    // Of a log before this one, and of a clock that was set back.
    expect(textsOf(await readLog(running, 40))).toEqual(['one', 'two'])
    expect(textsOf(await readLog(running, start + 40))).toEqual(['one', 'two'])

    await time.pass(14_000)
    await readLog(running)
    await time.pass(14_000)
    expect(asked(consumer)).toEqual([wanted])
    await time.pass(2000)
    expect(await consumer.next('log_wanted')).toEqual(notWanted)
    consumer.send(line('on its way'))
    await isHeard(consumer)
    expect(textsOf(await readLog(running))).toEqual(['one', 'two'])
    expect(await consumer.next('log_wanted')).toEqual(wanted)
    expect(asked(consumer)).toEqual([wanted, notWanted, wanted])
  })

  it('goes on over a new connection, which is asked while somebody reads', async () => {
    await using running = await runMonitor()
    const before = await logger(running)
    await readLog(running)
    before.send(line('one', { skipped: 2 }))
    await isHeard(before)
    await before[Symbol.asyncDispose]()
    await expect.poll(async () => (await readLog(running)).state).toBe('offline')
    expect(await running.get('/api/consumers/c1')).toMatchObject({ has_log: true })

    await using after = await logger(running)
    expect(await after.next('log_wanted')).toEqual(wanted)
    const { last_seq } = await readLog(running)
    expect(await readLog(running)).toMatchObject({ state: 'asked', dropped: 2 })
    after.send(line('two'))
    await isHeard(after)
    expect(await readLog(running)).toMatchObject({ state: 'live', last_seq: last_seq + 1, dropped: 2 })
    expect(textsOf(await readLog(running))).toEqual(['one', 'two'])
    after.send({ type: 'register', consumer_id: 'c1', features: ['log'] })
    await isHeard(after)
    expect(asked(after)).toEqual([wanted])

    after.send({ type: 'leave' })
    await after.closed
    const metrics = async () => (await fetch(`${running.monitor.address.url}/metrics`)).text()
    await expect.poll(metrics, { timeout: 10_000 }).toContain('batchdeck_consumer_logs_read 0')
    expect((await fetch(`${running.monitor.address.url}/api/consumers/c1/log`)).status).toBe(404)
    await using anew = await logger(running)
    expect(await readLog(running)).toMatchObject({ state: 'asked', lines: [], dropped: 0 })
    expect(await anew.next('log_wanted')).toEqual(wanted)
  })

  it('is not asked of clients that do not say they can send it, and not taken of strangers', async () => {
    await using running = await runMonitor()
    await using old = await TestConsumer.register(running.consumerUrl, 'c1')
    expect(await readLog(running)).toMatchObject({ state: 'unsupported', lines: [] })
    old.send(line('nobody asked'))
    await isHeard(old)
    expect(await readLog(running)).toMatchObject({ state: 'unsupported', lines: [] })
    expect(((await running.get('/api/consumers/c1')) as ConsumerResource).has_log).toBeUndefined()
    expect(old.frames.map(({ type }) => type)).toEqual(['connected', 'registered', 'pong'])

    await using stranger = await TestConsumer.connect(running.consumerUrl)
    stranger.send(line('who is there?'))
    expect(await stranger.next('error')).toMatchObject({ code: 'NOT_REGISTERED' })
  })

  it('[WS-18] is cut off where it comes too fast, and costs no other frame anything', async () => {
    await using running = await runMonitor({
      'monitor.limits.frames-per-second': 20,
      'monitor.limits.frame-burst': 200,
    })
    await using consumer = await logger(running)
    await readLog(running)
    for (let i = 1; i <= 1500; i++) consumer.send(line(`line ${i}`))
    for (let i = 1; i <= 50; i++) {
      consumer.send({ type: 'heartbeat', consumer_id: 'c1', batches: [], timestamp: i })
      expect(await consumer.next('pong')).toMatchObject({ timestamp: i })
    }
    const { lines, first_seq, last_seq, dropped } = await readLog(running)
    expect(last_seq - first_seq + 1 + dropped).toBe(1500)
    // Half of the burst is left to other frames.
    expect(lines.length).toBeGreaterThan(90)
    expect(lines.length).toBeLessThan(150)
    expect(consumer.frames.filter(({ type }) => type === 'error')).toEqual([])
  })

  it('[WS-18] closes with 1008 a flood of lines that are not even read', async () => {
    await using running = await runMonitor({ 'monitor.limits.frames-per-second': 1, 'monitor.limits.frame-burst': 10 })
    await using consumer = await logger(running)
    // Of these 100 cost nothing, and 9 are what is left of the burst.
    for (let i = 0; i < 200; i++) consumer.send(line('nobody reads'))
    expect(await consumer.next('error')).toMatchObject({ code: 'RATE_LIMITED' })
    expect(await consumer.closed).toBe(1008)
  })

  it('keeps the last 200 lines', async () => {
    await using running = await runMonitor({ 'monitor.limits.log-lines-per-second': 100 })
    await using consumer = await logger(running)
    await readLog(running)
    for (let i = 1; i <= 300; i++) consumer.send(line(`line ${i}`))
    await isHeard(consumer)
    const { lines, first_seq, last_seq } = await readLog(running)
    expect([lines.length, lines[0]?.text, lines.at(-1)?.text, last_seq - first_seq + 1]).toEqual([
      200,
      'line 101',
      'line 300',
      300,
    ])
  })

  it('[SEC-6] is kept without tokens, colours and what a terminal would obey', async () => {
    await using running = await runMonitor({ 'server.consumer-token': 'fleet-secret', 'server.viewer-token': 'looks' })
    const headers = { authorization: 'Bearer looks' }
    const url = `${running.monitor.address.url}/api/consumers/c1/log`
    await using consumer = await TestConsumer.connect(`${running.consumerUrl}?token=fleet-secret`)
    consumer.send({ type: 'register', consumer_id: 'c1', features: ['log'] })
    await consumer.next('registered')
    expect((await fetch(url, { headers })).status).toBe(200)
    await consumer.next('log_wanted')
    consumer.send(line('\u001B[31mred\u001B[0m\u0007 with fleet-\u001B[1msecret\r\n\tat there\n'))
    consumer.send(line('x'.repeat(5000)))
    await isHeard(consumer)
    const log = (await (await fetch(url, { headers })).json()) as ConsumerLog
    expect(textsOf(log)).toEqual(['red\uFFFD with (hidden)\n\tat there', `${'x'.repeat(4095)}…`])
    expect(consumer.frames.filter(({ type }) => type === 'error')).toEqual([])

    // It is in memory only.
    consumer.send({ type: 'batch_status', batch_id: 1, status: 'error', message: 'this is on disk' })
    consumer.send(line('this is nowhere'))
    await isHeard(consumer)
    const onDisk = () => readdirSync(running.dataDir).map((name) => readFileSync(join(running.dataDir, name), 'latin1'))
    await expect.poll(onDisk, { timeout: 10_000 }).toContainEqual(expect.stringContaining('this is on disk'))
    expect(onDisk().join()).not.toContain('this is nowhere')

    // Consumers may not read.
    expect((await fetch(url, { headers: { authorization: 'Bearer fleet-secret' } })).status).toBe(403)
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url.replace('c1', 'c2'), { headers })).status).toBe(404)
  })
})

describe('[WS-30] when its program last got on', () => {
  it('is shown as the consumer says, and stays the same while it stands still', async () => {
    await using running = await runMonitor()
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    const progressedAt = async (beat: object) => {
      consumer.send({ type: 'heartbeat', consumer_id: 'c1', batches: [], timestamp: 1, ...beat })
      await consumer.next('pong')
      return ((await running.get('/api/consumers/c1')) as ConsumerResource).progressed_at
    }
    const first = (await progressedAt({ progressed_ago: 60 }))!
    expect(Math.abs(Date.now() - 60_000 - first)).toBeLessThan(5000)
    expect(await progressedAt({ progressed_ago: 60.5 })).toBe(first)
    expect(await progressedAt({ progressed_ago: 1 })).toBeGreaterThan(first)
    // A bad one is left out (WS-12), and then it says nothing.
    expect(await progressedAt({ progressed_ago: -1 })).toBeUndefined()
    expect(await consumer.next('error')).toMatchObject({ code: 'INVALID_MESSAGE' })
  })
})
