import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { BatchResource } from '../../src/contract/resources/batch.ts'
import type { ConsumerResource } from '../../src/contract/resources/consumer.ts'
import type { EpochResource, RolloutResource } from '../../src/contract/resources/epoch.ts'
import type { Publication } from '../../src/contract/resources/plan.ts'
import { ConsumerProcess } from '../python/consumer-process.ts'
import { ServerProcess } from './server-process.ts'

const targetText = readFileSync(join(import.meta.dirname, '../../resources/demo-targets.txt'), 'utf8')
const targets = targetText.trim().split('\n').toSorted()
const ids = ['python-1', 'python-2', 'python-3']

type Consumer = ConsumerResource & { batches: BatchResource[] }
interface PlannedBatch {
  batch_id: number
  consumer_id: string
  status: string
  progress: number
  targets: string[]
}

describe('a fleet of Python consumers that use websocket-client and required fields only', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-real-consumers-'))
  const fleet: ConsumerProcess[] = []
  let server: ServerProcess
  let epoch = 0
  let plannedBatch = 0

  beforeAll(async () => {
    server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
  })

  afterAll(async () => {
    await Promise.all(fleet.map((consumer) => consumer.kill()))
    await server.end('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('[WS-1] [WS-2] [WS-3] reads sessionId, registers and is shown online', async () => {
    const created = await send('POST', '/api/tasks', { task_id: 1, name: 'Contracts' })
    expect(created.status).toBe(201)
    fleet.push(...ids.map((id) => new ConsumerProcess(server.url, id)))
    for (const consumer of fleet) {
      const { session_id: sessionId } = await consumer.waitFor('connected')
      await consumer.waitFor('registered', { predicate: (event) => event.consumer_id === consumer.consumerId })
      const shown = await get<Consumer>(`/api/consumers/${consumer.consumerId}`)
      expect(shown).toMatchObject({ state: 'online', session_id: sessionId })
    }
  })

  it('[WS-4] [WS-5] is answered a pong that repeats its timestamp', async () => {
    const { timestamp } = await member(0).waitFor('pong')
    expect(Math.abs(Date.now() - timestamp)).toBeLessThan(60_000)
  })

  it('[WS-6] [WS-15] reports batch 123, never planned here, at 50 %', async () => {
    member(0).command('status 123 running 50')
    const batch = await eventually(async () => {
      const { batches } = await get<Consumer>('/api/consumers/python-1')
      return batches.find((candidate) => candidate.batch_id === 123 && candidate.progress === 50)
    })
    expect(batch).toMatchObject({ planned: false, status: 'running', message: '50 %' })
  })

  it('[WS-7] [WS-8] [EP-2] is told of a new epoch, reloads, and together they load each target once', async () => {
    const answer = await send('PUT', '/api/tasks/1/targets', targetText, 'text/plain')
    expect(answer.status).toBe(200)
    const publication = (await answer.json()) as Publication
    expect(publication).toMatchObject({ published: true, counts: { targets: 6000, consumers: 3 } })
    expect(publication.consumers_told.toSorted()).toEqual(ids)
    epoch = publication.epoch

    const loaded: string[] = []
    for (const consumer of fleet) {
      await consumer.waitFor('reload', { predicate: (event) => event.task_id === 1 && event.epoch === epoch })
      const fetched = await consumer.waitFor('fetched')
      if (fetched.status !== 200) throw new Error('The first fetch found nothing new.')
      expect(fetched.batches.every((batch) => batch.targets.length > 0 && batch.targets.length <= 99)).toBe(true)
      loaded.push(...fetched.batches.flatMap((batch) => batch.targets))
      plannedBatch ||= fetched.batches[0]?.batch_id ?? 0
      expect(await consumer.waitFor('acked')).toMatchObject({ action: 'reloading' })
    }
    expect(loaded.toSorted()).toEqual(targets)
  })

  it('[EP-3] [EP-4] its answers settle the epoch', async () => {
    const settled = await eventually(async () => {
      const view = await getEpoch()
      return view.state === 'settled' ? view : undefined
    })
    expect(new Map(settled.rollout.map((row) => [row.consumer_id, row.action]))).toEqual(
      new Map(ids.map((id) => [id, 'reloading'])),
    )
  })

  it('[WS-8] skips a Reload after which its batches are the same, because they are not sent again (304)', async () => {
    const marks = fleet.map((consumer) => consumer.mark)
    const answer = await send('POST', '/api/tasks/1/reload', {})
    expect(((await answer.json()) as Publication).consumers_told.toSorted()).toEqual(ids)
    for (const [index, consumer] of fleet.entries()) {
      const from = marks[index] ?? 0
      expect(await consumer.waitFor('reload', { from })).toMatchObject({ task_id: 1, epoch })
      expect(await consumer.waitFor('fetched', { from })).toMatchObject({ status: 304 })
      expect(await consumer.waitFor('acked', { from })).toMatchObject({ action: 'skipping' })
    }
  })

  it('an ETag answers 304 for the same batches and another consumer has another one', async () => {
    const path = `${server.url}/api/tasks/1/batches?consumer_id=python-2`
    const etag = (await fetch(path)).headers.get('etag') ?? ''
    expect((await fetch(path, { headers: { 'if-none-match': etag } })).status).toBe(304)
    const other = path.replace('python-2', 'python-3')
    expect((await fetch(other, { headers: { 'if-none-match': etag } })).status).toBe(200)
  })

  it('[EP-1] [LV-2] after SIGKILL and a restart everything is still there, and nobody was moved', async () => {
    member(0).command(`status ${plannedBatch} running 25`)
    await eventually(async () => (await plannedBatches()).find((batch) => batch.progress === 25))
    // From here on only the disk knows of them.
    for (const batch of [123, plannedBatch]) member(0).command(`forget ${batch}`)
    const from = member(0).mark
    member(0).command('heartbeat')
    await member(0).waitFor('pong', { from })
    await everythingWritten()
    const before = await everything()
    const marks = fleet.map((consumer) => consumer.mark)

    await server.end('SIGKILL')
    server = await ServerProcess.start(['--port', String(server.port), '--data-dir', dataDir])

    for (const [index, consumer] of fleet.entries()) await consumer.waitFor('registered', { from: marks[index] ?? 0 })
    expect(await everything()).toEqual(before)
    const { batches } = await get<Consumer>('/api/consumers/python-1')
    expect(batches.find((batch) => batch.batch_id === 123)).toMatchObject({ planned: false, progress: 50 })
    expect(batches.find((batch) => batch.batch_id === plannedBatch)).toMatchObject({ planned: true, progress: 25 })
    for (const { consumerId } of fleet) {
      expect(await get<Consumer>(`/api/consumers/${consumerId}`)).toMatchObject({ state: 'online' })
    }
    const due = await send('POST', '/api/tasks/1/sync?dry_run=true', {})
    expect(await due.json()).toMatchObject({ changed: false, base_epoch: epoch })
    expect(fleet.map((consumer) => consumer.events.filter((event) => event.event === 'reload').length)).toEqual([
      2, 2, 2,
    ])
  })

  it('hears no error in all that time, and [WS-19] SIGTERM ends the server with code 0', async () => {
    expect(fleet.flatMap((consumer) => consumer.events.filter((event) => event.event === 'error'))).toEqual([])
    expect(await server.end('SIGTERM')).toBe(0)
  })

  function member(index: number): ConsumerProcess {
    const consumer = fleet[index]
    if (!consumer) throw new Error(`There is no consumer ${index}.`)
    return consumer
  }

  async function get<T>(path: string): Promise<T> {
    const answer = await fetch(server.url + path)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  async function send(method: string, path: string, body: unknown, type = 'application/json'): Promise<Response> {
    return await fetch(server.url + path, {
      method,
      headers: { 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  }

  async function getEpoch(): Promise<EpochResource & { rollout: RolloutResource[] }> {
    return await get(`/api/tasks/1/epochs/${epoch}`)
  }

  async function plannedBatches(): Promise<PlannedBatch[]> {
    return (await get<{ batches: PlannedBatch[] }>('/api/tasks/1/batches')).batches
  }

  /** What a restart must not change. */
  async function everything(): Promise<unknown> {
    const [tasks, list, epochs, rollout, slots] = await Promise.all([
      get('/api/tasks'),
      fetch(`${server.url}/api/tasks/1/targets`, { headers: { accept: 'text/plain' } }).then((answer) => answer.text()),
      get('/api/tasks/1/epochs'),
      getEpoch(),
      get('/api/tasks/1/slots'),
    ])
    return { tasks, list, epochs, rollout, slots, batches: await plannedBatches() }
  }

  /** A console's first frame shows what is on disk: after it, everything said before is. */
  async function everythingWritten(): Promise<void> {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/websocket/console`)
    await new Promise((done, fail) => {
      socket.once('message', done)
      socket.once('error', fail)
    })
    socket.terminate()
  }
})

/** What `look` finds, as soon as it finds something. */
async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  return await vi.waitFor(
    async () => {
      const found = await look()
      if (found === undefined) throw new Error('It has not come to that yet.')
      return found
    },
    { timeout: 15_000, interval: 50 },
  )
}
