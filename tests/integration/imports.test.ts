import { once } from 'node:events'
import { type ClientRequest, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ConsoleFrame } from '../../src/contract/feed.ts'
import { mediaTypes, type TextFormat } from '../../src/contract/list-format.ts'
import type { ImportResource } from '../../src/contract/resources/import.ts'
import type { ConsoleConnection } from '../../src/contract/procedures.ts'
import type { Planning } from '../../src/monitor/storage/planning/planning.ts'
import type { ThreadCall } from '../../src/monitor/thread/thread-client.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsole } from './test-console.ts'

/** The same list in every format: two targets, one with a priority and a sign of three bytes, and a bad one in line 3. */
const bodies: Readonly<Record<TextFormat, string>> = {
  text: 'plain\n好\ntwo words\n',
  csv: 'plain,\r\n好,high\r\ntwo words,low\r\n',
  json: '{"targets":["plain",{"target":"好","priority":"high"},"two words"]}',
  ndjson: '"plain"\n{"target":"好","priority":"high"}\n"two words"\n',
}
const ways = (Object.keys(bodies) as TextFormat[]).flatMap((format) =>
  ['identity', 'gzip'].map((encoding) => ({ format, encoding })),
)
const path = '/api/tasks/1/targets'

async function withTask(given = {}): Promise<RunningMonitor> {
  const running = await runMonitor(given)
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  return running
}

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

interface Sending {
  readonly type?: string
  readonly encoding?: string
  readonly method?: string
  readonly query?: string
  readonly token?: string
}

/** A request whose body is still to be sent, and its answer. */
function begin(running: RunningMonitor, { type = 'text/plain', encoding, method = 'PUT', query = '', token }: Sending) {
  const { host, port } = running.monitor.address
  const headers = {
    'content-type': type,
    ...(encoding && { 'content-encoding': encoding }),
    ...(token && { authorization: `Bearer ${token}` }),
  }
  const put: ClientRequest = request({ host, port, method, path: path + query, headers })
  const answer = new Promise<Answer>((resolve, reject) => {
    put.once('error', reject)
    put.once('response', (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, body: JSON.parse(body) as Answer['body'] }),
        reject,
      )
    })
  })
  answer.catch(() => {})
  return { put, answer }
}

function send(running: RunningMonitor, body: string | Buffer, sending: Sending = {}): Promise<Answer> {
  const { put, answer } = begin(running, sending)
  put.end(body)
  return answer
}

async function imports(running: RunningMonitor): Promise<readonly ImportResource[]> {
  return ((await running.get('/api/imports')) as { imports: ImportResource[] }).imports
}

async function cancel(running: RunningMonitor, importId: number): Promise<{ status: number; body: unknown }> {
  return running.send('DELETE', `/api/imports/${importId}`, {})
}

/** Sends a list as a console does. */
async function sendPieces(console: ConsoleConnection, body: string): Promise<number> {
  const { import_id } = await console.call('import.open', { task_id: 1, format: 'text', total_bytes: body.length })
  await console.call('import.piece', { import_id, piece: body })
  await console.call('import.close', { import_id })
  return import_id
}

/** Keeps back what the planning thread is asked, from its next call of this method on. */
function holdThread(method: keyof Planning): { readonly held: Promise<void>; release(): void } {
  const { promise: held, resolve } = Promise.withResolvers<void>()
  const kept: (() => void)[] = []
  const pass = Reflect.get(Worker.prototype, 'postMessage') as (this: Worker, ...args: unknown[]) => void
  const spy = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, ...args) {
    if (kept.length === 0 && (args[0] as ThreadCall).method !== method) pass.apply(this, args)
    else if (kept.push(() => pass.apply(this, args)) === 1) resolve()
  })
  return {
    held,
    release() {
      spy.mockRestore()
      for (const call of kept) call()
    },
  }
}

afterEach(() => void vi.restoreAllMocks())

describe('[HT-1] a target list over HTTP', () => {
  it.each(ways)('$format, $encoding: refused as a whole with its bad line, or without that', async (way) => {
    await using running = await withTask()
    const body = way.encoding === 'gzip' ? gzipSync(bodies[way.format]) : bodies[way.format]
    const sending = { type: mediaTypes[way.format], encoding: way.encoding }
    const refused = await send(running, body, sending)
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'INVALID_TARGETS',
        errors: [{ path: 'line 3', reason: expect.stringContaining('white space') as string }],
        context: { invalid: 1, valid: 2 },
      },
    })
    const tried = await send(running, body, { ...sending, query: '?on_invalid=skip&dry_run=true' })
    expect(tried).toMatchObject({
      status: 200,
      body: { base_epoch: 0, changed: true, counts: { targets: 2 }, skipped: [{ line: 3 }], ignored_columns: [] },
    })
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 0 })
    const done = await send(running, body, { ...sending, query: '?on_invalid=skip' })
    expect(done).toMatchObject({ status: 200, body: { published: true, epoch: 1, skipped: [{ line: 3 }] } })
    const rated = way.format === 'text' ? '好' : { target: '好', priority: 'high' }
    expect(await running.get(path)).toMatchObject({ targets: ['plain', rated] })
    expect(await imports(running)).toEqual([])
  })

  it('[LI-4] keeps the other columns of a CSV file, and says which it passed over', async () => {
    await using running = await withTask()
    const body = 'Owner,Target,prio\nme,a,x\n'
    const done = await send(running, body, { type: 'text/csv; charset=UTF-8; header=present' })
    expect(done.body).toMatchObject({ published: true, ignored_columns: ['prio'] })
    expect(await running.get(path)).toMatchObject({ targets: [{ target: 'a', attributes: { Owner: 'me' } }] })
  })

  it('a change may be packed, and is JSON only', async () => {
    await using running = await withTask()
    const change = gzipSync('{"add":["a","b"]}')
    const json = { method: 'PATCH', type: 'application/json' }
    expect(await send(running, change, { ...json, encoding: 'gzip' })).toMatchObject({ body: { published: true } })
    for (const type of ['text/csv', 'application/x-ndjson', 'text/plain']) {
      expect(await send(running, '"c"', { method: 'PATCH', type })).toMatchObject({
        status: 415,
        body: { code: 'UNSUPPORTED_MEDIA_TYPE', detail: expect.stringContaining('A change is JSON') as string },
      })
    }
  })

  it.each([
    ['what is no gzip', 'INVALID_ENCODING', 400, 'plain', { encoding: 'gzip' }],
    ['gzip that is cut off', 'INVALID_ENCODING', 400, gzipSync('a\nb\n').subarray(0, -4), { encoding: 'gzip' }],
    ['gzip whose sum is wrong', 'INVALID_ENCODING', 400, gzipSync('a\nb\n').fill(0, 16), { encoding: 'gzip' }],
    ['another encoding', 'UNSUPPORTED_MEDIA_TYPE', 415, 'a', { encoding: 'br' }],
    ['another charset', 'UNSUPPORTED_MEDIA_TYPE', 415, 'a', { type: 'text/plain; charset=utf-16' }],
    ['another type', 'UNSUPPORTED_MEDIA_TYPE', 415, 'a', { type: 'application/xml' }],
    ['a list too large', 'TOO_LARGE', 413, 'a\n'.repeat(2000), {}],
    ['a bomb', 'TOO_LARGE', 413, gzipSync(Buffer.alloc(50_000_000, 'a\n')), { encoding: 'gzip' }],
    ['lines that are not UTF-8', 'INVALID_TARGETS', 422, Buffer.from('a\n\u00FF\n', 'latin1'), {}],
    ['JSON that is not UTF-8', 'INVALID_JSON', 400, Buffer.from('["\u00FF"]', 'latin1'), { type: 'application/json' }],
  ] as const)('refuses %s with %s', async (_what, code, status, body, sending) => {
    await using running = await withTask({ 'monitor.limits.max-import': '2KiB' })
    expect(await send(running, body as string | Buffer, sending)).toMatchObject({ status, body: { code } })
    expect(await imports(running)).toEqual([])
    expect(running.logged).toEqual([])
  })

  it.each([
    ['a line without an end', 'text/plain', 'INVALID_TARGETS', 422, Buffer.alloc(40_000_000, 'a')],
    ['nothing but brackets', 'application/json', 'INVALID_JSON', 400, Buffer.alloc(40_000_000, '[')],
    [
      'one long text',
      'application/json',
      'TOO_LARGE',
      413,
      Buffer.concat([Buffer.from('["'), Buffer.alloc(40_000_000, 'a')]),
    ],
    [
      'a cell without an end',
      'text/csv',
      'INVALID_TARGETS',
      422,
      Buffer.concat([Buffer.from('"'), Buffer.alloc(40_000_000, 'a')]),
    ],
    ['lines beyond the limit', 'text/plain', 'TOO_LARGE', 413, Buffer.alloc(40_000_000, 'a\n')],
    ['items beyond the limit', 'application/x-ndjson', 'TOO_LARGE', 413, Buffer.alloc(40_000_000, '"a"\n')],
  ])(
    '[HT-2] refuses %s of 40 MB, packed and unpacked, in little time and memory',
    async (_what, type, code, status, body) => {
      await using running = await withTask({ 'monitor.limits.max-import-lines': 200_000 })
      // Several members, each of which packs as well as can be.
      const member = gzipSync(body.subarray(0, body.length / 4))
      const members = Buffer.concat([member, member, member, member])
      const before = process.memoryUsage().rss
      const startedAt = performance.now()
      expect(await send(running, body, { type })).toMatchObject({ status, body: { code } })
      const packed = await send(running, members, { type, encoding: 'gzip' })
      expect([code, 'TOO_LARGE']).toContain(packed.body['code'])
      expect(performance.now() - startedAt).toBeLessThan(6000)
      expect(process.memoryUsage().rss - before).toBeLessThan(250_000_000)
      expect(await imports(running)).toEqual([])
    },
  )

  it('[HT-2] takes a list that packs well, and none that packs as only a bomb does', async () => {
    await using running = await withTask()
    const names = (count: number) =>
      Array.from(
        { length: count },
        (_, i) => `{"target":"host-${i}.example.com","owner":"operations","note":"${'x'.repeat(250)}"}\n`,
      )
    const list = gzipSync(names(60_000).join(''))
    const sending = { type: 'application/x-ndjson', encoding: 'gzip', query: '?dry_run=true' }
    expect(await send(running, list, sending)).toMatchObject({ status: 200, body: { counts: { targets: 60_000 } } })
    const bomb = gzipSync(Buffer.alloc(20_000_000, '# a\n'))
    expect(await send(running, bomb, { encoding: 'gzip' })).toMatchObject({
      status: 413,
      body: { detail: expect.stringContaining('more than 200 times its size') as string },
    })
  })

  it('answers while a body that is refused still comes, and the connection goes on', async () => {
    await using running = await withTask({ 'monitor.limits.max-import': '64KiB' })
    const { put, answer } = begin(running, {})
    for (let i = 0; i < 40; i++) if (!put.write('a\n'.repeat(30_000))) await once(put, 'drain')
    expect(await answer).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } })
    put.end()
  })
})

describe('[HT-2] an import under way', () => {
  it('is seen by every console, with what has come of it, and by GET /api/imports', async () => {
    await using running = await withTask()
    const seen: (readonly ImportResource[])[] = []
    running.monitor.api.subscribe((frame: ConsoleFrame) => {
      if (frame.type === 'changes' && frame.changes.imports) seen.push(frame.changes.imports)
    })
    const { put, answer } = begin(running, { query: '?dry_run=true' })
    put.write('a\nb\n')
    await expect.poll(() => seen.at(-1)).toMatchObject([{ task_id: 1, phase: 'receiving', bytes: 4, lines: 2 }])
    expect(await imports(running)).toMatchObject([
      { format: 'text', edit: 'replace', dry_run: true, total_bytes: null },
    ])
    const late = await new Promise<ConsoleFrame>((take) => void running.monitor.api.subscribe(take))
    expect(late).toMatchObject({ type: 'snapshot', snapshot: { imports: seen.at(-1) } })
    put.end('c\n')
    expect(await answer).toMatchObject({ status: 200 })
    await expect.poll(() => seen.at(-1)).toEqual([])
  })

  it('cancelled while its body comes in, it changes nothing and its request says so', async () => {
    await using running = await withTask()
    const { put, answer } = begin(running, {})
    put.write('a\n')
    await expect.poll(() => imports(running)).toMatchObject([{ phase: 'receiving', lines: 1 }])
    expect(await cancel(running, 1)).toEqual({ status: 204, body: null })
    expect(await answer).toMatchObject({ status: 409, body: { code: 'CANCELLED' } })
    put.end('b\n')
    expect(await cancel(running, 1)).toMatchObject({ status: 404, body: { code: 'UNKNOWN_IMPORT' } })
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 0 })
    expect((await send(running, 'fine\n')).status).toBe(200)
    expect(running.logged).toEqual([])
  })

  it.each([
    ['readList', 'reading'],
    ['preview', 'planning'],
    ['prepare', 'planning'],
  ] as const)(
    'cancelled while the planning thread has to %s it, its request is answered at once',
    async (method, phase) => {
      await using running = await withTask()
      const thread = holdThread(method)
      const put = send(running, 'a\n', { query: method === 'preview' ? '?dry_run=true' : '' })
      await thread.held
      expect(await imports(running)).toMatchObject([{ phase, bytes: 2, lines: 1 }])
      expect(await cancel(running, 1)).toMatchObject({ status: 204 })
      expect(await put).toMatchObject({ status: 409, body: { code: 'CANCELLED' } })
      thread.release()
      expect((await send(running, 'b\n')).body).toMatchObject({ published: true, epoch: 1, counts: { added: 1 } })
      expect(await running.get(path)).toMatchObject({ targets: ['b'] })
      expect(running.logged).toEqual([])
    },
  )

  it('is published all the same once it goes to disk, and who would cancel it is told so', async () => {
    await using running = await withTask()
    const thread = holdThread('commit')
    const put = send(running, 'a\n')
    await thread.held
    expect(await imports(running)).toMatchObject([{ phase: 'writing' }])
    expect(await cancel(running, 1)).toMatchObject({ status: 409, body: { code: 'CONFLICT' } })
    thread.release()
    expect(await put).toMatchObject({ status: 200, body: { published: true, epoch: 1 } })
  })

  it("[PL-12] slow dry runs of viewers are in no operator's way", async () => {
    await using running = await runMonitor({ 'server.token': 'op', 'server.viewer-token': 'eye' })
    await running.monitor.api.call('task.create', { task_id: 1, name: 'Watch' })
    const slow = Array.from({ length: 16 }, () => {
      const begun = begin(running, { query: '?dry_run=true', token: 'eye' })
      begun.put.write('a\n')
      return begun
    })
    const refused = await Promise.all(slow.slice(1).map(({ answer }) => answer))
    for (const answer of refused) {
      expect(answer).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining('a list of yours') as string },
      })
    }
    for (const list of ['a\n', 'b\n']) {
      const { put, answer } = begin(running, { token: 'op' })
      put.end(list)
      expect(await answer).toMatchObject({ status: 200, body: { published: true } })
    }
    slow[0]!.put.end()
    expect(await slow[0]!.answer).toMatchObject({ status: 200, body: { base_epoch: 2 } })
    for (const { put } of slow) put.destroy()
  })

  it('ends with its client, where that goes before the whole list has come', async () => {
    await using running = await withTask()
    for (const encoding of ['identity', 'gzip']) {
      const { put, answer } = begin(running, { encoding })
      put.write(encoding === 'gzip' ? gzipSync('a\n').subarray(0, 15) : 'a\n')
      await expect.poll(async () => (await imports(running))[0]?.bytes).toBeGreaterThan(0)
      put.destroy()
      await expect(answer).rejects.toThrow('socket hang up')
      await expect.poll(() => imports(running)).toEqual([])
    }
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 0 })
    expect(running.logged).toEqual([])
  })

  it('is published although its client goes, where the whole list has come', async () => {
    await using running = await withTask()
    const thread = holdThread('readList')
    const { put } = begin(running, {})
    put.on('error', () => {})
    put.end('a\n')
    await thread.held
    put.destroy()
    thread.release()
    await expect.poll(() => running.get('/api/tasks/1')).toMatchObject({ epoch: 1, targets: 1 })
  })
})

it('[HT-1] the list comes back as CSV, and is the same when it is sent again', async () => {
  await using running = await withTask()
  const { url } = running.monitor.address
  const targets = [{ target: 'a,"b"', priority: 'urgent' }, '=1+1', '-dash', { target: '好', priority: 'low' }]
  await running.send('PUT', '/api/tasks/1/targets', { targets })
  const answer = await fetch(`${url}/api/tasks/1/targets`, { headers: { accept: 'text/csv, */*;q=0.1' } })
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const csv = await answer.text()
  expect(csv).toBe('target,priority\r\n-dash,medium\r\n=1+1,medium\r\n"a,""b""",urgent\r\n好,low\r\n')
  await running.send('POST', '/api/tasks', { task_id: 2, name: 'Again' })
  const init = { method: 'PUT', headers: { 'content-type': 'text/csv' }, body: csv }
  expect((await fetch(`${url}/api/tasks/2/targets`, init)).status).toBe(200)
  expect(await running.get('/api/tasks/2/targets')).toEqual({
    ...((await running.get('/api/tasks/1/targets')) as object),
    task_id: 2,
  })
})

describe('[HT-2] a list a console sends', () => {
  it('cancelled by another, its console is told when it asks', async () => {
    await using running = await withTask()
    const console = running.monitor.connect()
    const import_id = await sendPieces(console, 'a\n')
    expect(await imports(running)).toMatchObject([{ phase: 'ready', dry_run: true }])
    const thread = holdThread('prepare')
    const applied = console.call('import.apply', { import_id }).catch((error: unknown) => error)
    await thread.held
    expect(await imports(running)).toMatchObject([{ phase: 'planning', dry_run: false }])
    await running.monitor.api.call('import.cancel', { import_id })
    expect(await applied).toMatchObject({ code: 'CANCELLED' })
    thread.release()
    await expect(console.call('import.preview', { import_id })).rejects.toMatchObject({ code: 'UNKNOWN_IMPORT' })
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 0 })
    expect(running.logged).toEqual([])
  })

  it('is applied although its console goes, where it had asked for that; written down as done, and over then', async () => {
    await using running = await withTask()
    const console = running.monitor.connect()
    const import_id = await sendPieces(console, 'a\n')
    const thread = holdThread('commit')
    const applied = console.call('import.apply', { import_id })
    await thread.held
    console.close()
    expect(await imports(running)).toMatchObject([{ import_id, phase: 'writing', dry_run: false }])
    thread.release()
    expect(await applied).toMatchObject({ published: true, epoch: 1 })
    expect(await imports(running)).toEqual([])
    const { events } = await running.monitor.api.call('events.query', { types: ['operator'], limit: 1 })
    expect(events).toMatchObject([{ task_id: 1, data: { action: 'import.apply', outcome: 'ok', epoch: 1 } }])
  })

  it('is over once its console goes while it only looks at it', async () => {
    await using running = await withTask()
    const console = running.monitor.connect()
    const import_id = await sendPieces(console, 'a\n')
    const thread = holdThread('preview')
    const previewed = console.call('import.preview', { import_id }).catch((error: unknown) => error)
    await thread.held
    console.close()
    thread.release()
    await previewed
    await expect.poll(() => imports(running)).toEqual([])
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 0 })
  })

  it('is sent once, previewed and applied by its number, and is over then', async () => {
    await using running = await withTask()
    const console = running.monitor.connect()
    const { import_id } = await console.call('import.open', { task_id: 1, format: 'csv', total_bytes: 20 })
    expect(await console.call('import.piece', { import_id, piece: 'a,hi' })).toEqual({ bytes: 4, lines: 0 })
    await expect(console.call('import.preview', { import_id })).rejects.toMatchObject({ code: 'CONFLICT' })
    await console.call('import.piece', { import_id, piece: 'gh\nno target\n好,\n' })
    const report = await console.call('import.close', { import_id })
    expect(report).toMatchObject({ targets: 2, invalid: 1, complaints: [{ line: 2 }], can_skip: true })
    await expect(console.call('import.preview', { import_id })).rejects.toMatchObject({ code: 'INVALID_TARGETS' })
    const preview = await console.call('import.preview', { import_id, on_invalid: 'skip' })
    expect(preview).toMatchObject({ base_epoch: 0, counts: { targets: 2 }, skipped: [{ line: 2 }] })
    await running.send('PUT', path, 'other\n')
    const apply = { import_id, on_invalid: 'skip', base_epoch: 0 } as const
    await expect(console.call('import.apply', apply)).rejects.toMatchObject({
      code: 'STALE_EPOCH',
      detail: { base_epoch: 1, counts: { removed: 1 } },
    })
    expect(await imports(running)).toMatchObject([{ phase: 'ready', dry_run: true }])
    expect(await console.call('import.apply', { ...apply, base_epoch: 1 })).toMatchObject({ published: true, epoch: 2 })
    await expect(console.call('import.apply', apply)).rejects.toMatchObject({ code: 'UNKNOWN_IMPORT' })
    expect(await imports(running)).toEqual([])
  })

  it('belongs to its console, and goes with it', async () => {
    await using running = await withTask()
    const { url } = running.monitor.address
    await using one = await TestConsole.open(url)
    await using other = await TestConsole.open(url)
    const { result } = await one.call('import.open', { task_id: 1, format: 'text', total_bytes: null })
    const { import_id } = result as { import_id: number }
    expect(await other.call('import.piece', { import_id, piece: 'a' })).toMatchObject({
      ok: false,
      problem: { code: 'UNKNOWN_IMPORT' },
    })
    expect(await imports(running)).toHaveLength(1)
    one.close()
    await expect.poll(() => imports(running)).toEqual([])
  })

  it('[SEC-1] a viewer may look what a list would do, and neither apply nor cancel anything', async () => {
    await using running = await runMonitor({ 'server.token': 'op', 'server.viewer-token': 'eye' })
    const { api, address } = running.monitor
    await api.call('task.create', { task_id: 1, name: 'Watch' })
    await using viewer = await TestConsole.open(address.url, 'eye')
    const { result } = await viewer.call('import.open', { task_id: 1, format: 'text', total_bytes: null })
    const own = { import_id: (result as { import_id: number }).import_id }
    await viewer.call('import.piece', { ...own, piece: 'a\n' })
    await viewer.call('import.close', own)
    expect(await viewer.call('import.preview', own)).toMatchObject({ ok: true, result: { counts: { added: 1 } } })
    for (const method of ['import.apply', 'import.cancel']) {
      expect(await viewer.call(method, own)).toMatchObject({ ok: false, problem: { code: 'FORBIDDEN' } })
    }
    const headers = { authorization: 'Bearer eye' }
    const refused = await fetch(`${address.url}/api/imports/${own.import_id}`, { method: 'DELETE', headers })
    expect(refused.status).toBe(403)
    expect(await viewer.call('import.discard', own)).toMatchObject({ ok: true })
  })
})
