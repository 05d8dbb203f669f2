import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChannelRequest } from '../../src/contract/resources/channel.ts'
import { answering, closing, flooding, hanging, OddReceiver } from './odd-receiver.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { ServerProcess } from './server-process.ts'
import { SteppedTime } from './stepped-time.ts'

const START = Date.UTC(2026, 10, 29, 12)
const secret = 'a-secret-to-sign-with-0123456789'
const path = '/hooks/T0KEN9pathXYZ123456'
const header = 'header-value-that-is-secret-42'

let receiver: OddReceiver
let folder: string

beforeEach(async () => {
  receiver = await OddReceiver.start()
  folder = mkdtempSync(join(tmpdir(), 'batchdeck-channels-'))
})
afterEach(async () => {
  await receiver[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const webhook = (more: object = {}): ChannelRequest =>
  ({
    kind: 'webhook',
    name: 'ops',
    url: `${receiver.url}${path}`,
    secret,
    headers: { 'X-Key': header },
    ...more,
  }) as never
/** A message each second, as soon as there is a monitor. */
const eachSecond = { summary: { cron: '* * * * * *' }, per_hour: 1000 }
const put = (running: RunningMonitor, channel: ChannelRequest) => running.monitor.api.call('channels.put', { channel })
const channelOf = async ({ monitor }: RunningMonitor, name = 'ops') =>
  (await monitor.api.call('channels.list', {})).channels.find((channel) => channel.name === name)!
const givenUpOf = async ({ monitor }: RunningMonitor) =>
  (await monitor.api.call('deliveries.list', { state: 'failed' })).deliveries
const types = () => receiver.received.map(({ body }) => body['type'])

/** Targets that nobody watches: critical. */
async function uncover(running: RunningMonitor): Promise<void> {
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  await running.send('PUT', '/api/tasks/1/targets', 'a\nb\n')
}

describe('[CN-5] a channel', () => {
  it('[CN-5] [CN-6] is told once of what is critical, and that it is over, each kept until it is taken', async () => {
    const time = new SteppedTime(START)
    await using running = await runMonitor({}, folder, null, { time })
    await put(running, webhook())
    receiver.manner = answering(500)
    await uncover(running)
    await time.pass(80_000)
    await expect.poll(() => receiver.received.length).toBeGreaterThan(0)
    expect(await channelOf(running)).toMatchObject({ state: 'failing', waiting: 1, delivered: 0 })
    receiver.manner = answering(200)
    const failed = receiver.received.splice(0)
    await time.pass(60_000)
    await expect.poll(async () => (await channelOf(running)).delivered).toBe(1)
    expect(new Set([...receiver.ids, ...failed.map(({ headers }) => headers['webhook-id'])]).size).toBe(1)
    await running.send('DELETE', '/api/tasks/1', {})
    await time.pass(100_000)
    await expect.poll(async () => (await channelOf(running)).delivered).toBe(2)
    expect(types()).toEqual(['alerts.raised', 'alerts.resolved'])
    const { deliveries } = await running.monitor.api.call('deliveries.list', { channel: 'ops' })
    expect(deliveries.map(({ kind, state }) => [kind, state])).toEqual([
      ['resolved', 'delivered'],
      ['raised', 'delivered'],
    ])
  })

  it('[CN-5] that refuses is an alert, which other channels are told of; what was given up is sent again or discarded', async () => {
    const time = new SteppedTime(START)
    await using running = await runMonitor({}, folder, null, { time })
    await using other = await OddReceiver.start()
    receiver.manner = answering(400)
    await put(running, webhook({ min_severity: 'warning' }))
    await put(
      running,
      webhook({ name: 'other', url: other.url, headers: {}, kinds: ['delivery_failed'], min_severity: 'warning' }),
    )
    await uncover(running)
    await time.pass(160_000)
    await expect.poll(() => receiver.received.length).toBe(3)
    await time.pass(190_000)
    await expect.poll(async () => (await channelOf(running)).failed).toBe(1)
    await time.pass(50_000)
    await expect.poll(() => other.received.length).toBe(1)
    expect(other.received[0]!.body).toMatchObject({
      type: 'alerts.raised',
      alerts: [{ alert_id: 'delivery_failed:ops' }],
    })
    // Never about itself by itself.
    expect(JSON.stringify(receiver.received.map(({ body }) => body))).not.toContain('delivery_failed')
    const [given] = await givenUpOf(running)
    expect(given).toMatchObject({ state: 'failed', attempts: 4, kind: 'raised', next_at: null })
    receiver.manner = answering(200)
    const sent = receiver.ids
    expect(await running.send('POST', '/api/deliveries/retry', { delivery_id: given!.delivery_id })).toMatchObject({
      status: 200,
      body: { retried: 1 },
    })
    await expect.poll(async () => (await channelOf(running)).delivered).toBe(1)
    expect(receiver.ids.at(-1)).toBe(sent[0])
    expect(await channelOf(running)).toMatchObject({ failed: 0, state: 'ok', problem: null })
    // Told of once a second, whatever time it is for the monitor.
    await expect
      .poll(async () => JSON.stringify(await running.get('/api/alerts')), { timeout: 3000 })
      .not.toContain('delivery_failed')
    await time.pass(80_000)
    await expect.poll(() => other.received.length).toBe(2)
    expect(other.received[1]!.body).toMatchObject({ type: 'alerts.resolved' })
    expect((await running.send('POST', '/api/deliveries/discard', { delivery_id: given!.delivery_id })).status).toBe(
      404,
    )
  })

  it('[CN-5] that hangs, closes, asks to wait or answers without end holds up no other, nor the end of the monitor', async () => {
    await using good = await OddReceiver.start()
    await using slow = await OddReceiver.start()
    slow.manner = hanging
    const time = new SteppedTime(START)
    {
      await using running = await runMonitor({}, folder, null, { time })
      await put(running, webhook(eachSecond))
      await put(running, webhook({ ...eachSecond, name: 'slow', url: slow.url }))
      await put(running, webhook({ ...eachSecond, name: 'good', url: good.url }))
      for (const manner of [closing, flooding, answering(429, { 'retry-after': '30' })]) {
        receiver.manner = manner
        const { length } = receiver.received
        await time.pass(20_000)
        // The more attempts there were before, the longer it is until the next.
        const attempts = async () => {
          await time.pass(2000)
          return receiver.received.length
        }
        await expect.poll(attempts, { timeout: 20_000 }).toBeGreaterThan(length)
        await expect.poll(async () => (await channelOf(running)).state).not.toBe('new')
      }
      expect(good.received.length).toBeGreaterThan(10)
      await expect.poll(() => slow.received.length).toBe(1)
      expect(await channelOf(running, 'slow')).toMatchObject({ delivered: 0 })
    }
    slow.manner = answering(200)
    await using running = await runMonitor({}, folder, null, { time })
    await expect.poll(() => slow.received.length).toBeGreaterThan(1)
    // The attempt that was cut off is made again, as the same message.
    expect(slow.ids[1]).toBe(slow.ids[0])
    expect(await channelOf(running, 'slow')).toMatchObject({ failed: 0 })
  })

  it('[CN-7] gets one summary of the time in which the monitor was down', async () => {
    const time = new SteppedTime(START)
    const hourly = { summary: { cron: '0 * * * *' } }
    {
      await using running = await runMonitor({}, folder, null, { time })
      await put(running, webhook(hourly))
      expect((await channelOf(running)).next_summary_at).toBe(START + 3_600_000)
    }
    time.skip(5 * 3_600_000)
    await using running = await runMonitor({}, folder, null, { time })
    await expect.poll(() => types()).toEqual(['summary'])
    await time.pass(5000)
    expect(types()).toEqual(['summary'])
    await expect.poll(async () => (await channelOf(running)).next_summary_at).toBe(START + 6 * 3_600_000)
  })

  it('[CN-5] of a monitor that is killed at any moment gets all of its messages, in order', async () => {
    const file = join(folder, 'deck.yaml')
    const args = ['--port', '0', '--data-dir', folder, '--config', file]
    writeFileSync(
      file,
      'channels:\n  ops: { kind: webhook, url: { variable: HOOK }, summary: { cron: "* * * * * *" }, per-hour: 1000 }\n',
    )
    const env = { HOOK: receiver.url }
    receiver.manner = hanging
    for (const attempt of [1]) {
      const server = await ServerProcess.start(args, { env })
      await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(attempt)
      await server.end('SIGKILL')
    }
    receiver.manner = answering(200)
    for (const more of [3, 3]) {
      const wanted = receiver.received.length + more
      const server = await ServerProcess.start(args, { env })
      await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(wanted)
      await server.end('SIGKILL')
    }
    const { ids } = receiver
    // What was under way is made again, as the same message; one that was just taken may come once more.
    expect(ids.slice(0, 2)).toEqual([ids[0], ids[0]])
    const distinct = ids.filter((id, i) => id !== ids[i - 1])
    expect(new Set(distinct).size).toBe(distinct.length)
    const of = receiver.received
      .filter(({ headers }, i) => headers['webhook-id'] !== ids[i - 1])
      .map(({ body }) => body)
    const times = of.map(({ summary }) => summary as { from: number; to: number })
    // Each goes on where the one before ended: none is missing.
    expect(times.slice(1).map(({ from }) => from)).toEqual(times.slice(0, -1).map(({ to }) => to))
  })
})

describe('[CN-1] a channel of the settings', () => {
  it('[CN-1] is changed there only, and is paused here over a restart', async () => {
    const channels = [{ definition: webhook() as never, variables: {} }]
    {
      await using running = await runMonitor({}, folder, null, { channels })
      await expect(put(running, webhook())).rejects.toThrow(
        'The channel ops stands in the settings file; change it there.',
      )
      await expect(running.monitor.api.call('channels.delete', { name: 'ops' })).rejects.toThrow(
        'stands in the settings',
      )
      expect(await running.monitor.api.call('channels.pause', { name: 'ops', paused: true })).toMatchObject({
        origin: 'settings',
        paused: true,
      })
    }
    await using running = await runMonitor({}, folder, null, { channels })
    expect(await channelOf(running)).toMatchObject({ origin: 'settings', paused: true, state: 'paused' })
  })
})

describe('[CN-1] secrets of channels', () => {
  it('[CN-1] stand in no answer, event, log, or diagnostics, whatever goes wrong', async () => {
    await using running = await runMonitor(
      { 'monitor.heartbeat.url': `${receiver.url}/heartbeat-secret-12345` },
      folder,
    )
    receiver.manner = (response) => void response.writeHead(500).end(`${secret} ${header} ${receiver.url}${path}`)
    const answers: unknown[] = [await put(running, webhook(eachSecond))]
    await expect.poll(async () => (await channelOf(running)).state, { timeout: 5000 }).toBe('failing')
    answers.push(await running.monitor.api.call('channels.test', { channel: webhook({ secret: null }) }))
    answers.push(await running.send('PUT', '/api/channels/ops', webhook({ template: '{' })))
    answers.push(await running.send('PUT', '/api/channels/ops', webhook({ url: `ftp://x${path}` })))
    answers.push(await running.send('PUT', '/api/channels/ops', { ...webhook(), more: secret }))
    answers.push(
      await running.send('PUT', '/api/channels/ops', webhook({ url: 'http://elsewhere.test/', secret: null })),
    )
    for (const place of ['/api/channels', '/api/deliveries', '/api/events', '/api/settings', '/api/alerts']) {
      answers.push(await running.get(place))
    }
    answers.push(await (await fetch(`${running.monitor.address.url}/metrics`)).text(), running.logged)
    const all = JSON.stringify(answers)
    for (const hidden of [secret, header, path.slice('/hooks/'.length), 'heartbeat-secret']) {
      expect(all).not.toContain(hidden)
    }
    expect(all).toContain('delivery')
    await running.monitor.close()
    // Beside the database only, which has to keep them, nothing on disk has them.
    const files = readdirSync(folder).filter((file) => /events/.test(file))
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) {
      const bytes = readFileSync(join(folder, file)).toString('latin1')
      for (const hidden of [secret, header, path]) expect(bytes.includes(hidden), `${hidden} in ${file}`).toBe(false)
    }
  })
})

describe('[CN-8] the dead man’s switch', () => {
  it('[CN-8] is pinged while the monitor works, and told that it stops on purpose', async () => {
    {
      await using running = await runMonitor({ 'monitor.heartbeat.url': `${receiver.url}/uuid` })
      await expect.poll(() => receiver.received.map((one) => one.path), { timeout: 5000 }).toEqual(['/uuid'])
      expect(await (await fetch(`${running.monitor.address.url}/metrics`)).text()).toContain(
        'batchdeck_heartbeat_pings_total{outcome="ok"} 1',
      )
    }
    expect(receiver.received.map((one) => one.path)).toEqual(['/uuid', '/uuid/log'])
  })
})
