import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const countNames = [
  'targets',
  'batches',
  'consumers',
  'added',
  'removed',
  'rerated',
  'described',
  'moved_consumer',
  'moved_batch',
  'least_moved_consumer',
  'stray',
  'batches_changed',
  'batches_opened',
  'batches_closed',
]

const targets = (n: number) => Array.from({ length: n }, (_, i) => `target-${i}`)

async function withTask(given = {}): Promise<RunningMonitor> {
  const running = await runMonitor(given)
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  return running
}

/** A request with headers that `fetch` would not let through. */
function rawStatus(running: RunningMonitor, path: string, headers: Record<string, string>): Promise<number> {
  const { host, port } = running.monitor.address
  return new Promise((resolve, reject) => {
    request({ host, port, path, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

describe('HTTP API', () => {
  it('[HT-3] answers with the names of the protocol', async () => {
    await using running = await withTask()
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    expect(await running.get('/healthz')).toMatchObject({ status: 'ok' })
    const dryRun = await running.send('PUT', '/api/tasks/1/targets?dry_run=true', { targets: ['a', 'b', 'b'] })
    expect(dryRun.body).toMatchObject({ task_id: 1, base_epoch: 0, changed: true, duplicates: 1 })
    expect(Object.keys((dryRun.body as { counts: object }).counts)).toEqual(countNames)
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 0, targets: 0 })
    const published = await running.send('PUT', '/api/tasks/1/targets', 'b\na # second\n\n# none\n')
    expect(published.body).toMatchObject({
      task_id: 1,
      published: true,
      epoch: 1,
      consumers_told: ['c1'],
      duplicates: 0,
    })
    expect(await running.get('/api/tasks')).toMatchObject({
      tasks: [{ task_id: 1, name: 'Watch', epoch: 1, targets: 2, batches: 1 }],
    })
    expect(await running.get('/api/tasks/1/targets')).toEqual({ task_id: 1, epoch: 1, targets: ['a', 'b'] })
    expect(await running.get('/api/tasks/1/batches')).toEqual({
      task_id: 1,
      epoch: 1,
      batches: [
        { batch_id: 1, consumer_id: 'c1', priority: 'medium', status: 'pending', progress: 0, targets: ['a', 'b'] },
      ],
    })
    const slots = (await running.get('/api/tasks/1/slots')) as { slots: { consumer_id: string; targets: number }[] }
    expect(slots.slots).toHaveLength(256)
    expect(slots.slots.reduce((sum, slot) => sum + slot.targets, 0)).toBe(2)
    expect(await running.get('/api/consumers')).toMatchObject({
      consumers: [{ consumer_id: 'c1', state: 'online', slots: 256, targets: 2, batch_counts: { pending: 1 } }],
    })
    expect((await running.send('DELETE', '/api/consumers/c1', {})).body).toMatchObject({ code: 'CONFLICT' })
    consumer.send({ type: 'ping' })
    expect((await running.send('DELETE', '/api/tasks/1', {})).status).toBe(204)
    expect(await running.get('/api/tasks')).toEqual({ tasks: [] })
  })

  it('[HT-1] refuses a list with bad lines as a whole, or skips and lists them', async () => {
    await using running = await withTask()
    const bad = 'good\nnot good\nfine\n'
    const refused = await running.send('PUT', '/api/tasks/1/targets', bad)
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'INVALID_TARGETS', errors: [{ path: 'line 2', reason: expect.stringContaining('white space') }] },
    })
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 0 })
    const skipped = await running.send('PUT', '/api/tasks/1/targets?on_invalid=skip', bad)
    expect(skipped.body).toMatchObject({ published: true, counts: { targets: 2 }, skipped: [{ line: 2 }] })
    const json = await running.send('PUT', '/api/tasks/1/targets', { targets: ['ok', { target: 'too' }, 5] })
    expect(json.body).toMatchObject({ code: 'INVALID_TARGETS', errors: [{ path: 'line 3' }] })
    const rated = await running.send('PUT', '/api/tasks/1/targets', { targets: [{ target: 'a', priority: 'top' }] })
    expect(rated.body).toMatchObject({
      code: 'INVALID_TARGETS',
      errors: [{ path: 'line 1', reason: expect.stringContaining('priority') }],
    })
    expect(await running.get('/api/tasks/1/targets')).toMatchObject({ epoch: 1, targets: ['fine', 'good'] })
    const changed = await running.send('PATCH', '/api/tasks/1/targets', { add: ['new'], remove: ['good', 'absent'] })
    expect(changed.body).toMatchObject({ published: true, counts: { added: 1, removed: 1, targets: 2 } })
  })

  it('[PL-5] takes targets with priorities and gives them back', async () => {
    await using running = await withTask()
    const rated = [{ target: 'a', priority: 'urgent' }, 'b', { target: 'c', priority: 'low' }]
    const published = await running.send('PUT', '/api/tasks/1/targets', { targets: rated })
    expect(published.body).toMatchObject({ published: true, counts: { targets: 3, rerated: 0 } })
    expect(await running.get('/api/tasks/1/targets')).toEqual({ task_id: 1, epoch: 1, targets: rated })
    const add = ['a', { target: 'b', priority: 'high' }]
    const changed = await running.send('PATCH', '/api/tasks/1/targets', { add })
    expect(changed.body).toMatchObject({ published: true, counts: { targets: 3, added: 0, rerated: 1 } })
    expect(await running.get('/api/tasks/1/targets')).toMatchObject({ targets: [rated[0], add[1], rated[2]] })
  })

  it("a consumer's cache stays good while only its own progress moves, and not beyond an epoch", async () => {
    await using running = await withTask()
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    await running.send('PUT', '/api/tasks/1/targets', { targets: ['a', 'b'] })
    const own = `${running.monitor.address.url}/api/tasks/1/batches?consumer_id=c1`
    const all = `${running.monitor.address.url}/api/tasks/1/batches`
    const first = await fetch(own)
    const etag = first.headers.get('etag') ?? ''
    const allEtag = (await fetch(all)).headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"/)
    expect(first.headers.get('cache-control')).toBe('max-age=300')
    const heartbeat = {
      type: 'heartbeat',
      consumer_id: 'c1',
      timestamp: 1,
      batches: [{ batch_id: 1, status: 'running', progress: 5 }],
    }
    consumer.send(heartbeat)
    await consumer.next('pong')
    expect((await fetch(own, { headers: { 'if-none-match': etag } })).status).toBe(304)
    expect((await fetch(all, { headers: { 'if-none-match': allEtag } })).status).toBe(200)
    await running.send('PATCH', '/api/tasks/1/targets', { add: ['c'] })
    expect((await fetch(own, { headers: { 'if-none-match': etag } })).status).toBe(200)
  })

  it('[EP-3] a fetch that is answered 304 confirms, too', async () => {
    await using running = await withTask()
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    await running.send('PUT', '/api/tasks/1/targets', { targets: ['a'] })
    await consumer.next('batch_reload')
    const response = await fetch(`${running.monitor.address.url}/api/tasks/1/batches?consumer_id=c1`, {
      headers: { 'if-none-match': '*' },
    })
    expect(response.status).toBe(304)
    expect(await running.get('/api/tasks/1/epochs/1')).toMatchObject({
      state: 'settled',
      rollout: [{ state: 'confirmed' }],
    })
  })

  it('pages through batches and epochs by the path it gives', async () => {
    await using running = await runMonitor()
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch', batch_size: 10 })
    for (const n of [50, 51, 52]) await running.send('PUT', '/api/tasks/1/targets', { targets: targets(n) })
    const seen: number[] = []
    for (let path: string | undefined = '/api/tasks/1/batches?limit=2'; path !== undefined;) {
      const page = (await running.get(path)) as { batches: { batch_id: number }[]; next?: string }
      seen.push(...page.batches.map(({ batch_id }) => batch_id))
      path = page.next
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6])
    const newest = (await running.get('/api/tasks/1/epochs?limit=2')) as { epochs: { epoch: number }[]; next: string }
    expect(newest.epochs.map(({ epoch }) => epoch)).toEqual([3, 2])
    expect(await running.get(newest.next)).toMatchObject({ epochs: [{ epoch: 1 }] })
  })

  it('gives the list as text to whom asks for it', async () => {
    await using running = await withTask()
    await running.send('PUT', '/api/tasks/1/targets', { targets: ['b', 'a'] })
    const response = await fetch(`${running.monitor.address.url}/api/tasks/1/targets`, {
      headers: { accept: 'text/plain' },
    })
    expect(await response.text()).toBe('a\nb\n')
    const again = (accept: string) =>
      fetch(`${running.monitor.address.url}/api/tasks/1/targets`, {
        headers: { accept, 'if-none-match': response.headers.get('etag') ?? '' },
      })
    expect((await again('text/plain')).status).toBe(304)
    expect((await again('application/json')).status).toBe(200)
    await running.send('PATCH', '/api/tasks/1/targets', { add: ['c'] })
    expect(await (await again('text/plain')).text()).toBe('a\nb\nc\n')
  })

  it('[HT-3] answers a reading request with 304 to whom has the answer, and long ones compressed', async () => {
    await using running = await withTask()
    const { url } = running.monitor.address
    const first = await fetch(`${url}/api/tasks`)
    const etag = first.headers.get('etag') ?? ''
    const known = (path: string) => fetch(url + path, { headers: { 'if-none-match': `"other", ${etag}` } })
    expect((await known('/api/tasks')).status).toBe(304)
    await running.send('PUT', '/api/tasks/1/targets', { targets: targets(3000) })
    expect((await known('/api/tasks')).status).toBe(200)
    expect(first.headers.get('content-encoding')).toBeNull()
    const long = await fetch(`${url}/api/tasks/1/targets`)
    expect(long.headers.get('content-encoding')).toBe('gzip')
    expect(((await long.json()) as { targets: string[] }).targets).toHaveLength(3000)
  })

  it('[HT-3] an answer that says no has no tag, and is never 304', async () => {
    await using running = await withTask()
    const { url } = running.monitor.address
    const refusals = [
      ['/api/tasks/9', 404],
      ['/api/tasks?limit=0', 422],
      ['/api/tasks/9/targets', 404],
      ['/api/tasks/9/batches', 404],
      ['/api/nothing', 404],
    ] as const
    for (const [path, status] of refusals) {
      for (const headers of [{}, { 'if-none-match': '*' }]) {
        const answer = await fetch(url + path, { headers })
        expect([path, answer.status, answer.headers.get('etag')]).toEqual([path, status, null])
        expect(await answer.json()).toMatchObject({ status })
      }
    }
    expect((await fetch(`${url}/api/tasks`, { headers: { 'if-none-match': '*' } })).status).toBe(304)
  })

  it('[HT-3] pages through tasks and consumers in order of id', async () => {
    await using running = await withTask()
    for (const task_id of [3, 2]) await running.send('POST', '/api/tasks', { task_id, name: 'More' })
    const page = await running.get('/api/tasks?limit=2')
    expect(page).toMatchObject({ tasks: [{ task_id: 1 }, { task_id: 2 }], next: '/api/tasks?limit=2&after=2' })
    expect(await running.get('/api/tasks?limit=2&after=2')).toMatchObject({ tasks: [{ task_id: 3 }] })
    const fleet = [await TestConsumer.register(running.consumerUrl, 'b')]
    fleet.push(await TestConsumer.register(running.consumerUrl, 'a'))
    const consumers = await running.get('/api/consumers?limit=1')
    expect(consumers).toMatchObject({ consumers: [{ consumer_id: 'a' }], next: '/api/consumers?limit=1&after=a' })
    const rest = await running.get('/api/consumers?limit=1&after=a')
    expect(rest).toMatchObject({ consumers: [{ consumer_id: 'b' }] })
    expect(rest).not.toHaveProperty('next')
    for (const consumer of fleet) await consumer[Symbol.asyncDispose]()
  })

  it('[SEC-1] lets each token do just what it is for', async () => {
    await using running = await runMonitor({
      'server.token': 'op',
      'server.consumer-token': 'fleet',
      'server.viewer-token': 'eye',
    })
    const status = async (token: string | null, method: string, path: string) => {
      const headers = token === null ? {} : { authorization: `Bearer ${token}` }
      return (await fetch(running.monitor.address.url + path, { method, headers })).status
    }
    expect(await status(null, 'GET', '/api/tasks')).toBe(401)
    expect(await status('wrong', 'GET', '/api/tasks')).toBe(401)
    expect(await status('op', 'GET', '/api/consumers')).toBe(200)
    expect(await status('eye', 'GET', '/api/consumers')).toBe(200)
    expect(await status('eye', 'DELETE', '/api/tasks/1')).toBe(403)
    expect(await status('fleet', 'GET', '/api/consumers')).toBe(403)
    expect(await status('fleet', 'GET', '/api/tasks/1/batches?consumer_id=c1')).toBe(404)
    expect(await status(null, 'GET', '/healthz')).toBe(200)
  })

  it('[SEC-1] takes no token out of an address, but for sockets', async () => {
    await using running = await runMonitor({ 'server.token': 'op', 'server.viewer-token': 'eye' })
    const { url } = running.monitor.address
    for (const path of ['/api/tasks?token=op', '/api/tasks?token=eye', '/metrics?token=op']) {
      expect((await fetch(url + path)).status).toBe(401)
    }
    expect((await fetch(`${url}/api/tasks/1?token=op`, { method: 'DELETE' })).status).toBe(401)
    const socket = new WebSocket(`${url.replace('http', 'ws')}/websocket/console?token=eye`)
    await new Promise((opened) => void socket.once('open', opened))
    socket.terminate()
  })

  it('[SEC-1] asks for a token however the path is written', async () => {
    await using running = await runMonitor({ 'server.token': 'op' })
    const { url, host, port } = running.monitor.address
    const paths = ['/%61pi/tasks', '/ap%69/tasks', '/api/%74asks', `${url}/api/tasks`, '/%61pi/none', '//api/tasks']
    const found = await Promise.all(paths.map((path) => rawStatus(running, path, { host: `${host}:${port}` })))
    expect(found).toEqual([401, 401, 401, 401, 404, 404])
  })

  it('[SEC-2] refuses other hosts and the pages of other origins, over HTTP and on the sockets', async () => {
    await using running = await withTask()
    const { port, url } = running.monitor.address
    expect(await rawStatus(running, '/api/tasks', { host: `evil.example:${port}` })).toBe(403)
    expect(await rawStatus(running, '/api/tasks', { host: `localhost:${port}` })).toBe(200)
    expect(await rawStatus(running, '/api/tasks', { host: `127.0.0.1:${port}`, origin: 'https://evil.example' })).toBe(
      403,
    )
    expect(await rawStatus(running, '/api/tasks', { host: `127.0.0.1:${port}`, origin: url })).toBe(200)
    for (const path of ['/websocket/monitor', '/websocket/console']) {
      const socket = new WebSocket(url.replace('http', 'ws') + path, { origin: 'https://evil.example' })
      await expect(new Promise((_resolve, reject) => void socket.once('error', reject))).rejects.toThrow('403')
    }
  })
})
