import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import type { ConsoleFrame, Snapshot } from '../../src/contract/feed.ts'
import type { ConsoleClient } from '../../src/console/client.ts'
import type { ConnectionState } from '../../src/contract/connection-state.ts'
import type { ConnectionProblem } from '../../src/contract/connection-problem.ts'
import { createAppStore } from '../../src/main/app/app-state.ts'
import { monitorClient } from '../../src/main/remote/monitor-client.ts'
import { KnownMonitors } from '../../src/main/remote/known-monitors.ts'
import { MonitorLinks } from '../../src/main/remote/monitor-links.ts'
import type { Remote } from '../../src/main/remote/remote-socket.ts'
import { remoteTransport, testRemote } from '../../src/main/remote/remote-transport.ts'
import { ShownMonitor } from '../../src/main/remote/shown-monitor.ts'
import { sampleSnapshot } from '../sample-views.ts'
import { runMonitor } from './running-monitor.ts'
import { selfSigned, trust } from './self-signed.ts'
import { TestConsumer } from './test-consumer.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-remote-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const version = '0.0.0'
const tokens = { 'server.token': 'operate', 'server.viewer-token': 'look', 'server.consumer-token': 'consume' }

const shownNothing = sampleSnapshot({ server: { version } as Snapshot['server'] })

/** What is told, to be waited for. */
class Told<T> {
  readonly all: T[] = []
  private wake: () => void = () => {}

  readonly push = (value: T): void => {
    this.all.push(value)
    this.wake()
  }

  async until(isIt: (value: T) => boolean, from = 0): Promise<T> {
    for (;;) {
      const found = this.all.slice(from).find(isIt)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }
}

function connectRemote(
  remote: Remote,
  onProblem: (problem: ConnectionProblem | null) => void = () => {},
): ConsoleClient {
  return monitorClient(remoteTransport(remote, onProblem))
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const faultAt = async (url: string, token: string | null = null) => {
  const finding = await testRemote({ url, token, version })
  return finding.ok ? 'none' : finding.problem.fault
}

describe('[DT-4] another monitor', () => {
  it('is looked at with each token, and what is wrong is said', async () => {
    await using running = await runMonitor(tokens)
    const { url } = running.monitor.address
    const found = { ok: true, url, version, consumers: 0 }
    expect(await testRemote({ url, token: 'operate', version })).toEqual({ ...found, role: 'operator' })
    expect(await testRemote({ url, token: 'look', version })).toEqual({ ...found, role: 'viewer' })
    expect(await faultAt(url)).toBe('token_missing')
    expect(await faultAt(url, 'wrong')).toBe('token_wrong')
    expect(await faultAt(url, 'consume')).toBe('token_wrong')
    expect(await faultAt(url.replace('127.0.0.1', 'localhost'), 'look')).toBe('none')
    expect(await faultAt(url.replace('http:', 'https:'), 'look')).toBe('tls_none')
    await using foreign = await runMonitor({ 'server.token': 'опер ⚙' })
    expect(await faultAt(foreign.monitor.address.url, 'опер ⚙')).toBe('none')
    expect(await testRemote({ url, token: 'look', version: '0.1.0' })).toEqual({
      ok: false,
      problem: { fault: 'other_version', detail: '0.0.0' },
    })
  })

  it('[SEC-1] over TLS is shown where its certificate is trusted, and not elsewhere', async () => {
    const [known, unknown] = [selfSigned(folder, 'known'), selfSigned(folder, 'unknown')]
    trust(known)
    const tls = (pair: typeof known) => ({ 'server.tls-cert': pair.certFile, 'server.tls-key': pair.keyFile })
    await using running = await runMonitor({ ...tokens, ...tls(known) })
    await using stranger = await runMonitor({ ...tokens, ...tls(unknown) })
    const { url, port } = running.monitor.address
    expect(await faultAt(url, 'look')).toBe('none')
    expect(await faultAt(stranger.monitor.address.url, 'look')).toBe('tls_untrusted')
    expect(await faultAt(`http://127.0.0.1:${port}`, 'look')).toBe('no_answer')
  })

  it('is told from other servers', async () => {
    const page = createServer((_request, response) => response.end('<h1>Something else</h1>'))
    const socket = createServer()
    new WebSocketServer({ server: socket }).on('connection', (open) => open.send('{"hello":1}'))
    const silent = createTcpServer((open) => open.once('data', () => open.write('220 mail ready\r\n')))
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const closed = createServer()
    const closedUrl = await listening(closed)
    closed.close()
    try {
      expect(await faultAt(await listening(page))).toBe('not_batchdeck')
      expect(await faultAt(await listening(socket))).toBe('not_batchdeck')
      expect(await faultAt(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`)).toBe('not_batchdeck')
      expect(await faultAt(closedUrl)).toBe('refused')
      expect(await faultAt('http://no-such-host.invalid:1')).toBe('unknown_host')
    } finally {
      for (const server of [page, socket]) {
        server.closeAllConnections()
        server.close()
      }
      silent.close()
    }
  })

  it('that begins to speak nonsense is not reached, and takes nothing else with it', async () => {
    const first = { type: 'snapshot', feed: 'f', seq: 1, now: 1, snapshot: shownNothing }
    const change = (changes: unknown) => JSON.stringify({ type: 'changes', feed: 'f', seq: 2, now: 1, changes })
    const nonsense = [
      'hello',
      'null',
      '[]',
      '{"type":"changes","seq":2}',
      '{"type":"answer","id":1,"ok":false}',
      change({ alerts: 5 }),
      change({ consumers: [null] }),
      change({ progress: { ids: 5 } }),
    ]
    const server = createServer()
    new WebSocketServer({ server }).on('connection', (open) => {
      open.send(JSON.stringify(first))
      // All at once, before it can be closed.
      for (const text of nonsense) open.send(text)
      nonsense.push(nonsense.shift()!)
    })
    const url = await listening(server)
    for (const text of nonsense) {
      const problems = new Told<ConnectionProblem | null>()
      const remote = connectRemote({ url, token: null, version }, problems.push)
      const problem = await problems.until((one) => one !== null)
      expect(problem?.fault, text).toBe('not_batchdeck')
      remote.close()
    }
    const bare = createServer()
    new WebSocketServer({ server: bare }).on('connection', (open) =>
      open.send(JSON.stringify({ ...first, snapshot: { server: { version } } })),
    )
    expect(await faultAt(await listening(bare))).toBe('not_batchdeck')
    const mute = createServer()
    const sockets = new WebSocketServer({ server: mute })
    const tested = await testRemote({ url: await listening(mute), token: null, version }, 200)
    expect(tested).toEqual({ ok: false, problem: { fault: 'timeout', detail: '' } })
    sockets.close()
    for (const one of [server, bare, mute]) {
      one.closeAllConnections()
      one.close()
    }
  })

  it('[SEC-2] never gets the token in an address, nor an Origin', async () => {
    const seen: unknown[] = []
    const server = createServer((request, response) => {
      seen.push(request.url, request.headers.authorization, request.headers.origin)
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
    })
    server.on('upgrade', (request, socket) => {
      seen.push(request.url, request.headers.authorization, request.headers.origin)
      socket.end('HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\r\n')
    })
    expect(await faultAt(await listening(server), 'secret')).toBe('not_batchdeck')
    expect(seen).toEqual(['/websocket/console', 'Bearer secret', undefined])
    server.close()
  })

  it('[UI-4] is the same console API, comes back by itself, and says why it is away', async () => {
    const first = await runMonitor(tokens, join(folder, 'again'))
    const { url, port } = first.monitor.address
    const problems = new Told<ConnectionProblem | null>()
    const frames = new Told<ConsoleFrame>()
    const states = new Told<ConnectionState>()
    const remote = connectRemote({ url, token: 'operate', version }, problems.push)
    remote.onConnection(states.push)
    remote.subscribe(frames.push)
    await states.until((state) => state === 'live')
    expect(await remote.call('task.create', { task_id: 1, name: 'Far' })).toMatchObject({ name: 'Far' })
    // A list in pieces, as from our own page.
    const list = Array.from({ length: 20_000 }, (_, i) => `target-${i}`).join('\n')
    const { import_id } = await remote.call('import.open', { task_id: 1, format: 'text', total_bytes: list.length })
    for (let at = 0; at < list.length; at += 100_000) {
      await remote.call('import.piece', { import_id, piece: list.slice(at, at + 100_000) })
    }
    await remote.call('import.close', { import_id })
    expect(await remote.call('import.apply', { import_id })).toMatchObject({ epoch: 1 })
    const noted = async () =>
      (await remote.call('events.query', { types: ['operator'] })).events.map(({ data }) => data)
    await expect.poll(noted).toMatchObject([{ via: 'desktop' }, { via: 'desktop' }])
    await expect(remote.call('targets.page', { task_id: 9, start: 0, limit: 1 })).rejects.toMatchObject({
      code: 'UNKNOWN_TASK',
    })

    await first.monitor.close()
    await states.until((state) => state === 'lost')
    expect(await problems.until((problem) => problem !== null)).toEqual({ fault: 'stopped', detail: '1012' })
    await expect(remote.call('demo.start', {})).rejects.toMatchObject({ code: 'SERVER_SHUTDOWN' })
    await problems.until((problem) => problem?.fault === 'refused')
    const before = { frames: frames.all.length, states: states.all.length }
    const again = await runMonitor({ ...tokens, 'server.port': port }, join(folder, 'again'))
    try {
      await states.until((state) => state === 'live', before.states)
      expect(problems.all.at(-1)).toBeNull()
      const snapshot = frames.all.slice(before.frames).find((frame) => frame.type === 'snapshot')
      expect(snapshot?.type === 'snapshot' && snapshot.snapshot.tasks).toMatchObject([{ name: 'Far', targets: 20_000 }])
    } finally {
      remote.close()
      await again.monitor.close()
    }
  })

  it('[UI-5] with the viewer token looks and changes nothing', async () => {
    await using running = await runMonitor(tokens)
    const remote = connectRemote({ url: running.monitor.address.url, token: 'look', version })
    const states = new Told<ConnectionState>()
    const seen = new Told<string>()
    remote.subscribe((_frame, { server, consumers }) => seen.push(`${server.role} ${[...consumers.keys()].join(' ')}`))
    remote.onConnection(states.push)
    await states.until((state) => state === 'live')
    await expect(remote.call('task.create', { task_id: 1, name: 'Far' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await remote.call('settings.list', {})).toHaveProperty('settings')
    await using consumer = await TestConsumer.register(`${running.consumerUrl}?token=consume`, 'c1')
    await seen.until((words) => words === 'viewer c1')
    expect(consumer.frames.length).toBeGreaterThan(0)
    remote.close()
  })

  it('is connected to once, for all that shows it', async () => {
    await using running = await runMonitor(tokens)
    const { url } = running.monitor.address
    const sockets = async () => {
      const headers = { authorization: 'Bearer look' }
      const metrics = await (await fetch(`${url}/metrics`, { headers })).text()
      return /^batchdeck_console_sockets (\d+)$/m.exec(metrics)?.[1]
    }
    const store = createAppStore(join(folder, 'desktop.json'), 'en')
    const known = new KnownMonitors(store, { isSafe: () => false, encrypt: String, decrypt: String })
    await using home = await runMonitor()
    known.remember({ name: null, url, ssh: null }, 'look')
    const links = new MonitorLinks({ own: home.monitor, store, known, version })
    const shown = new ShownMonitor({ store, known, connections: links, version })
    shown.show(url)
    const pages = [new Told<ConsoleFrame>(), new Told<ConsoleFrame>()]
    for (const page of pages) shown.client.subscribe(page.push)
    for (const page of pages) await page.until(({ type }) => type === 'snapshot')
    expect([store.getState().connection, store.getState().fleet?.server.role]).toEqual(['live', 'viewer'])
    expect(await sockets()).toBe('1')
    links.close()
    await expect.poll(sockets).toBe('0')
  })

  it('gives every subscription a snapshot first, a later one, too', async () => {
    await using running = await runMonitor(tokens)
    const remote = connectRemote({ url: running.monitor.address.url, token: 'look', version })
    const [early, late] = [new Told<ConsoleFrame>(), new Told<ConsoleFrame>()]
    remote.subscribe(early.push)
    await early.until(({ type }) => type === 'snapshot')
    remote.subscribe(late.push)
    await late.until(() => true)
    expect(late.all[0]?.type).toBe('snapshot')
    remote.close()
  })

  it('[UI-4] goes on where it was after a cut, without a second snapshot', async () => {
    await using running = await runMonitor(tokens)
    const { port } = running.monitor.address
    const open: Socket[] = []
    const wire = createTcpServer((socket) => {
      const far = connect(port, '127.0.0.1')
      open.push(socket)
      socket.pipe(far).pipe(socket)
      for (const end of [socket, far]) end.on('error', () => {})
    })
    wire.listen(0, '127.0.0.1')
    await once(wire, 'listening')
    const url = `http://127.0.0.1:${(wire.address() as AddressInfo).port}`
    const frames = new Told<ConsoleFrame>()
    const states = new Told<ConnectionState>()
    const problems = new Told<ConnectionProblem | null>()
    const remote = connectRemote({ url, token: 'operate', version }, problems.push)
    remote.onConnection(states.push)
    remote.subscribe(frames.push)
    await states.until((state) => state === 'live')
    for (const socket of open) socket.destroy()
    await states.until((state) => state === 'lost')
    await running.monitor.api.call('task.create', { name: 'Meanwhile' })
    const isTask = (frame: ConsoleFrame) => frame.type === 'changes' && frame.changes.tasks?.[0]?.name === 'Meanwhile'
    await frames.until(isTask)
    await states.until((state) => state === 'live', states.all.indexOf('lost'))
    expect(problems.all.at(-1)).toBeNull()
    expect(frames.all.filter(({ type }) => type === 'snapshot')).toHaveLength(1)
    remote.close()
    for (const socket of open) socket.destroy()
    wire.close()
  })

  it('is given up when it falls silent, as behind a cable that was pulled', async () => {
    await using running = await runMonitor(tokens)
    const { port } = running.monitor.address
    const open: Socket[] = []
    const wire = createTcpServer((socket) => {
      const far = connect(port, '127.0.0.1')
      open.push(socket, far)
      socket.pipe(far)
      far.pipe(socket)
      for (const end of [socket, far]) end.on('error', () => {})
    })
    wire.listen(0, '127.0.0.1')
    await once(wire, 'listening')
    const url = `http://127.0.0.1:${(wire.address() as AddressInfo).port}`
    const states = new Told<ConnectionState>()
    const problems = new Told<ConnectionProblem | null>()
    const remote = connectRemote({ url, token: 'look', version, pingEvery: 100 }, problems.push)
    remote.onConnection(states.push)
    await states.until((state) => state === 'live')
    for (const socket of open) {
      socket.unpipe()
      socket.pause()
    }
    await states.until((state) => state === 'lost')
    expect(problems.all).toContainEqual({ fault: 'lost', detail: '' })
    remote.close()
    for (const socket of open) socket.destroy()
    wire.close()
  })

  it('[LV-8] [UI-9] is given up where pings are answered and frames are not, as by a proxy in front of nothing', async () => {
    const place = createServer()
    const asked: string[] = []
    // It answers pings by itself, and subscriptions never.
    new WebSocketServer({ server: place }).on('connection', (socket) => {
      socket.send(JSON.stringify({ type: 'snapshot', feed: 'f', seq: 1, now: 0, snapshot: shownNothing }))
      socket.on('message', (data: Buffer) => asked.push(data.toString()))
    })
    const url = await listening(place)
    const states = new Told<ConnectionState>()
    vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] })
    const remote = connectRemote({ url, token: 'look', version, pingEvery: 100 })
    try {
      remote.onConnection(states.push)
      await states.until((state) => state === 'live')
      vi.advanceTimersByTime(25_000)
      expect(states.all).toEqual(['connecting', 'live', 'lost'])
      remote.close()
    } finally {
      vi.useRealTimers()
      place.closeAllConnections()
      place.close()
    }
    await expect.poll(() => asked).toEqual([JSON.stringify({ type: 'subscribe', after: { feed: 'f', seq: 1 } })])
  })

  it('[LV-8] [UI-9] is not live before its first frame, and is given up where that does not come', async () => {
    const place = createServer()
    // Opened, and then as behind a cable that was pulled.
    new WebSocketServer({ server: place, autoPong: false }).on('error', () => {})
    const states = new Told<ConnectionState>()
    const problems = new Told<ConnectionProblem | null>()
    const remote = connectRemote({ url: await listening(place), token: 'look', version, pingEvery: 50 }, problems.push)
    remote.onConnection(states.push)
    await states.until((state) => state === 'lost')
    expect(states.all).toEqual(['connecting', 'lost'])
    expect(problems.all).toEqual([{ fault: 'lost', detail: '' }])
    remote.close()
    place.closeAllConnections()
    place.close()
  })
})
