import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { TokenList, TokenOptions, TokenWithSecret } from '../../src/contract/resources/token.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsole } from './test-console.ts'
import { TestConsumer } from './test-consumer.ts'

const guarded = { 'server.token': 'operate' }

async function ask(
  { monitor }: RunningMonitor,
  token: string | undefined,
  method: string,
  path: string,
  body?: object,
) {
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body && { 'content-type': 'application/json' }),
  }
  const response = await fetch(monitor.address.url + path, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as never }
}

async function make(running: RunningMonitor, options: TokenOptions, by = 'operate'): Promise<string> {
  const { status, body } = await ask(running, by, 'POST', '/api/tokens', options)
  expect(status).toBe(201)
  return (body as TokenWithSecret).secret
}

async function listed(running: RunningMonitor, by = 'operate') {
  return (await ask(running, by, 'GET', '/api/tokens')).body as TokenList
}

/** What a register frame is answered with. */
async function register(running: RunningMonitor, consumer_id: string, token: string) {
  const consumer = await TestConsumer.connect(running.consumerUrl)
  consumer.send({ type: 'register', consumer_id, token })
  await expect.poll(() => consumer.frames.length).toBeGreaterThan(1)
  return { consumer, answer: consumer.frames[1]! }
}

const closeCode = async (socket: WebSocket) => ((await once(socket, 'close')) as [number])[0]

describe('named tokens', () => {
  it('[SEC-4] are made with a secret that is shown once, kept as a digest, and good at once and after a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-tokens-'))
    let secret = ''
    {
      await using running = await runMonitor(guarded, folder)
      const made = await ask(running, 'operate', 'POST', '/api/tokens', { name: 'anna', role: 'operator' })
      secret = (made.body as TokenWithSecret).secret
      expect(secret).toMatch(/^bdt_[\w-]{43}$/)
      expect(made.headers.get('cache-control')).toBe('no-store')
      expect((await ask(running, secret, 'POST', '/api/tasks', { task_id: 1, name: 'Watch' })).status).toBe(201)
      const { tokens, is_open, settings } = await listed(running)
      expect([is_open, settings]).toEqual([false, ['server.token']])
      expect(tokens).toMatchObject([
        {
          name: 'anna',
          role: 'operator',
          created_by: 'server.token',
          created_via: 'http',
          last_used_from: '127.0.0.1',
        },
      ])
      expect(JSON.stringify(tokens)).not.toContain(secret)
      expect(await ask(running, 'operate', 'POST', '/api/tokens', { name: 'anna', role: 'viewer' })).toMatchObject({
        status: 409,
        body: { code: 'TOKEN_EXISTS' },
      })
    }
    for (const file of readdirSync(folder)) expect(readFileSync(join(folder, file)).includes(secret)).toBe(false)
    {
      await using running = await runMonitor(guarded, folder)
      const { tokens } = await listed(running)
      // When it was last used was not lost at the end.
      expect(tokens).toMatchObject([{ name: 'anna', last_used_at: expect.any(Number) as number }])
      expect((await ask(running, secret, 'GET', '/api/tasks')).status).toBe(200)
    }
    rmSync(folder, { recursive: true })
  })

  it('[SEC-4] are refused as soon as they are revoked, rotated or expired, and their sockets are closed', async () => {
    await using running = await runMonitor(guarded)
    const { url } = running.monitor.address
    const secrets = {
      watch: await make(running, { name: 'watch', role: 'viewer' }),
      fleet: await make(running, { name: 'fleet', role: 'consumer' }),
      other: await make(running, { name: 'other', role: 'consumer' }),
      brief: await make(running, { name: 'brief', role: 'viewer', expires_at: Date.now() + 2500 }),
    }
    await using consumer = (await register(running, 'c1', secrets.fleet)).consumer
    await using other = (await register(running, 'c2', secrets.other)).consumer
    const socketUrl = `${url.replace('http', 'ws')}/websocket/console?token=`
    const [viewer, brief] = await Promise.all(
      [secrets.watch, secrets.brief].map(async (secret) => {
        const socket = new WebSocket(socketUrl + secret)
        await once(socket, 'open')
        return socket
      }),
    )
    const counts = async () =>
      Object.fromEntries((await listed(running)).tokens.map(({ name, sockets }) => [name, sockets]))
    expect(await counts()).toEqual({ brief: 1, fleet: 1, other: 1, watch: 1 })
    const expiry = closeCode(brief!)

    const viewerClosed = closeCode(viewer!)
    expect((await ask(running, 'operate', 'DELETE', '/api/tokens/watch')).status).toBe(204)
    expect(await viewerClosed).toBe(1008)
    expect((await ask(running, secrets.watch, 'GET', '/api/tasks')).status).toBe(401)

    const rotated = (await ask(running, 'operate', 'POST', '/api/tokens/fleet/rotate')).body as TokenWithSecret
    expect(await consumer.next('error')).toMatchObject({ code: 'UNAUTHORIZED' })
    expect(await consumer.closed).toBe(1008)
    expect((await register(running, 'c1', secrets.fleet)).answer).toMatchObject({ code: 'UNAUTHORIZED' })
    await using again = (await register(running, 'c1', rotated.secret)).consumer
    expect(again.frames[1]).toMatchObject({ type: 'registered' })

    expect(await expiry).toBe(1008)
    expect((await ask(running, secrets.brief, 'GET', '/api/tasks')).status).toBe(401)
    // The others have noticed nothing.
    other.send({ type: 'ping', timestamp: 1 })
    await other.next('pong')
    expect(await counts()).toEqual({ brief: 0, fleet: 1, other: 1 })
    for (const name of ['watch', 'nobody']) {
      expect((await ask(running, 'operate', 'DELETE', `/api/tokens/${name}`)).status).toBe(404)
    }
  })

  it('[SEC-4] are managed by admins only, who are as good as the operator of the settings', async () => {
    await using running = await runMonitor(guarded)
    const admin = await make(running, { name: 'boss', role: 'admin' })
    const operator = await make(running, { name: 'anna', role: 'operator' }, admin)
    expect((await ask(running, operator, 'POST', '/api/tasks', { task_id: 1, name: 'Watch' })).status).toBe(201)
    for (const [method, path, body] of [
      ['GET', '/api/tokens', undefined],
      ['POST', '/api/tokens', { name: 'mine', role: 'admin' }],
      ['POST', '/api/tokens/boss/rotate', undefined],
      ['DELETE', '/api/tokens/boss', undefined],
    ] as const) {
      expect([method, path, (await ask(running, operator, method, path, body)).status]).toEqual([method, path, 403])
    }
    await using console = await TestConsole.open(running.monitor.address.url, operator)
    expect(await console.call('tokens.list', {})).toMatchObject({ problem: { code: 'FORBIDDEN' } })
    const frame = await console.until(({ type }) => type === 'snapshot')
    expect(frame).toMatchObject({ snapshot: { server: { role: 'operator', manages_tokens: false, token: 'anna' } } })
    await using bossConsole = await TestConsole.open(running.monitor.address.url, admin)
    expect(await bossConsole.until(({ type }) => type === 'snapshot')).toMatchObject({
      snapshot: { server: { role: 'operator', manages_tokens: true, token: 'boss' } },
    })
    expect((await listed(running, admin)).tokens.map(({ name }) => name)).toEqual(['anna', 'boss'])
  })

  it('[SEC-4] are not made of what makes no sense', async () => {
    await using running = await runMonitor(guarded)
    for (const options of [
      { name: 'server.token', role: 'viewer' },
      { name: '', role: 'viewer' },
      { name: 'x'.repeat(65), role: 'viewer' },
      { name: 'x', role: 'root' },
      { name: 'x', role: 'viewer', consumer_pattern: '*' },
      { name: 'x', role: 'operator', max_consumers: 1 },
      { name: 'x', role: 'consumer', consumer_pattern: 'a b' },
      { name: 'x', role: 'consumer', max_consumers: 0 },
      { name: 'x', role: 'viewer', expires_at: 1 },
      { name: 'x', role: 'viewer', expires_at: 253_402_300_800_000 },
      { name: 'x', role: 'viewer', expires_at: 1e300 },
      { name: 'x', role: 'viewer', secret: 'mine' },
    ]) {
      const { status, body } = await ask(running, 'operate', 'POST', '/api/tokens', options)
      expect([options, status, body]).toMatchObject([options, 422, { code: 'INVALID_MESSAGE' }])
    }
    expect((await listed(running)).tokens).toEqual([])
  })
})

describe('who needs a token', () => {
  it('[SEC-1] nobody on loopback, until there is an admin token; the last of them cannot be revoked', async () => {
    await using running = await runMonitor()
    const viewer = await make(running, { name: 'eye', role: 'viewer' }, '')
    expect((await ask(running, undefined, 'GET', '/api/tokens')).body).toMatchObject({ is_open: true })
    // Whoever brings a token is what it says.
    expect((await ask(running, viewer, 'GET', '/api/tokens')).status).toBe(403)
    const admin = await make(running, { name: 'boss', role: 'admin' }, '')
    expect((await ask(running, undefined, 'GET', '/api/tasks')).status).toBe(401)
    expect((await ask(running, 'guess', 'GET', '/api/tasks')).status).toBe(401)
    expect((await register(running, 'c1', 'guess')).answer).toMatchObject({ code: 'UNAUTHORIZED' })
    expect(await ask(running, admin, 'DELETE', '/api/tokens/boss')).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT' },
    })
    await make(running, { name: 'second', role: 'admin' }, admin)
    expect((await ask(running, admin, 'DELETE', '/api/tokens/boss')).status).toBe(204)
    // The window of the desktop, or whoever started it, needs none.
    expect((await running.monitor.api.call('tokens.list', {})).tokens.map(({ name }) => name)).toEqual([
      'eye',
      'second',
    ])
    expect((await ask(running, undefined, 'GET', '/api/tokens')).status).toBe(401)
  })

  it('[SEC-1] a public address starts with a stored admin token, and with no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-tokens-'))
    const everywhere = { 'server.host': '0.0.0.0' }
    await expect(runMonitor(everywhere, folder)).rejects.toMatchObject({ code: 'INVALID_SETTING' })
    expect(readdirSync(folder)).toEqual([])
    {
      await using running = await runMonitor({}, folder)
      await make(running, { name: 'eye', role: 'viewer' }, '')
    }
    await expect(runMonitor(everywhere, folder)).rejects.toMatchObject({ code: 'INVALID_SETTING' })
    {
      await using running = await runMonitor({}, folder)
      await make(running, { name: 'boss', role: 'admin' }, '')
    }
    {
      await using running = await runMonitor(everywhere, folder)
      expect((await ask(running, undefined, 'GET', '/api/tasks')).status).toBe(401)
    }
    rmSync(folder, { recursive: true })
  })
})

describe('a consumer token', () => {
  it('[SEC-4] speaks for the ids of its pattern only: it registers, takes over, leaves, reports and fetches for no other', async () => {
    await using running = await runMonitor(guarded)
    const eu = await make(running, { name: 'eu', role: 'consumer', consumer_pattern: 'eu-*' })
    const one = await make(running, { name: 'one', role: 'consumer', consumer_pattern: 'us-1' })
    await ask(running, 'operate', 'POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await using us = (await register(running, 'us-1', one)).consumer
    await using mine = (await register(running, 'eu-1', eu)).consumer
    expect(mine.frames[1]).toMatchObject({ type: 'registered' })
    await ask(running, 'operate', 'PUT', '/api/tasks/1/targets', { targets: ['a', 'b', 'c'] })

    const other = await register(running, 'us-1', eu)
    expect(other.answer).toMatchObject({ type: 'error', code: 'FORBIDDEN' })
    for (const frame of [
      { type: 'heartbeat', consumer_id: 'us-1', batches: [], timestamp: 1 },
      { type: 'batch_status', consumer_id: 'us-1', batch_id: 1, status: 'error', message: '' },
      { type: 'batch_reload_ack', consumer_id: 'us-1', task_id: 1, action: 'skipping' },
    ]) {
      mine.send(frame)
      expect(await mine.next('error')).toMatchObject({ code: 'CONSUMER_MISMATCH' })
    }
    mine.send({ type: 'register', consumer_id: 'us-1', token: eu })
    expect(await mine.next('error')).toMatchObject({ code: 'FORBIDDEN' })
    const observer = await TestConsumer.connect(`${running.consumerUrl}?token=${eu}`)
    observer.send({ type: 'subscribe' })
    expect(await observer.next('error')).toMatchObject({ code: 'FORBIDDEN' })
    for (const each of [observer, other.consumer]) await each[Symbol.asyncDispose]()

    const status = async (token: string, path: string) => (await ask(running, token, 'GET', path)).status
    expect(await status(eu, '/api/tasks/1/batches?consumer_id=eu-1')).toBe(200)
    expect(await status(one, '/api/tasks/1/batches?consumer_id=us-1')).toBe(200)
    for (const path of [
      '/api/tasks/1/batches?consumer_id=us-1',
      '/api/tasks/1/batches',
      '/api/consumers',
      '/api/events',
    ]) {
      expect([path, await status(eu, path)]).toEqual([path, 403])
    }
    expect(us.frames.filter(({ type }) => type === 'error')).toEqual([])
    const refused = async () => {
      const { events } = await running.monitor.api.call('events.query', { types: ['error'] })
      return events.filter(({ data }) => 'count' in data && 'token' in data && data.token === 'eu').length
    }
    await expect.poll(refused, { timeout: 5000 }).toBeGreaterThan(0)
  })

  it('[WS-21] brings in as many ids as it may, and the connection of one too many is closed', async () => {
    await using running = await runMonitor({ ...guarded, 'monitor.limits.max-consumers': 3 })
    const few = await make(running, { name: 'few', role: 'consumer', max_consumers: 1 })
    await using first = (await register(running, 'a', few)).consumer
    const second = await register(running, 'b', few)
    expect(second.answer).toMatchObject({ code: 'TOO_MANY_CONSUMERS' })
    expect(await second.consumer.closed).toBe(4429)
    await using b = (await register(running, 'b', 'operate')).consumer
    await using c = (await register(running, 'c', 'operate')).consumer
    const fourth = await register(running, 'd', 'operate')
    expect(await fourth.consumer.closed).toBe(4429)
    await first[Symbol.asyncDispose]()
    // Who is known comes back in.
    await using back = (await register(running, 'a', few)).consumer
    for (const each of [b, c, back]) expect(each.frames[1]).toMatchObject({ type: 'registered' })
    await using console = await TestConsole.open(running.monitor.address.url, 'operate')
    await expect.poll(() => console.data?.alerts.find(({ kind }) => kind === 'consumers_refused')?.count).toBe(2)
    const metrics = await (
      await fetch(`${running.monitor.address.url}/metrics`, { headers: { authorization: 'Bearer operate' } })
    ).text()
    expect(metrics).toContain('batchdeck_consumers_refused_total 2')
  })
})

it('[EV-4] [SEC-4] the audit log names the token of whoever acts, is refused or connects, and holds no secret', async () => {
  await using running = await runMonitor(guarded)
  const anna = await make(running, { name: 'anna', role: 'operator' })
  const fleet = await make(running, { name: 'fleet', role: 'consumer' })
  await ask(running, anna, 'POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  await ask(running, anna, 'POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  await ask(running, anna, 'DELETE', `/api/tokens/${fleet}`)
  await using consumer = (await register(running, 'c1', fleet)).consumer
  await ask(running, 'operate', 'DELETE', '/api/tokens/fleet')
  await consumer.closed
  const told = async () => {
    const { events } = await running.monitor.api.call('events.query', { order: 'asc' })
    expect(JSON.stringify(events)).not.toMatch(/bdt_/)
    return events.flatMap(({ type, data }) => {
      const { token, action = '', outcome = '', code = '' } = data as Record<string, string>
      return token === undefined ? [] : [[type, token, action, outcome || code].join(' ').trim()]
    })
  }
  const expected = [
    'operator server.token tokens.create ok',
    'operator server.token tokens.create ok',
    'operator anna task.create ok',
    'operator anna task.create TASK_EXISTS',
    'session fleet opened',
    'operator server.token tokens.revoke ok',
    'session fleet closed UNAUTHORIZED',
    'error anna  FORBIDDEN',
  ]
  await expect.poll(async () => (await told()).toSorted(), { timeout: 5000 }).toEqual(expected.toSorted())
})
