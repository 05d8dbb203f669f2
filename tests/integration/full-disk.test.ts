import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { AlertResource } from '../../src/contract/resources/alert.ts'
import { unpackFrame, type WireFrame } from '../../src/contract/packed-frames.ts'
import { ServerProcess } from './server-process.ts'
import { canMount, SmallDisk } from './small-disk.ts'
import { TestConsumer } from './test-consumer.ts'

const targets = (count: number) =>
  Array.from({ length: count }, (_, i) => `target-with-a-name-as-long-as-an-address-${i}`)
const wait = { timeout: 15_000 }

if (!canMount)
  console.error('Not root and not in CI: no file system can be mounted, so a full disk is not tested here.')

describe.runIf(canMount)('a file system of 6 MiB', () => {
  it('[EP-1] [EP-11] [HT-1] full: changes are refused whole, the rest goes on, and it recovers with nothing lost', async () => {
    using disk = new SmallDisk('6m')
    await outage(disk.folder, 'is full', () => disk.fill())
  })

  it('read-only: the server does not start, and says why in one sentence', async () => {
    using disk = new SmallDisk('6m')
    const first = await ServerProcess.start(['--port', '0', '--data-dir', disk.folder])
    await first.end('SIGTERM')
    disk.makeReadOnly()
    await expect(ServerProcess.start(['--port', '0', '--data-dir', disk.folder])).rejects.toThrow(
      /ended with code 1: \S+batchdeck\.db cannot be written [^\n]+writable for this user[^\n]*\n$/,
    )
  })
})

describe.runIf(process.platform === 'linux')('a disk that refuses every write', () => {
  it('[EP-1] changes are refused whole, the rest goes on, and it recovers with nothing lost', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-refused-'))
    try {
      await outage(folder, 'cannot be written', (server) => {
        // As after an error of the device: reading works, no write does.
        limitFiles(server, '0')
        return () => limitFiles(server, 'unlimited')
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

function limitFiles({ pid }: ServerProcess, size: string): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${size}:unlimited`], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`prlimit: ${stderr}`)
}

/** Before, while and after the disk in `folder` refuses. @param breakDisk returns what repairs it */
async function outage(
  folder: string,
  sentence: string,
  breakDisk: (server: ServerProcess) => () => void,
): Promise<void> {
  let server = await ServerProcess.start(['--port', '0', '--data-dir', folder])
  try {
    const api = apiOf(() => server.url)
    const consumerUrl = () => `${server.url.replace('http', 'ws')}/websocket/monitor`
    await using consumer = await TestConsumer.register(consumerUrl(), 'c1')
    await using leaver = await TestConsumer.register(consumerUrl(), 'leaver')
    await api('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await api('PUT', '/api/tasks/1/targets', { targets: targets(500) })
    const { changed } = await consumer.next('batch_reload')
    const batchId = (changed as number[])[0]!
    const before = await everything(api)
    await using shown = await openConsole(server.url)
    expect(shown.alerts()).not.toContainEqual(expect.objectContaining({ kind: 'storage' }))

    const repair = breakDisk(server)
    for (const [method, path, body] of [
      ['PUT', '/api/tasks/1/targets', { targets: targets(30_000) }],
      ['PATCH', '/api/tasks/1/targets', { add: targets(30_000), remove: ['x'] }],
    ] as const) {
      expect(await api(method, path, body)).toMatchObject({
        status: 503,
        body: { code: 'STORAGE_FAILED', status: 503, detail: expect.stringContaining(sentence) as unknown },
      })
    }
    await expect
      .poll(() => shown.alerts(), wait)
      .toContainEqual(
        expect.objectContaining({ kind: 'storage', message: expect.stringContaining(sentence) as unknown }),
      )
    for (const [method, path, body] of [
      ['POST', '/api/consumers/c1/drain'],
      ['POST', '/api/tasks/1/reload', {}],
      ['POST', '/api/tasks', { task_id: 2, name: 'Other' }],
      ['PATCH', '/api/tasks/1', { name: 'Other' }],
      ['DELETE', '/api/tasks/1'],
    ] as const) {
      expect(await api(method, path, body), path).toMatchObject({ status: 503, body: { code: 'STORAGE_FAILED' } })
    }
    expect((await api('GET', '/api/consumers/c1')).body).toMatchObject({ drained_at: null })
    expect(await everything(api)).toEqual(before)

    // Consumers are heard, shown, and taken in and out meanwhile.
    consumer.send({ type: 'batch_reload_ack', task_id: 1, consumer_id: 'c1', action: 'reloading' })
    consumer.send({
      type: 'batch_status',
      batch_id: batchId,
      status: 'running',
      message: 'while it was full',
      progress: 42,
    })
    leaver.send({ type: 'leave' })
    expect(await leaver.closed).toBe(1000)
    await using newcomer = await TestConsumer.register(consumerUrl(), 'newcomer')
    newcomer.send({ type: 'batch_status', batch_id: 900, status: 'error', message: 'unplanned' })
    await expect.poll(() => shown.progressOf(batchId), wait).toBe(42)
    await expect.poll(async () => (await api('GET', '/api/consumers/leaver')).status).toBe(404)

    repair()
    await expect.poll(() => shown.alerts(), wait).not.toContainEqual(expect.objectContaining({ kind: 'storage' }))
    // The change of members waited for the disk: it makes its epoch now, and the next import is taken.
    await expect
      .poll(async () => (await api('GET', '/api/tasks/1')).body, wait)
      .toMatchObject({ epoch: 2, sync_due: false })
    expect(await api('PUT', '/api/tasks/1/targets', { targets: targets(600) })).toMatchObject({
      status: 200,
      body: { epoch: 3 },
    })

    await server.end('SIGKILL')
    server = await ServerProcess.start(['--port', '0', '--data-dir', folder])
    expect((await api('GET', '/api/tasks/1')).body).toMatchObject({ epoch: 3, targets: 600 })
    expect((await api('GET', '/api/tasks/1/epochs/1')).body).toMatchObject({
      rollout: expect.arrayContaining([expect.objectContaining({ consumer_id: 'c1', action: 'reloading' })]) as unknown,
    })
    expect((await api('GET', '/api/consumers/leaver')).status).toBe(404)
    expect((await api('GET', '/api/consumers/newcomer')).body).toMatchObject({
      batches: expect.arrayContaining([expect.objectContaining({ batch_id: 900, status: 'error' })]) as unknown,
    })
    const { body } = await api('GET', '/api/tasks/1/batches')
    const batch = (body as { batches: { batch_id: number; consumer_id: string; progress: number }[] }).batches.find(
      ({ batch_id }) => batch_id === batchId,
    )
    expect(batch).toMatchObject({ consumer_id: 'c1', progress: 42 })
  } finally {
    await server.end('SIGKILL')
  }
}

type Api = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: unknown }>

function apiOf(url: () => string): Api {
  return async (method, path, body) => {
    const response = await fetch(url() + path, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.json() }
  }
}

/** What a refused change must leave as it was. */
async function everything(api: Api): Promise<unknown> {
  const paths = [
    '/api/tasks/1',
    '/api/tasks/1/targets',
    '/api/tasks/1/batches',
    '/api/tasks/1/slots',
    '/api/tasks/1/epochs',
  ]
  return await Promise.all(paths.map(async (path) => (await api('GET', path)).body))
}

/** A console as a browser has it open. */
async function openConsole(url: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/websocket/console`)
  let alerts: readonly AlertResource[] = []
  const progress = new Map<number, number>()
  socket.on('message', (data) => {
    const frame = unpackFrame(JSON.parse((data as Buffer).toString()) as WireFrame)
    const news = frame.type === 'snapshot' ? frame.snapshot : frame.changes
    alerts = news.alerts ?? alerts
    for (const batch of news.batches ?? []) progress.set(batch.batch_id, batch.progress)
    if ('progress' in news) for (const [batchId, , percent] of news.progress ?? []) progress.set(batchId, percent)
  })
  await new Promise((done, fail) => {
    socket.once('message', done)
    socket.once('error', fail)
  })
  return {
    alerts: () => alerts,
    progressOf: (batchId: number) => progress.get(batchId),
    async [Symbol.asyncDispose]() {
      socket.terminate()
    },
  }
}
