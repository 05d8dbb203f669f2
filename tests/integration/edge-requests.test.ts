import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operationsOf } from './api-contract.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'

let folder: string
let running: RunningMonitor
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'batchdeck-edge-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), 'the console')
  writeFileSync(join(folder, 'assets', 'page-1.js'), '0123456789')
  running = await runMonitor({ 'server.base-path': '/deck', 'server.viewer-token': 'look' }, undefined, folder)
})
afterAll(async () => {
  await running[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** No client is between the request and the wire: most would mend it. @param lines without the first and last breaks */
async function answerTo(...lines: readonly string[]): Promise<Answer> {
  const socket = connect(running.monitor.address.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write([...lines, 'Connection: close', '', ''].join('\r\n'))
  const [head = '', ...rest] = (await text(socket)).split('\r\n\r\n')
  const [first = '', ...headers] = head.split('\r\n')
  return {
    status: Number(first.split(' ')[1]),
    headers: new Headers(headers.map((line) => line.split(/:\s*(.*)/, 2) as [string, string])),
    body: rest.join('\r\n\r\n'),
  }
}

const host = () => `Host: 127.0.0.1:${running.monitor.address.port}`
const get = (path: string, ...headers: string[]) => answerTo(`GET ${path} HTTP/1.1`, host(), ...headers)
const upgrade = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']

describe('[SEC-2] the Host of a request', () => {
  const handshake = (...headers: string[]) =>
    answerTo('GET /websocket/monitor HTTP/1.1', ...headers, ...upgrade, 'Connection: Upgrade')

  it.each([
    ['is missing', 400, 'INVALID_REQUEST', []],
    ['is empty', 400, 'INVALID_REQUEST', ['Host:']],
    ['is there twice', 400, 'INVALID_REQUEST', ['Host: localhost', 'host: localhost']],
    ['cannot be read', 400, 'INVALID_REQUEST', ['Host: a b']],
    ['is another', 403, 'FORBIDDEN', ['Host: evil.example']],
    ['begins like ours', 403, 'FORBIDDEN', ['Host: 127.0.0.1.evil.example']],
    ['is said by nobody who may', 403, 'FORBIDDEN', ['Host: evil.example', 'X-Forwarded-Host: localhost']],
  ])('that %s is refused, of a handshake too', async (_what, status, code, headers) => {
    const answers = [await answerTo('GET /healthz HTTP/1.1', ...headers), await handshake(...headers)]
    if (headers.length === 0) answers.push(await answerTo('GET /healthz HTTP/1.0'))
    for (const answer of answers) {
      expect(answer.status).toBe(status)
      expect(JSON.parse(answer.body)).toMatchObject({ code, type: `/deck/api/problems#${code}` })
    }
  })

  it('may be written in any way that means us', async () => {
    const names = ['LOCALHOST', 'localhost.', '127.1:80', '[::1]', '[0:0::1]:8080', '[::ffff:127.0.0.1]']
    for (const name of names) {
      expect([name, (await answerTo('GET /healthz HTTP/1.1', `Host: ${name}`)).status]).toEqual([name, 200])
    }
    expect((await get(`http://evil.example/healthz`)).status).toBe(400)
    expect((await answerTo('GET http://localhost/healthz HTTP/1.1', 'Host: localhost')).status).toBe(200)
  })

  it.each(['::1', '127.0.0.2', 'localhost'])('is that of %s where it is bound there', async (address) => {
    await using bound = await runMonitor({ 'server.host': address })
    expect((await fetch(`${bound.monitor.address.url}/healthz`)).status).toBe(200)
  })

  it('is no foreign name where everybody may come and no token is needed', async () => {
    const given = { 'server.host': '0.0.0.0', 'server.allowed-hosts': '*.deck.example' }
    await using open = await runMonitor(given, undefined, null, { isInsecure: true })
    const { port } = open.monitor.address
    const statusOf = async (name: string, origin = '') => {
      const socket = connect(port, '127.0.0.1')
      const lines = ['GET /api/tasks HTTP/1.1', `Host: ${name}`, origin && `Origin: ${origin}`, 'Connection: close']
      socket.write([...lines.filter(Boolean), '', ''].join('\r\n'))
      return (await text(socket)).split(' ')[1]
    }
    expect(await statusOf(`evil.example:${port}`)).toBe('403')
    expect(await statusOf('10.1.2.3')).toBe('200')
    expect(await statusOf('a.deck.example')).toBe('200')
    expect(await statusOf('a.deck.example', 'http://a.deck.example:80')).toBe('200')
    expect(await statusOf('a.deck.example', 'http://b.deck.example')).toBe('403')
  })
})

describe('[ED-2] under a base path', () => {
  it('the same is there with it and without', async () => {
    for (const prefix of ['', '/deck']) {
      expect((await get(`${prefix}/`)).body).toBe('the console')
      expect((await get(`${prefix}/assets/page-1.js`)).body).toBe('0123456789')
      expect((await get(`${prefix}/api/problems`)).status).toBe(200)
      const socket = connect(running.monitor.address.port, '127.0.0.1')
      const path = `${prefix}/websocket/monitor`
      socket.write([`GET ${path} HTTP/1.1`, host(), ...upgrade, 'Connection: Upgrade', '', ''].join('\r\n'))
      const [first] = (await once(socket, 'data')) as [Buffer]
      expect(first.toString()).toMatch(/^HTTP\/1\.1 101 /)
      socket.destroy()
    }
  })

  it('what the monitor gives as an address has it', async () => {
    const bare = await get('/deck?token=look')
    expect([bare.status, bare.headers.get('location')]).toEqual([308, '/deck/?token=look'])
    const docs = await get('/api/docs')
    expect([docs.status, docs.headers.get('location')]).toEqual([302, '/deck/api-docs.html'])
    expect(JSON.parse((await get('/api/openapi.json')).body)).toMatchObject({ servers: [{ url: '/deck' }] })
    expect(JSON.parse((await get('/api/asyncapi.json')).body)).toMatchObject({
      servers: { monitor: { pathname: '/deck/websocket/monitor' } },
    })
    for (const id of [1, 2]) await running.monitor.api.call('task.create', { task_id: id, name: `Task ${id}` })
    const page = await get('/deck/api/tasks?limit=1', 'Authorization: Bearer look')
    const { next } = JSON.parse(page.body) as { next: string }
    expect(next).toBe('/deck/api/tasks?limit=1&after=1')
    expect(JSON.parse((await get(next, 'Authorization: Bearer look')).body)).toMatchObject({ tasks: [{ task_id: 2 }] })
    await expect
      .poll(async () => {
        const url = `${running.monitor.address.url}/deck/api/events?limit=1&type=operator`
        const events = await fetch(url, { headers: { authorization: 'Bearer look' } })
        return ((await events.json()) as { next?: string }).next
      })
      .toMatch(/^\/deck\/api\/events\?/)
  })
})

it('[SEC-1] a token that stands in the path of what is refused is in no event and in no line of the log', async () => {
  await using guarded = await runMonitor({ 'server.token': 'operate-s3cret' })
  const { url, port } = guarded.monitor.address
  const paths = [
    '/websocket/operate-s3cret',
    '/api/operate-s3cret',
    '/operate-s3cret/../api/tasks',
    '/api/%6fperate-s3cret',
  ]
  for (const path of paths) {
    for (const more of [[], [...upgrade, 'Connection: Upgrade']]) {
      const socket = connect(port, '127.0.0.1')
      socket.write([`GET ${path} HTTP/1.1`, 'Host: localhost', ...more, 'Connection: close', '', ''].join('\r\n'))
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 40[0-9] /)
    }
  }
  const events = async () => {
    const answer = await fetch(`${url}/api/events`, { headers: { authorization: 'Bearer operate-s3cret' } })
    return answer.text()
  }
  await expect.poll(events, { timeout: 5000 }).toContain('There is no WebSocket at')
  expect(await events()).not.toContain('operate-s3cret')
  expect(guarded.logged.join('\n')).not.toContain('operate-s3cret')
})

describe('[ED-7] files', () => {
  it('that are not there are 404, and of a part that is not there the length is said', async () => {
    expect((await get('/assets/none.js')).status).toBe(404)
    const part = await get('/assets/page-1.js', 'Range: bytes=2-4')
    expect([part.status, part.body, part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10'])
    for (const range of ['bytes=99-', 'bytes=10-20']) {
      const { status, headers } = await get('/assets/page-1.js', `Range: ${range}`)
      expect([status, headers.get('content-range')]).toEqual([416, 'bytes */10'])
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
    }
  })
})

describe('[ED-7] no answer is guessed at: nosniff', () => {
  it('is on that of every operation, good or bad', async () => {
    const operations = [...operationsOf(await running.apiDocument())]
    for (const { method, path } of operations) {
      const line = `${method} ${path.replaceAll(/\{\w+\}/g, '1')} HTTP/1.1`
      for (const authorization of ['X-None: 1', 'Authorization: Bearer look', 'Authorization: Bearer wrong']) {
        const { status, headers } = await answerTo(line, host(), authorization)
        expect([line, status, headers.get('x-content-type-options')]).toEqual([line, status, 'nosniff'])
      }
    }
  })

  it.each([
    ['the console', 200, () => get('/')],
    ['a file', 200, () => get('/assets/page-1.js')],
    [
      'a file that is known',
      304,
      async () => get('/assets/page-1.js', `If-None-Match: ${(await get('/assets/page-1.js')).headers.get('etag')}`),
    ],
    ['no file', 404, () => get('/none')],
    ['no path', 404, () => get('/%00')],
    ['a path that is no UTF-8', 404, () => get('/%ff')],
    ['a redirection', 302, () => get('/api/docs')],
    ['metrics without a token', 401, () => get('/metrics')],
    ['metrics', 200, () => get('/metrics', 'Authorization: Bearer look')],
    ['another method', 404, () => answerTo('TRACE / HTTP/1.1', host())],
    ['a foreign page', 403, () => get('/healthz', 'Origin: http://evil.example')],
    ['what is not HTTP', 400, () => answerTo('gibberish')],
    ['a head that is too long', 431, () => get('/', `X-Long: ${'x'.repeat(20_000)}`)],
    ['what is expected in vain', 200, () => get('/', 'Expect: 200-ok')],
    ['a handshake to nowhere', 404, () => get('/nowhere', ...upgrade, 'Connection: Upgrade')],
    ['a handshake without a token', 401, () => get('/websocket/console', ...upgrade, 'Connection: Upgrade')],
    ['half a handshake', 400, () => get('/websocket/monitor', 'Upgrade: websocket', 'Connection: Upgrade')],
    [
      'a handshake of another version',
      400,
      () => get('/websocket/monitor', ...upgrade.with(1, 'Sec-WebSocket-Version: 7'), 'Connection: Upgrade'),
    ],
  ])('is on that to %s (%i)', async (_what, status, ask) => {
    const answer = await ask()
    expect([answer.status, answer.headers.get('x-content-type-options')]).toEqual([status, 'nosniff'])
  })
})

describe('[ED-8] one connection', () => {
  it('is answered in HTTP/1.1 where it offers another protocol, whatever it asks for', async () => {
    for (const protocol of ['h2c', 'TLS/1.2', 'h2c, foo']) {
      const offer = ['Connection: Upgrade, HTTP2-Settings', `Upgrade: ${protocol}`, 'HTTP2-Settings: AAMAAABkAAQAAP__']
      expect((await get('/healthz', ...offer)).status, protocol).toBe(200)
      expect((await get('/websocket/monitor', ...offer)).status).toBe(404)
    }
    expect((await get('/websocket/monitor', 'Connection: Upgrade', 'Upgrade: h2c,WebSocket')).status).toBe(400)
  })

  it('may send 16 requests before the first is answered, and is ended by one more', async () => {
    const ask = async (times: number): Promise<number> => {
      const socket = connect(running.monitor.address.port, '127.0.0.1')
      socket.on('error', () => {})
      await once(socket, 'connect')
      socket.end(`GET /healthz HTTP/1.1\r\n${host()}\r\n\r\n`.repeat(times))
      return (await text(socket).catch(() => '')).split('HTTP/1.1 200').length - 1
    }
    expect(await ask(16)).toBe(16)
    expect(await ask(1000)).toBe(0)
  })
})
