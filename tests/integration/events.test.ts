import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import { expect, it } from 'vitest'
import type { AlertResource } from '../../src/contract/resources/alert.ts'
import { eventResource, type EventResource } from '../../src/contract/events.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { ServerProcess } from './server-process.ts'
import { TestConsole } from './test-console.ts'
import { TestConsumer } from './test-consumer.ts'

const isEvent = Compile(eventResource)

/** All events in order, straight from the API; each is as its schema says. */
async function eventsOf(url: string, query = ''): Promise<EventResource[]> {
  const headers = { accept: 'application/x-ndjson', authorization: 'Bearer operator' }
  const response = await fetch(`${url}/api/events?order=asc${query}`, { headers })
  expect(response.status).toBe(200)
  const events = (await response.text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as EventResource)
  for (const event of events)
    if (!isEvent.Check(event)) throw new Error(`Not as its schema says: ${JSON.stringify(event)}`)
  return events
}

/** Waits until an event is in the log. */
async function until(running: RunningMonitor, query: string, count: number): Promise<EventResource[]> {
  const { url } = running.monitor.address
  await expect.poll(async () => (await eventsOf(url, query)).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count)
  return eventsOf(url, query)
}

it('[EV-4] [SEC-1] what operators do is written down: who, from where, what came of it; never a token', async () => {
  await using running = await runMonitor({ 'server.token': 'operator', 'server.viewer-token': 'viewer' })
  const { url } = running.monitor.address
  const send = (method: string, path: string, body: unknown, token = 'operator') =>
    fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
  await send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  await send('PUT', '/api/tasks/1/targets', { targets: ['a', 'b', 'c'] })
  await send('PUT', '/api/tasks/1/targets?dry_run=true', { targets: ['a'] })
  await send('PATCH', '/api/tasks/1/targets', { add: ['d'], remove: ['a', 'b'] })
  await send('PATCH', '/api/tasks/1/targets', { add: ['two words'] })
  await send('POST', '/api/tasks/1/what-if', { more: 2 })
  await send('POST', '/api/tasks/1/sync', { base_epoch: 1 })
  await send('POST', '/api/tasks/1/sync', { rebalance: true })
  await send('DELETE', '/api/consumers/nobody', {})
  for (let i = 0; i < 20; i++) await send('DELETE', '/api/tasks/1', {}, i % 2 === 0 ? 'wrong-secret' : 'viewer')
  await using console = await TestConsole.open(url, 'operator')
  await console.call('sync.preview', { task_id: 1 })
  const { result } = await console.call('import.open', { task_id: 1, format: 'text', total_bytes: null })
  const { import_id } = result as { import_id: number }
  await console.call('import.piece', { import_id, piece: 'a\nb\n' })
  await console.call('import.close', { import_id })
  await console.call('import.apply', { import_id, base_epoch: 2 })
  await console.call('consumers.drain', { consumers: ['nobody'] })
  await running.monitor.api.call('task.create', { name: 'Second' })

  const events = await until(running, '&type=operator', 10)
  const by = {
    role: 'operator',
    token: 'server.token',
    via: 'http',
    remote: '127.0.0.1',
    request_id: expect.any(String) as string,
  }
  const browser = { role: 'operator', token: 'server.token', via: 'browser', remote: '127.0.0.1' }
  expect(events.map(({ task_id, consumer_id, data }) => [task_id, consumer_id, data])).toEqual([
    [1, undefined, { action: 'task.create', ...by, outcome: 'ok', name: 'Watch', epoch: 0 }],
    [1, undefined, { action: 'import.apply', ...by, outcome: 'ok', epoch: 1, published: true, added: 3, removed: 0 }],
    [1, undefined, { action: 'targets.change', ...by, outcome: 'ok', epoch: 2, published: true, added: 1, removed: 2 }],
    [1, undefined, { action: 'targets.change', ...by, outcome: 'INVALID_TARGETS' }],
    [1, undefined, { action: 'sync.apply', ...by, outcome: 'STALE_EPOCH', base_epoch: 1 }],
    [
      1,
      undefined,
      { action: 'sync.apply', ...by, outcome: 'ok', rebalance: true, published: false, epoch: 2, added: 0, removed: 0 },
    ],
    [undefined, 'nobody', { action: 'consumer.dismiss', ...by, outcome: 'UNKNOWN_CONSUMER' }],
    [
      1,
      undefined,
      {
        action: 'import.apply',
        ...browser,
        outcome: 'ok',
        epoch: 3,
        published: true,
        base_epoch: 2,
        added: 2,
        removed: 2,
      },
    ],
    [undefined, 'nobody', { action: 'consumer.drain', ...browser, outcome: 'UNKNOWN_CONSUMER' }],
    [
      2,
      undefined,
      {
        action: 'task.create',
        role: 'operator',
        via: 'command',
        remote: null,
        outcome: 'ok',
        name: 'Second',
        epoch: 0,
      },
    ],
  ])
  // Who may not is no operator: counted, however often it is tried.
  await expect
    .poll(
      async () => {
        const refused = await eventsOf(url, '&type=error')
        return refused.flatMap(({ data }) => ('count' in data ? [data.count ?? 0] : [])).reduce((a, b) => a + b, 0)
      },
      { timeout: 10_000 },
    )
    .toBe(20)
  const all = JSON.stringify(await eventsOf(url))
  expect(all).not.toContain('secret')
  expect(all).not.toContain('Bearer')
})

it('[EV-4] [SEC-1] who was not let in is written down however the path is written, and no token that stands in it', async () => {
  await using running = await runMonitor({ 'server.token': 'operator', 'server.viewer-token': 'viewer' })
  const { url } = running.monitor.address
  // Those of a second are one event for each code, so that there are two at once.
  for (const [path, token, status] of [
    ['/%61pi/tasks/1', 'viewer', 403],
    ['/api/tasks&token=operator', 'wrong', 401],
  ] as const) {
    const headers = { authorization: `Bearer ${token}` }
    expect((await fetch(url + path, { method: 'DELETE', headers })).status).toBe(status)
  }
  const by = { remote: '127.0.0.1', count: 1 }
  expect((await until(running, '&type=error', 2)).map(({ data }) => data)).toEqual([
    { code: 'FORBIDDEN', message: 'DELETE /%61pi/tasks/1', token: 'server.viewer-token', ...by },
    { code: 'UNAUTHORIZED', message: 'DELETE (hidden)', ...by },
  ])
})

it('[EV-3] [WS-12] [WS-18] a flood of bad frames is a handful of events that count all of it', async () => {
  await using running = await runMonitor({
    'monitor.limits.frames-per-second': 500,
    'monitor.limits.frame-burst': 5000,
    'monitor.limits.max-frame': '2KiB',
    'monitor.limits.max-connections': 2,
  })
  await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
  for (let i = 0; i < 9000; i++) consumer.send('{"type":"nonsense"}')
  consumer.send({ type: 'ping' })
  await using other = await TestConsumer.connect(running.consumerUrl)
  await expect(TestConsumer.connect(running.consumerUrl)).rejects.toThrow('503')
  other.send(`"${'x'.repeat(4000)}"`)
  expect(await other.closed).toBe(1009)
  const total = (events: readonly EventResource[]) =>
    events.reduce((sum, { data }) => sum + ('count' in data ? (data.count ?? 0) : 0), 0)
  await expect
    .poll(
      async () => {
        const events = await eventsOf(running.monitor.address.url, '&type=error,limit&consumer_id=c1')
        return total(events)
      },
      { timeout: 10_000 },
    )
    .toBeGreaterThanOrEqual(9000)
  const events = await eventsOf(running.monitor.address.url, '&type=error,limit')
  expect(events.length).toBeLessThan(15)
  await expect
    .poll(async () => {
      const all = await eventsOf(running.monitor.address.url, '&type=error,limit')
      return [...new Set(all.flatMap(({ data }) => ('code' in data ? [data.code] : [])))].toSorted()
    })
    .toEqual(['RATE_LIMITED', 'TOO_LARGE', 'TOO_MANY_CONNECTIONS', 'UNKNOWN_TYPE'])
})

it('[EV-5] pages, NDJSON and CSV give the same events, and the console the same again', async () => {
  await using running = await runMonitor({ 'monitor.limits.frame-burst': 10_000 })
  const { url } = running.monitor.address
  await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
  for (let i = 0; i < 5000; i++) {
    consumer.send({ type: 'batch_status', batch_id: i % 7, status: 'running', message: `"block", ${i}` })
    if (i % 500 === 0) {
      consumer.send({ type: 'ping' })
      await consumer.next('pong')
    }
  }
  const some = await until(running, '&type=batch_status', 1000)
  const through = some.at(-1)!.seq
  const query = `&type=batch_status&batch_id=3&consumer_id=c1&before=${through + 1}`
  const whole = await eventsOf(url, query)
  expect(whole.length).toBeGreaterThan(100)
  expect(whole).toEqual(some.filter(({ batch_id }) => batch_id === 3))

  const paged: EventResource[] = []
  for (let path: string | undefined = `/api/events?order=asc&limit=40${query}`; path !== undefined;) {
    const page = (await running.get(path)) as { events: EventResource[]; next?: string }
    expect(page.events.length).toBeLessThanOrEqual(40)
    paged.push(...page.events)
    path = page.next
  }
  expect(paged).toEqual(whole)
  const newestFirst = (await running.get(`/api/events?limit=100000${query}`)) as { events: EventResource[] }
  expect(newestFirst).toEqual({ events: whole.toReversed() })

  const csv = await fetch(`${url}/api/events?order=asc${query}`, { headers: { accept: 'text/csv' } })
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const lines = (await csv.text()).trimEnd().split('\r\n')
  expect(lines[0]).toBe('seq,at,time,type,severity,task_id,consumer_id,batch_id,data')
  const [first] = whole
  const data = JSON.stringify(first!.data).replaceAll('"', '""')
  const time = new Date(first!.at).toISOString()
  expect(lines[1]).toBe(`${first!.seq},${first!.at},${time},batch_status,info,,c1,3,"${data}"`)
  expect(lines).toHaveLength(whole.length + 1)

  const types: ['batch_status'] = ['batch_status']
  const answer = await running.monitor.api.call('events.query', {
    types,
    batch_id: 3,
    consumer_id: 'c1',
    before: through + 1,
    limit: 1000,
  })
  expect(answer.events).toEqual(whole.toReversed())
  const { at } = whole[5]!
  const since = new Date(at).toISOString()
  expect(await eventsOf(url, `${query}&since=${since}&until=${at}`)).toEqual(whole.filter((event) => event.at === at))
  for (const wrong of ['type=none', 'since=yesterday', 'limit=0', 'order=up', 'batch_id=x']) {
    expect(await running.get(`/api/events?${wrong}`), wrong).toMatchObject({ code: 'INVALID_MESSAGE' })
  }
})

it('[EV-1] [WS-19] a restart goes on where the log was, and its end is in it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-events-'))
  try {
    {
      await using running = await runMonitor({}, folder)
      await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
      consumer.send({ type: 'batch_status', batch_id: 5, status: 'error', message: 'at the last moment' })
      consumer.send({ type: 'ping' })
      await consumer.next('pong')
    }
    await using running = await runMonitor({}, folder)
    const events = await until(running, '&type=monitor', 3)
    expect(events.map(({ data }) => 'action' in data && data.action)).toEqual(['started', 'stopping', 'started'])
    const all = await eventsOf(running.monitor.address.url)
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, i) => i + 1))
    // Alerts come with their reasons, after a start once more.
    const others = all.filter(({ type }) => type !== 'alert')
    expect(others.map(({ type, data }) => (type === 'session' ? data.action : type))).toEqual([
      'monitor',
      'opened',
      'member',
      'consumer_status',
      'batch_status',
      'monitor',
      'closed',
      'consumer_status',
      'monitor',
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

it('[EV-1] two kills under a stream of events: the log has a whole beginning, and goes on from there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-events-'))
  const args = ['--port', '0', '--data-dir', folder, '--set', 'monitor.limits.frame-burst=1000000']
  let server = await ServerProcess.start(args)
  try {
    let before = 0
    for (let kill = 1; kill <= 2; kill++) {
      await using consumer = await TestConsumer.register(
        `${server.url.replace('http', 'ws')}/websocket/monitor`,
        `c${kill}`,
      )
      const send = (message: number) =>
        consumer.send({ type: 'batch_status', batch_id: 1, status: 'running', message: String(message) })
      let sent = 0
      // Until there are some on disk, and on while the next are written.
      while ((await eventsOf(server.url, `&consumer_id=c${kill}&type=batch_status&limit=1`)).length === 0) send(sent++)
      for (let i = 0; i < 5000; i++) send(sent++)
      consumer.send({ type: 'ping' })
      await consumer.next('pong')
      const killed = server.end('SIGKILL')
      await killed
      server = await ServerProcess.start(args)
      const all = await eventsOf(server.url)
      expect(all.map(({ seq }) => seq)).toEqual(all.map((_, i) => i + 1))
      expect(all.length).toBeGreaterThan(before)
      before = all.length
      const messages = all.flatMap((event) =>
        event.consumer_id === `c${kill}` && event.type === 'batch_status' ? [event.data.message] : [],
      )
      expect(messages).toEqual(messages.map((_, i) => String(i)))
    }
  } finally {
    await server.end('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
})

it('[EV-6] a log that cannot be read is an alert, and nothing else is the worse for it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-events-'))
  try {
    writeFileSync(join(folder, 'events.db'), 'This is no database. '.repeat(100))
    await using running = await runMonitor({}, folder)
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await running.send('PUT', '/api/tasks/1/targets', 'a\nb\n')
    await consumer.next('batch_reload')
    expect(await running.get('/api/events')).toMatchObject({
      code: 'STORAGE_FAILED',
      detail: expect.stringContaining('move it away') as string,
    })
    await expect
      .poll(() => {
        let alerts: readonly AlertResource[] = []
        running.monitor.api.subscribe((frame) => frame.type === 'snapshot' && (alerts = frame.snapshot.alerts))()
        return alerts
      })
      .toMatchObject([{ kind: 'event_log', message: expect.stringContaining('move it away') as string }])
    // Once it is away, the log begins, with what has waited.
    rmSync(join(folder, 'events.db'))
    const events = await until(running, '', 8)
    expect(events[0]).toMatchObject({ seq: 1, type: 'monitor' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

it('[EV-10] [EV-11] [EV-12] finds what is grave, and what holds some words, and counts it', async () => {
  await using running = await runMonitor()
  await running.send('POST', '/api/tasks', { task_id: 7, name: 'Mainnet Pools' })
  await running.send('PUT', '/api/tasks/7/targets', 'a\nb\n')
  await using consumer = await TestConsumer.register(running.consumerUrl, 'rack-9')
  for (const [batch_id, status, message] of [
    [41, 'running', 'block 7'],
    [42, 'error', 'Timeout after 10 s: "eth_getLogs"'],
    [42, 'running', 'again'],
    [4242, 'running', 'far'],
  ] as const) {
    consumer.send({ type: 'batch_status', batch_id, status, message })
  }
  await until(running, '&type=batch_status', 4)
  const found = async (query: string) =>
    ((await running.get(`/api/events?order=asc&${query}`)) as { events: EventResource[] }).events
  const messages = async (query: string) =>
    (await found(`type=batch_status&${query}`)).map(({ data }) => (data as { message: string }).message)

  expect(await messages('severity=warning,critical')).toEqual(['Timeout after 10 s: "eth_getLogs"'])
  expect(await messages('severity=info&severity=critical')).toEqual(['block 7', 'again', 'far'])
  expect(await messages('q=timeout')).toEqual(['Timeout after 10 s: "eth_getLogs"'])
  expect(await messages(`q=${encodeURIComponent('"ETH_getlogs" RACK')}`)).toHaveLength(1)
  expect(await messages('q=timeout+moon')).toEqual([])
  expect(await messages('q=%2342')).toEqual(['Timeout after 10 s: "eth_getLogs"', 'again'])
  expect(await messages('q=%234,242')).toEqual(['far'])
  // The task's name stands nowhere in its events.
  const ofTask = (await found('q=mainnet+pools')).map(({ task_id }) => task_id)
  expect(ofTask.length).toBeGreaterThan(1)
  expect(new Set(ofTask)).toEqual(new Set([7]))
  const { events } = await running.monitor.api.call('events.query', { q: 'eth_', severity: ['warning'] })
  expect(events.map(({ severity, type }) => [severity, type])).toEqual([['warning', 'batch_status']])

  const all = await found('limit=1000')
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
  type Counted = Readonly<Record<'critical' | 'warning' | 'info' | 'others', number[]>> & { batch_statuses: number }
  const count = async (query: string) => (await running.get(`/api/events/histogram?${query}`)) as Counted
  const everything = await count('')
  expect(sum([...everything.critical, ...everything.warning, ...everything.info])).toBeGreaterThanOrEqual(all.length)
  expect(sum(everything.others)).toBe(0)
  const errors = await count('severity=warning&q=eth_')
  expect([sum(errors.critical), sum(errors.warning), sum(errors.info), errors.batch_statuses]).toEqual([0, 1, 0, 3])
  expect(sum(errors.others)).toBeGreaterThanOrEqual(all.length - 1)
  const ofConsumer = await count('type=session&consumer_id=rack-9')
  expect([sum(ofConsumer.info), ofConsumer.batch_statuses]).toEqual([1, 4])
})
