import { once } from 'node:events'
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { AccessEntry } from '../../src/monitor/access-log.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-access-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Line = AccessEntry & { log: string; time: string }

function linesOf(file: string): Line[] {
  const text = readFileSync(file, 'utf8')
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]))
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** A request as it is written, with what `fetch` would not let through. */
function ask({ monitor }: RunningMonitor, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { host, port } = monitor.address
  return new Promise((answered, failed) => {
    httpRequest({ host, port, path, headers, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (piece: string) => (body += piece))
      response.once('end', () => answered({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
      .once('error', failed)
      .end()
  })
}

/** Bytes that are no request, and what comes back until the connection ends. */
async function askRaw({ monitor }: RunningMonitor, bytes: string): Promise<string> {
  const socket = connect(monitor.address.port, monitor.address.host)
  let answer = ''
  socket.setEncoding('utf8').on('data', (piece: string) => (answer += piece))
  socket.on('error', () => {})
  socket.write(bytes)
  await once(socket, 'close')
  return answer
}

/** The status of a handshake. */
async function shake(url: string, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(url, { headers })
  socket.on('error', () => {})
  const status = await new Promise<number>((ended) => {
    socket.once('open', () => ended(101))
    socket.once('unexpected-response', (_request, response) => ended(response.statusCode ?? 0))
  })
  socket.terminate()
  return status
}

describe('the access log', () => {
  it('has one line for each request and handshake, with the id of its answer', async () => {
    const file = join(folder, 'requests.log')
    const running = await runMonitor({ 'server.access-log': file, 'server.viewer-token': 'eye-token' })
    const token = { authorization: 'Bearer eye-token' }
    const own = await ask(running, '/api/tasks?limit=5', { ...token, 'x-request-id': 'call-7', 'user-agent': 'test/1' })
    const denied = await ask(running, '/api/tasks')
    const none = await ask(running, '/nowhere', {
      'x-request-id': 'not a good id',
      referer: 'https://deck.example/page?x=1',
    })
    const unreadable = await ask(running, '/api/%zz')
    const consumerUrl = running.consumerUrl
    expect(await shake(`${consumerUrl}?token=eye-token`)).toBe(101)
    expect(await shake(consumerUrl.replace('monitor', 'console'))).toBe(401)
    expect(await shake(consumerUrl.replace('monitor', 'nowhere'), { 'x-request-id': 'shake-1' })).toBe(404)
    expect(
      await askRaw(running, 'GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
    ).toContain('403')
    const bad = await askRaw(running, 'NO REQUEST\r\n\r\n')
    await running[Symbol.asyncDispose]()

    expect([own, denied, none, unreadable].map(({ status }) => status)).toEqual([200, 401, 404, 404])
    expect(own.headers['x-request-id']).toBe('call-7')
    for (const { headers, body } of [denied, none, unreadable]) {
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
      expect(JSON.parse(body)).toMatchObject({ request_id: headers['x-request-id'] })
    }
    expect(bad).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/)
    const lines = linesOf(file)
    expect(lines.map(({ kind, method, path, status, code, role }) => [kind, method, path, status, code, role])).toEqual(
      [
        ['http', 'GET', '/api/tasks?limit=5', 200, undefined, 'viewer'],
        ['http', 'GET', '/api/tasks', 401, undefined, null],
        ['http', 'GET', '/nowhere', 404, undefined, null],
        ['http', 'GET', '/api/%zz', 404, undefined, null],
        ['websocket', 'GET', '/websocket/monitor', 101, undefined, 'viewer'],
        ['websocket', 'GET', '/websocket/console', 401, 'UNAUTHORIZED', null],
        ['websocket', 'GET', '/websocket/nowhere', 404, 'NOT_FOUND', null],
        ['websocket', 'GET', '/', 403, 'FORBIDDEN', null],
        ['http', null, null, 400, undefined, null],
      ],
    )
    expect(lines.slice(0, 4).map((line) => line.request_id)).toEqual(
      [own, denied, none, unreadable].map(({ headers }) => headers['x-request-id']),
    )
    expect(lines[6]?.request_id).toBe('shake-1')
    expect(bad).toContain(lines[8]?.request_id)
    expect(lines[0]).toMatchObject({ log: 'access', remote: '127.0.0.1', user_agent: 'test/1', referer: null })
    expect(lines[2]).toMatchObject({ referer: 'https://deck.example/page' })
    for (const { time, ms, bytes } of lines.slice(0, 8)) {
      expect([Number.isNaN(Date.parse(time)), ms >= 0, bytes > 100]).toEqual([false, true, true])
    }
    expect(lines[0]?.ms).toBeGreaterThan(0)
  })

  it('[SEC-1] holds no token, and neither does the log of the monitor nor a problem', async () => {
    const file = join(folder, 'secrets.log')
    const secrets = ['operator+s3cret/1=', 'fleet s3cret%2', 'eye-s3cret-3', 'wr0ng-s3cret']
    const [operator = '', fleet = '', eye = ''] = secrets
    const running = await runMonitor({
      'server.access-log': file,
      'server.token': operator,
      'server.consumer-token': fleet,
      'server.viewer-token': eye,
    })
    const answers: string[] = []
    for (const secret of secrets) {
      const escaped = encodeURIComponent(secret)
      const hex = Buffer.from(secret).toString('hex').replaceAll(/../g, '%$&')
      const shapes: [path: string, headers?: Record<string, string>][] = [
        ['/api/tasks', { authorization: `Bearer ${secret}` }],
        ['/api/tasks', { authorization: secret, cookie: `token=${escaped}`, 'x-request-id': 'eye-s3cret-3' }],
        ['/metrics', { referer: `http://127.0.0.1/?token=${escaped}`, 'user-agent': `agent token=${secret}` }],
        [`/api/tasks?token=${escaped}`],
        [`/api/tasks?token=${hex}&token=${escaped}`],
        [`/api/tasks?%74oken=${escaped}`],
        [`/api/none?TOKEN=${hex}`],
        [`/none?a=1&token=${escaped}#${escaped}`],
        [`/api/tasks&token=${escaped}`],
        [`/api/tasks;token=${hex}`],
        [`/api/tasks?token=${escaped}%`],
        [`/%zz?token=${escaped}`],
        [`//?token=${escaped}`],
        [`http://user:${escaped}@127.0.0.1/none?token=${escaped}`],
        [`/healthz?token=${escaped}`, { host: 'evil.example' }],
        [`/healthz?token=${escaped}`, { origin: 'https://evil.example' }],
        [`/api/tasks/1/targets?token=${escaped}`, { authorization: `Bearer ${operator}`, 'content-type': 'text/none' }],
      ]
      for (const [path, headers] of shapes) {
        const answer = await ask(running, path, headers)
        answers.push(JSON.stringify(answer))
      }
      for (const path of ['monitor', 'console', `none&token=${escaped}`]) {
        await shake(`${running.consumerUrl.replace('monitor', path)}?token=${hex}&token=${escaped}`)
      }
      answers.push(await askRaw(running, `GET /?token=${escaped} HTTP/9.9\r\n${secret}\r\n\r\n`))
      answers.push(
        await askRaw(running, `GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${secret.repeat(2000)}\r\n\r\n`),
      )
      const consumer = await TestConsumer.connect(running.consumerUrl)
      consumer.send({ type: 'register', consumer_id: 'bad id', token: secret })
      consumer.send({ type: 'register', consumer_id: 'c1', token: [secret] })
      consumer.send(`{"type":"register","token":"${secret}"`)
      consumer.send({ type: 'register', consumer_id: 'c1', token: secret })
      consumer.send({ type: 'ping' })
      await Promise.race([consumer.next('pong'), consumer.closed])
      answers.push(JSON.stringify(consumer.frames))
      await consumer[Symbol.asyncDispose]()
    }
    const { logged } = running
    await running[Symbol.asyncDispose]()
    const log = readFileSync(file, 'utf8')
    expect(linesOf(file)).toHaveLength(secrets.length * (17 + 4 + 2))
    // A part that all of them have stands for whatever way a token may be cut or encoded in.
    const forms = [
      's3cret',
      encodeURIComponent('s3cret'),
      Buffer.from('s3cret').toString('hex').replaceAll(/../g, '%$&'),
    ]
    for (const form of forms) {
      for (const text of [log, logged.join('\n'), ...answers]) expect(text).not.toContain(form)
    }
  }, 30_000)

  it('goes on in a new file when told to, and appends to one that is there', async () => {
    const file = join(folder, 'rotated.log')
    const running = await runMonitor({ 'server.access-log': file })
    await ask(running, '/api/tasks?limit=1')
    await expect.poll(() => linesOf(file).length).toBe(1)
    renameSync(file, `${file}.1`)
    await ask(running, '/api/tasks?limit=2')
    running.monitor.renew()
    await ask(running, '/api/tasks?limit=3')
    await running[Symbol.asyncDispose]()
    const again = await runMonitor({ 'server.access-log': file })
    await ask(again, '/api/tasks?limit=4')
    await again[Symbol.asyncDispose]()
    const paths = [...linesOf(`${file}.1`), ...linesOf(file)].map(({ path }) => path)
    expect(paths).toEqual([1, 2, 3, 4].map((n) => `/api/tasks?limit=${n}`))
    expect(linesOf(file).map(({ path }) => path)).toEqual(['/api/tasks?limit=3', '/api/tasks?limit=4'])
  })

  it('a disk that takes no more is said once, and requests are answered all the same', async () => {
    const running = await runMonitor({ 'server.access-log': '/dev/full' })
    for (let n = 0; n < 5; n++) expect((await ask(running, '/healthz')).status).toBe(200)
    await expect.poll(() => running.logged.length).toBe(1)
    await running[Symbol.asyncDispose]()
    expect(running.logged).toEqual(['Lines for /dev/full cannot be written: ENOSPC. They are left out until they can.'])
  })

  it('one that cannot be written stops the start', async () => {
    await expect(runMonitor({ 'server.access-log': folder })).rejects.toMatchObject({
      code: 'INVALID_SETTING',
      message: `server.access-log: ${folder} cannot be written (EISDIR); give a file that this user may write, or stdout, or off.`,
    })
  })
})
