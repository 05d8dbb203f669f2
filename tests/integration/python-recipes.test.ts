import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BatchResource } from '../../src/contract/resources/batch.ts'
import type { RolloutResource } from '../../src/contract/resources/epoch.ts'
import { ProxyProcess } from './proxy-process.ts'
import { recipe, RecipeProcess } from './recipe-process.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { selfSigned } from './self-signed.ts'
import { TestConsumer } from './test-consumer.ts'

const wait = { timeout: 30_000, interval: 20 }
/** Of the length of addresses, and enough for two batches. */
const targets = Array.from({ length: 60 }, (_, i) => `0x${String(i).padStart(40, '0')}`)
const settings = { 'monitor.liveness.member-debounce': '20ms' }

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'batchdeck-recipes-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A monitor with a task, and somebody who sees each status that consumers send. */
async function monitorWithTask(more: Readonly<Record<string, string | number>> = {}, headers = {}) {
  const running = await runMonitor({ ...settings, ...more })
  await running.monitor.api.call('task.create', { task_id: 1, name: 'Watch', batch_size: 40 })
  const observer = await TestConsumer.connect(running.consumerUrl, { headers })
  observer.send({ type: 'subscribe' })
  await observer.next('subscribed')
  const { url } = running.monitor.address
  const read = async <T>(path: string): Promise<T> => (await (await fetch(url + path, { headers })).json()) as T
  return {
    running,
    read,
    async publish() {
      const body = JSON.stringify({ targets })
      const json = { ...headers, 'content-type': 'application/json' }
      const answer = await fetch(`${url}/api/tasks/1/targets`, { method: 'PUT', headers: json, body })
      expect(answer.status).toBe(200)
    },
    batches: async () => (await read<{ batches: BatchResource[] }>('/api/tasks/1/batches')).batches,
    /** What consumers have reported of batches, oldest first. */
    reports: () =>
      observer.frames
        .filter(({ type }) => type === 'batch_status')
        .map(({ data }) => data as { batch_id: number; progress: number; message: string }),
    async [Symbol.asyncDispose]() {
      await observer[Symbol.asyncDispose]()
      await running[Symbol.asyncDispose]()
    },
  }
}
type WithTask = Awaited<ReturnType<typeof monitorWithTask>>

/** It loads its batches, says how it gets on with them, completes them, and says goodbye when it is asked to end. */
async function worksAndLeaves(monitor: WithTask, worker: RecipeProcess, id: string): Promise<void> {
  const state = async () => (await monitor.read<{ state?: string }>(`/api/consumers/${id}`)).state
  await expect.poll(state, wait).toBe('online')
  await monitor.publish()
  const rollout = async () => (await monitor.read<{ rollout: RolloutResource[] }>('/api/tasks/1/epochs/1')).rollout
  const statuses = async () => [...new Set((await monitor.batches()).map(({ status }) => status))]
  await expect.poll(statuses, { ...wait, message: worker.output }).toEqual(['completed'])
  await expect.poll(rollout, wait).toMatchObject([{ consumer_id: id, state: 'confirmed', action: 'reloading' }])
  expect(monitor.reports().some(({ progress }) => progress > 0 && progress < 100)).toBe(true)
  expect([await worker.end(), worker.output]).toEqual([0, ''])
  await expect.poll(state, wait).toBeUndefined()
  const { events } = await monitor.read<{ events: { data: unknown }[] }>(`/api/events?type=member&consumer_id=${id}`)
  expect(events.map(({ data }) => data)).toContainEqual(expect.objectContaining({ change: 'left' }))
}

const environmentOf = (running: RunningMonitor, id: string) => ({
  BATCHDECK_URL: running.consumerUrl,
  BATCHDECK_CONSUMER: id,
})

it.each(['worker', 'threads', 'process_pool'])('[CL-8] %s.py works and leaves', async (name) => {
  await using monitor = await monitorWithTask()
  const id = `by-${name}`
  const environment = { ...environmentOf(monitor.running, id), PROCESSES: '2' }
  await using worker = await RecipeProcess.start(environment, [recipe(`${name}.py`)])
  await worksAndLeaves(monitor, worker, id)
})

it('process_pool.py gets over a child that dies', async () => {
  await using monitor = await monitorWithTask()
  const environment = { ...environmentOf(monitor.running, 'pool'), PROCESSES: '2', EVERY_S: '0.1' }
  await using worker = await RecipeProcess.start(environment, [recipe('process_pool.py')])
  await monitor.publish()
  await expect.poll(() => poolOf(worker.pid).length, wait).toBeGreaterThan(0)
  process.kill(poolOf(worker.pid)[0]!, 'SIGKILL')
  const messages = () => monitor.reports().map(({ message }) => message)
  await expect.poll(messages, wait).toContain('a process of the pool died')
  const statuses = async () => [...new Set((await monitor.batches()).map(({ status }) => status))]
  await expect.poll(statuses, wait).toEqual(['completed'])
  expect(await worker.end()).toBe(0)
})

/** The processes of a pool, by the process that has it. */
function poolOf(parent: number): number[] {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return children.map(Number).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('spawn_main'))
}

describe('aiohttp_rate_limited.py', () => {
  /** An API that knows all targets but one, and once has had enough. */
  async function api() {
    const requests: { at: number; addresses: string[]; status: number }[] = []
    const server = createServer(({ url = '' }, answer) => {
      const addresses = url.slice('/tokens/'.length).split(',')
      const status = requests.length === 2 ? 429 : requests.length === 4 ? 500 : 200
      requests.push({ at: performance.now(), addresses, status })
      answer.writeHead(status, { 'content-type': 'application/json', ...(status === 429 && { 'retry-after': '1' }) })
      const known = addresses.filter((address) => address !== targets[0])
      answer.end(JSON.stringify(status === 200 ? known.map((address) => ({ address, price: 1.5 })) : {}))
    })
    await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening))
    return {
      requests,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tokens`,
      [Symbol.asyncDispose]: () => new Promise<void>((closed) => void server.close(() => closed())),
    }
  }

  it('asks for 30 addresses at once, never too often, waits when it is told to, and reports what is unknown', async () => {
    await using monitor = await monitorWithTask()
    await using asked = await api()
    const environment = { ...environmentOf(monitor.running, 'asking'), API_URL: asked.url, REQUESTS_PER_S: '10' }
    await using worker = await RecipeProcess.start(environment, [recipe('aiohttp_rate_limited.py')])
    await worksAndLeaves(monitor, worker, 'asking')
    const { requests } = asked
    const answered = requests.filter(({ status }) => status === 200).flatMap(({ addresses }) => addresses)
    expect(answered.toSorted()).toEqual(targets)
    expect(requests.map(({ addresses }) => addresses.length).every((count) => count > 0 && count <= 30)).toBe(true)
    const gaps = requests.slice(1).map(({ at }, i) => at - requests[i]!.at)
    // The timers of two processes are not one.
    expect(Math.min(...gaps)).toBeGreaterThan(60)
    expect(gaps[2]).toBeGreaterThan(900)
  })

  it('says of each target what became of it', async () => {
    await using monitor = await monitorWithTask()
    await using asked = await api()
    const environment = { ...environmentOf(monitor.running, 'asking'), API_URL: asked.url, REQUESTS_PER_S: '100' }
    await using worker = await RecipeProcess.start(environment, [recipe('aiohttp_rate_limited.py')])
    await monitor.publish()
    const report = async (target: string) =>
      (await monitor.read<{ report: unknown }>(`/api/tasks/1/targets/${target}`)).report
    await expect
      .poll(() => report(targets[0]!), wait)
      .toMatchObject({ status: 'error', message: 'the API does not know it' })
    await expect.poll(() => report(targets[1]!), wait).toMatchObject({ status: 'completed', value: 1.5 })
    expect(await worker.end()).toBe(0)
  })
})

it('celery_worker.py has its batches worked at by Celery', async () => {
  await using monitor = await monitorWithTask()
  const queue = join(folder, 'celery')
  for (const name of ['queue', 'control', 'results']) mkdirSync(join(queue, name), { recursive: true })
  writeFileSync(
    join(queue, 'celeryconfig.py'),
    `broker_url = "filesystem://"
broker_transport_options = {
    "data_folder_in": "${queue}/queue",
    "data_folder_out": "${queue}/queue",
    "control_folder": "${queue}/control",
    "polling_interval": 0.05,
}
result_backend = "file://${queue}/results"
worker_hijack_root_logger = False
`,
  )
  const environment = { ...environmentOf(monitor.running, 'by-celery'), PYTHONPATH: queue }
  const celery = ['-m', 'celery', '--app', 'celery_worker', '--quiet', 'worker', '--concurrency', '1']
  const alone = ['--without-gossip', '--without-mingle', '--without-heartbeat', '--loglevel', 'INFO']
  await using jobs = await RecipeProcess.start(environment, [...celery, ...alone])
  await using worker = await RecipeProcess.start(environment, [recipe('celery_worker.py')])
  await worksAndLeaves(monitor, worker, 'by-celery')
  expect(jobs.output).toMatch(/celery_worker\.look_at\[.*\] succeeded/)
  expect(await jobs.end()).toBe(0)
})

describe('nginx/consumers-only.conf', () => {
  it('lets worker.py in with TLS, a path and a CA of its own, and nobody to anything else', async () => {
    await using monitor = await monitorWithTask(
      {
        'server.token': 'operate',
        'server.consumer-token': 'work',
        'server.trusted-proxies': '127.0.0.1',
        'server.allowed-hosts': 'localhost',
        'server.base-path': '/batchdeck',
      },
      { authorization: 'Bearer operate' },
    )
    const certificate = selfSigned(folder, 'nginx')
    const configuration = readFileSync(recipe('nginx/consumers-only.conf'), 'utf8')
    const { port } = monitor.running.monitor.address
    await using proxy = await ProxyProcess.start('nginx', port, certificate, 60, configuration)
    const address = `localhost:${proxy.port}/batchdeck`
    const environment = {
      BATCHDECK_URL: `wss://${address}/websocket/monitor`,
      BATCHDECK_CONSUMER: 'behind-nginx',
      BATCHDECK_TOKEN: 'work',
      BATCHDECK_CA: certificate.certFile,
    }
    await using worker = await RecipeProcess.start(environment, [recipe('worker.py')])
    await worksAndLeaves(monitor, worker, 'behind-nginx')
    const statusOf = async (path: string, ...how: string[]) => {
      const args = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '--cacert', certificate.certFile, ...how]
      const said = ['-H', 'Authorization: Bearer operate', `https://${address}${path}`]
      return (await promisify(execFile)('curl', [...args, ...said])).stdout
    }
    const statuses = await Promise.all([
      statusOf('/'),
      statusOf('/api/consumers'),
      statusOf('/websocket/console'),
      statusOf('/api/tasks/1/targets', '-X', 'PUT'),
      statusOf('/api/tasks/1/batches', '-X', 'POST'),
      statusOf('/api/tasks/1/batches'),
    ])
    expect(statuses).toEqual(['404', '404', '404', '404', '403', '200'])
  })

  it('[CL-4] worker.py ends with 78 where its token is wrong', async () => {
    await using monitor = await monitorWithTask(
      { 'server.consumer-token': 'work', 'server.token': 'operate' },
      {
        authorization: 'Bearer operate',
      },
    )
    const environment = { ...environmentOf(monitor.running, 'refused'), BATCHDECK_TOKEN: 'guess' }
    await using worker = await RecipeProcess.start(environment, [recipe('worker.py')])
    expect(await worker.ended()).toBe(78)
    expect(worker.output).not.toContain('guess')
  })
})

describe('systemd/batchdeck-worker@.service', () => {
  const unit = readFileSync(recipe('systemd/batchdeck-worker@.service'), 'utf8')

  it('is one that systemd takes, and shuts in what it starts', () => {
    const file = join(folder, 'batchdeck-worker@.service')
    writeFileSync(file, unit.replace('/opt/batchdeck-worker/venv/bin/python', '/usr/bin/python3'))
    const analyze = process.env['BATCHDECK_SYSTEMD_ANALYZE'] ?? 'systemd-analyze'
    const said = execFileSync(analyze, ['verify', '--man=no', file], { encoding: 'utf8', stdio: 'pipe' })
    expect(said).toBe('')
    // Of 10: the less the better.
    execFileSync(analyze, ['security', '--offline=true', '--threshold=20', file], { stdio: 'pipe' })
  })

  it('worker.py takes the token that it loads', async () => {
    expect(unit).toMatch(/^LoadCredential=token:/m)
    expect(unit).toMatch(/^RestartPreventExitStatus=78$/m)
    await using monitor = await monitorWithTask(
      { 'server.consumer-token': 'work', 'server.token': 'operate' },
      {
        authorization: 'Bearer operate',
      },
    )
    const credentials = join(folder, 'credentials')
    mkdirSync(credentials)
    writeFileSync(join(credentials, 'token'), 'work\n')
    const environment = { ...environmentOf(monitor.running, 'unit-1'), CREDENTIALS_DIRECTORY: credentials }
    await using worker = await RecipeProcess.start(environment, [recipe('worker.py')])
    await worksAndLeaves(monitor, worker, 'unit-1')
  })
})
