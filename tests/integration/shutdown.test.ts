import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ImportPhase } from '../../src/contract/resources/import.ts'
import type { Publication } from '../../src/contract/resources/plan.ts'
import { ServerProcess } from './server-process.ts'
import { TestConsumer } from './test-consumer.ts'

/** WS-19: from the signal to the end, ms. */
const LIMIT = 5000

let dataDir = ''
let server: ServerProcess

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-shutdown-'))
  server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
  await send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
})

afterEach(async () => {
  await server.end('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

describe('[WS-19] SIGTERM', () => {
  it('closes 200 sockets with 1012 after their pending frames, and what they said is on disk', async () => {
    const fleet = await registered(200)
    const answer = await send('PUT', '/api/tasks/1/targets', { targets: targetsOf(20_000) })
    expect(answer).toMatchObject({ status: 200, body: { published: true, epoch: 1 } })
    const told = new Set((answer.body as Publication).consumers_told)
    for (const { socket } of fleet)
      socket.send(JSON.stringify({ type: 'batch_status', batch_id: 900, status: 'running', message: '', progress: 7 }))
    fleet[0]!.send({ type: 'ping' })
    await fleet[0]!.next('pong')
    const { code, took } = await terminate()
    expect(code).toBe(0)
    expect(took).toBeLessThan(LIMIT)
    expect(new Set(await Promise.all(fleet.map(({ closed }) => closed)))).toEqual(new Set([1012]))
    expect(told.size).toBe(200)
    for (const { frames } of fleet)
      expect(frames.some(({ type, epoch }) => type === 'batch_reload' && epoch === 1)).toBe(true)

    server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
    expect((await send('GET', '/api/tasks/1')).body).toMatchObject({ epoch: 1, targets: 20_000 })
    expect((await send('GET', '/api/consumers/c0')).body).toMatchObject({
      batches: expect.arrayContaining([expect.objectContaining({ batch_id: 900, progress: 7 })]) as unknown,
    })
  })

  it('[EP-1] answers a publication of 100,000 targets that is under way once it is on disk', async () => {
    await registered(20)
    const put = sentList(JSON.stringify({ targets: targetsOf(100_000) }))
    put.request.end()
    await expect
      .poll(phases, { timeout: 10_000, interval: 2 })
      .toContainEqual(expect.stringMatching(/planning|writing/))
    const [{ code, took }, answer] = await Promise.all([terminate(), put.answer])
    expect(code).toBe(0)
    expect(took).toBeLessThan(LIMIT)
    expect(answer).toMatchObject({ status: 200, body: { published: true, epoch: 1 } })
    server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
    expect((await send('GET', '/api/tasks/1')).body).toMatchObject({ epoch: 1, targets: 100_000 })
  })

  it('[EP-1] is not held up by a million targets that are being written, which are all there or not at all', async () => {
    await registered(20)
    const put = sentList(JSON.stringify({ targets: targetsOf(1_000_000) }))
    put.request.end()
    const answered = put.answer.then(
      ({ body }) => (body as Publication).epoch,
      () => 0,
    )
    await expect.poll(phases, { timeout: 20_000, interval: 2 }).toEqual(['writing'])
    const { code, took } = await terminate()
    expect(code).toBe(0)
    expect(took).toBeLessThan(LIMIT)
    expect(server.output).not.toMatch(/^ +at /m)
    server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
    const { epoch, targets } = (await send('GET', '/api/tasks/1')).body as { epoch: number; targets: number }
    expect([0, 1_000_000]).toContain(targets)
    expect(epoch).toBe(targets === 0 ? 0 : 1)
    // What was answered is there.
    expect(epoch).toBeGreaterThanOrEqual(await answered)
  }, 40_000)

  it('does not take a list of which the end has not come, nor wait for it', async () => {
    const put = sentList(JSON.stringify({ targets: targetsOf(1000) }).slice(0, -2))
    const failed = put.answer.then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code,
    )
    await expect.poll(phases, { timeout: 10_000, interval: 2 }).toEqual(['receiving'])
    const { code, took } = await terminate()
    expect(code).toBe(0)
    expect(took).toBeLessThan(LIMIT)
    expect(await failed).toBe('ECONNRESET')
    server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
    expect((await send('GET', '/api/tasks/1')).body).toMatchObject({ epoch: 0, targets: 0 })
  })

  it('is not held up by a consumer or a console that does not read, nor by those that come back at once', async () => {
    const [deaf] = await registered(1)
    const raw = ['/websocket/monitor', '/websocket/console'].map((path) => silentSocket(path))
    await Promise.all(raw)
    deaf!.socket.pause()
    // As deployed consumers do: back as soon as the connection ends.
    const eager = await TestConsumer.connect(consumerUrl())
    void eager.closed.then(() => TestConsumer.connect(consumerUrl()).catch(() => {}))
    const { code, took } = await terminate()
    expect(code).toBe(0)
    expect(took).toBeLessThan(LIMIT)
    for (const socket of await Promise.all(raw)) socket.destroy()
    deaf!.socket.terminate()
  })
})

async function registered(count: number): Promise<TestConsumer[]> {
  return await Promise.all(Array.from({ length: count }, (_, i) => TestConsumer.register(consumerUrl(), `c${i}`)))
}

/** A WebSocket of which nothing is read after the handshake: it never answers a close frame. */
async function silentSocket(path: string) {
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(
    [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${server.port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '\r\n',
    ].join('\r\n'),
  )
  await new Promise((done) => void socket.once('data', done))
  socket.pause()
  return socket
}

/** The beginning of a request; whoever calls ends it. */
function sentList(beginning: string) {
  const put = request(`${server.url}/api/tasks/1/targets`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
  })
  const answer = new Promise<{ status: number; body: unknown }>((resolve, reject) => {
    put.once('error', reject)
    put.once('response', (response) => {
      void text(response).then(
        (answered) => resolve({ status: response.statusCode ?? 0, body: JSON.parse(answered) as unknown }),
        reject,
      )
    })
  })
  put.write(beginning)
  return { request: put, answer }
}

/** How far each import is. */
async function phases(): Promise<ImportPhase[]> {
  const { imports } = (await send('GET', '/api/imports')).body as { imports: readonly { phase: ImportPhase }[] }
  return imports.map(({ phase }) => phase)
}

async function terminate(): Promise<{ code: number | null; took: number }> {
  const startedAt = performance.now()
  const code = await server.end('SIGTERM')
  return { code, took: performance.now() - startedAt }
}

function consumerUrl(): string {
  return `${server.url.replace('http', 'ws')}/websocket/monitor`
}

async function send(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(server.url + path, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

function targetsOf(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `target-with-a-name-as-long-as-an-address-${i}`)
}
