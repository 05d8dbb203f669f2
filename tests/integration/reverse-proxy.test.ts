import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { request, type RequestOptions } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type ProxyName, ProxyProcess, proxyNames } from './proxy-process.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { type SelfSigned, selfSigned } from './self-signed.ts'
import { TestConsumer } from './test-consumer.ts'

/** In the place of the 60 s of the page: sockets have to say something within it. */
const TIMEOUT_S = 1
/** An address of this machine that is not the one of the proxy. */
const CALLER = '127.0.0.5'
const token = { authorization: 'Bearer operate' }

let folder: string
let certificate: SelfSigned
let running: RunningMonitor
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'batchdeck-proxied-'))
  certificate = selfSigned(folder, 'deck')
  mkdirSync(join(folder, 'console'))
  writeFileSync(join(folder, 'console', 'index.html'), 'the console')
  writeFileSync(join(folder, 'console', 'page-1.js'), 'its script')
  running = await runMonitor(
    {
      'server.token': 'operate',
      'server.trusted-proxies': '127.0.0.1',
      'server.allowed-hosts': 'localhost',
      'server.base-path': '/batchdeck',
      // Each proxy sends another list.
      'monitor.guard.max-removed': 0,
      'monitor.liveness.ping-interval': '300ms',
    },
    undefined,
    join(folder, 'console'),
  )
  await running.monitor.api.call('task.create', { task_id: 1, name: 'Watch' })
})
afterAll(async () => {
  await running[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** What the monitor says without the proxy. */
async function read(path: string): Promise<unknown> {
  return (await fetch(running.monitor.address.url + path, { headers: token })).json()
}

async function behind(name: ProxyName, timeout = TIMEOUT_S) {
  const proxy = await ProxyProcess.start(name, running.monitor.address.port, certificate, timeout)
  const host = `localhost:${proxy.port}`
  const options = { ca: certificate.pem, localAddress: CALLER, family: 4 as const }
  const ask = (
    path: string,
    { headers, ...how }: Omit<RequestOptions, 'headers'> & { headers?: Record<string, string | number> } = {},
  ) =>
    request({
      host: '127.0.0.1',
      port: proxy.port,
      path,
      ...options,
      ...how,
      headers: { host, ...token, ...headers },
    })
  return {
    socketUrl: (path: string) => `wss://${host}/batchdeck${path}?token=operate`,
    origin: `https://${host}`,
    options,
    ask,
    async get(path: string) {
      const [answer] = (await once(ask(path).end(), 'response')) as [IncomingMessage]
      return { status: answer.statusCode, location: answer.headers.location, body: await text(answer) }
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  }
}

describe.each(proxyNames)('[ED-2] behind %s as docs/reverse-proxy.md has it', (name) => {
  it('the console, its files and the API are below the path', async () => {
    await using proxy = await behind(name)
    const [bare, page, script] = [
      await proxy.get('/batchdeck'),
      await proxy.get('/batchdeck/'),
      await proxy.get('/batchdeck/page-1.js'),
    ]
    expect([bare.status, bare.location?.replace(proxy.origin, '')]).toEqual([308, '/batchdeck/'])
    expect([page.body, script.body]).toEqual(['the console', 'its script'])
    const events = JSON.parse((await proxy.get('/batchdeck/api/events?limit=1')).body) as { next: string }
    expect((await proxy.get(events.next)).status).toBe(200)
    expect(JSON.parse((await proxy.get('/batchdeck/api/none')).body)).toMatchObject({
      type: '/batchdeck/api/problems#NOT_FOUND',
    })
  })

  it('[ED-1] a consumer registers, is told of epochs, and has its own address', async () => {
    await using proxy = await behind(name)
    await using consumer = await TestConsumer.register(
      proxy.socketUrl('/websocket/monitor'),
      `by-${name}`,
      proxy.options,
    )
    expect(await read(`/api/consumers/by-${name}`)).toMatchObject({ state: 'online', remote: CALLER })
    consumer.send({ type: 'heartbeat', consumer_id: `by-${name}`, batches: [], timestamp: 1 })
    await consumer.next('pong')
  })

  it('[LV-1] sockets on which nobody speaks outlive its timeouts', async () => {
    await using proxy = await behind(name)
    await using consumer = await TestConsumer.register(
      proxy.socketUrl('/websocket/monitor'),
      `idle-${name}`,
      proxy.options,
    )
    let pings = 0
    consumer.socket.on('ping', () => pings++)
    await expect.poll(() => pings, { timeout: 20_000 }).toBeGreaterThan((3 * TIMEOUT_S) / 0.3)
    expect(consumer.socket.readyState).toBe(WebSocket.OPEN)
  })

  it('[SEC-2] a console of this origin is let in, one of another is not', async () => {
    await using proxy = await behind(name)
    const open = async (origin: string) => {
      const socket = new WebSocket(proxy.socketUrl('/websocket/console'), { ...proxy.options, origin })
      const outcome = await new Promise<string>((done) => {
        socket.once('message', () => done('in'))
        socket.once('error', ({ message }) => done(message))
      })
      socket.terminate()
      return outcome
    }
    expect(await open(proxy.origin)).toBe('in')
    expect(await open('https://evil.example')).toContain('403')
    expect(await open('http://evil.example')).toContain('403')
  })

  it('[HT-2] a large list is passed on as it comes', async () => {
    await using proxy = await behind(name, 60)
    const half = Array.from({ length: 100_000 }, (_, i) => `${name}-target-${i}\n`).join('')
    const upload = proxy.ask('/batchdeck/api/tasks/1/targets', {
      method: 'PUT',
      headers: { 'content-type': 'text/plain', 'content-length': half.length * 2 },
    })
    const answered = once(upload, 'response') as Promise<[IncomingMessage]>
    upload.write(half)
    await expect
      .poll(async () => ((await read('/api/imports')) as { imports: { bytes: number }[] }).imports[0]?.bytes ?? 0, {
        timeout: 10_000,
      })
      .toBeGreaterThan(half.length / 10)
    upload.end(half.replaceAll('target', 'sample'))
    const [answer] = await answered
    expect([answer.statusCode, JSON.parse(await text(answer))]).toMatchObject([200, { counts: { targets: 200_000 } }])
  })
})
