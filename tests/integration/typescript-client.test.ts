import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import {
  type Batch,
  Consumer,
  type ConsumerOptions,
  Observer,
  Replaced,
  Unauthorized,
} from '../../clients/typescript/src/index.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { ServerProcess } from './server-process.ts'
import { SilentProxy } from './silent-proxy.ts'

const quick: ConsumerOptions = { silenceTimeout: 600, pingInterval: 150, heartbeatInterval: 300, random: () => 0.3 }
const quietly = { 'monitor.liveness.member-debounce': '20ms' }

/** Looks until it is so. @throws after 25 s */
async function until<T>(what: () => T | Promise<T>): Promise<NonNullable<T>> {
  const deadline = Date.now() + 25_000
  for (;;) {
    const found = await what()
    if (found) return found
    if (Date.now() > deadline) throw new Error(`It was not so in time: ${what.toString()}`)
    await sleep(20)
  }
}

async function makeTask(running: RunningMonitor, targets: string): Promise<void> {
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch', batch_size: 2 })
  await running.send('PUT', '/api/tasks/1/targets', targets)
}

interface BatchRow {
  readonly batch_id: number
  readonly consumer_id: string
  readonly status: string
}

async function batchesAt(url: string): Promise<BatchRow[]> {
  return ((await (await fetch(`${url}/api/tasks/1/batches`)).json()) as { batches: BatchRow[] }).batches
}

async function epochsAt(url: string): Promise<{ state: string }[]> {
  return ((await (await fetch(`${url}/api/tasks/1/epochs`)).json()) as { epochs: { state: string }[] }).epochs
}

describe('with a monitor', () => {
  it('[CL-6] [CL-8] works through its batches, hears of changes, and leaves', async () => {
    await using running = await runMonitor(quietly)
    const { url } = running.monitor.address
    const consumer = new Consumer(running.consumerUrl, 'ts-1', { labels: { zone: 'eu' }, capacity: 2, version: '1.0' })
    const told: string[] = []
    consumer.on('revoked', ({ targetsRemoved }) => told.push(`-${[...targetsRemoved].toSorted().join()}`))
    consumer.on('assigned', ({ targetsAdded }) => told.push(`+${[...targetsAdded].toSorted().join()}`))
    await consumer.start().ready()
    await makeTask(running, 'a\nb\nc\nd\n')
    const seen: string[] = []
    for await (const batch of consumer.work()) {
      seen.push(...batch.targets)
      batch.targetError(batch.targets[0] ?? '', 'no answer')
      batch.complete('all seen')
      if (seen.length === 4) break
    }
    expect(seen.toSorted()).toEqual(['a', 'b', 'c', 'd'])
    await running.send('PATCH', '/api/tasks/1/targets', { remove: ['a', 'b', 'c', 'd'], add: ['z'] })
    await until(() => told.length >= 3)
    expect(told).toEqual(['+a,b,c,d', '-a,b,c,d', '+z'])
    await until(async () => (await epochsAt(url))[0]?.state === 'settled')
    const shown = (await running.get('/api/consumers/ts-1')) as { consumer: object }
    expect(JSON.stringify(shown)).toContain('"labels":{"zone":"eu","capacity":"2"}')
    await consumer.leave()
    await until(async () => (await (await fetch(`${url}/api/consumers`)).text()) === '{"consumers":[]}')
  })

  it('[CL-9] [WS-29] its log can be read, and what it wrote just before', async () => {
    await using running = await runMonitor()
    await using consumer = new Consumer(running.consumerUrl, 'ts-1')
    await consumer.start().ready()
    consumer.log('info', 'before anybody looked')
    const read = async (after: number) =>
      (await running.get(`/api/consumers/ts-1/log?after=${after}`)) as {
        state: string
        last_seq: number
        lines: { level: string; text: string; batch_id?: number }[]
      }
    expect((await read(0)).lines).toEqual([])
    const first = await until(async () => {
      const log = await read(0)
      return log.lines.length > 0 ? log : null
    })
    expect(first).toMatchObject({ state: 'live', lines: [{ level: 'info', text: 'before anybody looked' }] })
    consumer.log('error', new TypeError('boom'), { batchId: 7 })
    const next = await until(async () => (await read(first.last_seq)).lines[0])
    expect(next).toMatchObject({
      level: 'error',
      batch_id: 7,
      text: expect.stringContaining('TypeError: boom\n    at ') as string,
    })
  })

  it('[CL-4] [CL-1] a wrong token and a second process of its id are for good, and nothing says the token', async () => {
    await using running = await runMonitor({
      'server.consumer-token': 'right-token-0123456789',
      'server.token': 'operator-token-0123456789',
    })
    const wrong = new Consumer(running.consumerUrl, 'ts-1', { token: 'wrong-token-0123456789' })
    const refusal: unknown = await wrong
      .start()
      .ready()
      .catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(Unauthorized)
    expect(String((refusal as Error).stack)).not.toContain('wrong-token')
    const options = { token: 'right-token-0123456789' }
    const first = new Consumer(running.consumerUrl, 'ts-1', options)
    await first.start().ready()
    const work = first.work().next()
    await using second = new Consumer(running.consumerUrl, 'ts-1', options)
    await second.start().ready()
    await expect(work).rejects.toBeInstanceOf(Replaced)
    expect(second.connected).toBe(true)
  })

  it('[WS-11] an observer has the fleet at once, follows it, and finds it again after a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-observer-'))
    const first = await runMonitor(quietly, dataDir)
    const { port } = new URL(first.monitor.address.url)
    const observer = new Observer(first.consumerUrl, { ...quick, updateInterval: 10 })
    try {
      await using consumer = new Consumer(first.consumerUrl, 'ts-1', quick)
      consumer.on('problem', () => {})
      observer.on('problem', () => {})
      const epochs: number[] = []
      observer.on('epoch', ({ epoch }) => epochs.push(epoch))
      await consumer.start().ready()
      await makeTask(first, 'a\nb\nc\n')
      const batch = await until<Batch | undefined>(() => consumer.batches[0])
      batch.progress(40, 'half')
      const shown = await until(() => {
        const found = observer.fleet.batches.get(batch.batchId)
        return found?.task_id === 1 && found.progress === 40 ? found : null
      })
      expect(shown).toMatchObject({ consumer_id: 'ts-1', status: 'running', message: 'half' })
      expect(observer.fleet.consumers.get('ts-1')?.state).toBe('online')
      expect(epochs).toContain(1)
      await first.monitor.close()
      await until(() => !observer.fleet.isLive)
      await using second = await runMonitor({ ...quietly, 'server.port': Number(port) }, dataDir)
      expect(second.consumerUrl).toBe(first.consumerUrl)
      await until(() => observer.fleet.isLive && observer.fleet.consumers.get('ts-1')?.state === 'online')
      expect(observer.fleet.batches.size).toBe(2)
    } finally {
      observer.close()
      rmSync(dataDir, { recursive: true, force: true })
    }
  })
})

describe('with a monitor that fails', () => {
  it('[CL-2] [CL-3] [CL-5] killed, frozen and half-open: every completion and every ack arrives, and it is back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-faults-'))
    const start = (port: number) => ServerProcess.start(['--port', String(port), '--data-dir', folder])
    let server = await start(0)
    const { port } = server
    await using proxy = await SilentProxy.start(() => port)
    const consumer = new Consumer(`ws://127.0.0.1:${proxy.port}/websocket/monitor`, 'ts-1', {
      ...quick,
      httpUrl: server.url,
    })
    consumer.on('problem', () => {})
    const call = (method: string, path: string, body: unknown) =>
      fetch(server.url + path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    const isKnown = async (status: string) =>
      (await batchesAt(server.url)).every((batch) => batch.status === status) && consumer.connected
    try {
      await consumer.start().ready()
      await call('POST', '/api/tasks', { task_id: 1, name: 'Watch', batch_size: 2 })
      await call('PUT', '/api/tasks/1/targets', { targets: ['a', 'b', 'c', 'd'] })
      await until(() => consumer.batches.length === 2)
      const say = (what: (batch: Batch) => void) => consumer.batches.forEach((batch) => what(batch))

      await server.end('SIGKILL')
      say((batch) => batch.complete())
      await until(() => !consumer.connected)
      server = await start(port)
      await until(() => isKnown('completed'))

      say((batch) => batch.progress(10))
      await until(() => isKnown('running'))
      process.kill(server.pid, 'SIGSTOP')
      say((batch) => batch.complete())
      await until(() => !consumer.connected)
      process.kill(server.pid, 'SIGCONT')
      await until(() => isKnown('completed'))

      say((batch) => batch.progress(20))
      await until(() => isKnown('running'))
      proxy.fallSilent()
      say((batch) => batch.complete())
      // Told while the line is dead.
      await call('PUT', '/api/tasks/1/targets', { targets: ['a', 'b', 'c', 'd', 'e'] })
      await until(() => consumer.batches.length === 3)
      await until(async () => (await batchesAt(server.url)).filter(({ status }) => status === 'completed').length === 2)
      await until(async () => (await epochsAt(server.url))[0]?.state === 'settled')
      expect(proxy.connections).toBeGreaterThanOrEqual(4)
    } finally {
      consumer.abort()
      await server.end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
  }, 120_000)
})
