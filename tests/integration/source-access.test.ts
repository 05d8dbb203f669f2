import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SourceDefinition, SourceRequest, SourceResource } from '../../src/contract/resources/source.ts'
import { parseSources } from '../../src/headless/settings-sources.ts'
import { startMonitor } from '../../src/monitor/monitor.ts'
import { byDefault, givenBy, resolveSettings } from '../../src/settings/settings.ts'
import { MoodyServer } from '../sources/moody-server.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsole } from './test-console.ts'

const SECRET = 's3cret-of-the-source'
const rarely = { interval: 86_400_000, retries: 0 }

describe('[SO-3] over a network', () => {
  let running: RunningMonitor
  let server: MoodyServer
  const tokens = { operator: 'op-token', viewer: 'eye-token' }
  beforeAll(async () => {
    server = await MoodyServer.start(['a-1', 'a-2'])
    running = await runMonitor({
      'server.token': tokens.operator,
      'server.viewer-token': tokens.viewer,
      'monitor.sources.allowed-hosts': `127.0.0.1, localhost, moved.test, 169.254.169.254, [::1]`,
    })
    await running.monitor.api.call('task.create', { task_id: 1, name: 'Contracts' })
  })
  afterAll(async () => {
    await running[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  async function ask(method: string, path: string, body?: object, token = tokens.operator) {
    const response = await fetch(running.monitor.address.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, text, json: (text === '' ? null : JSON.parse(text)) as Record<string, unknown> }
  }
  const put = (source: SourceDefinition) => ask('PUT', '/api/tasks/1/source', source)

  it('a source sets no header that says where a request goes, and none that ends it', async () => {
    for (const headers of [{ Host: 'evil' }, { 'transfer-encoding': 'chunked' }, { 'X-Key': 'a\r\nHost: evil' }]) {
      expect(await put({ kind: 'url', url: server.url, headers, ...rarely })).toMatchObject({
        status: 422,
        json: { code: 'INVALID_MESSAGE', detail: expect.stringContaining(Object.keys(headers)[0]!) as string },
      })
    }
    expect((await ask('GET', '/api/sources')).json).toEqual({ sources: [] })
  })

  it.each<SourceDefinition>([
    { kind: 'file', file: '/etc/passwd' },
    { kind: 'command', command: ['id'] },
    { kind: 'sql', database: 'postgresql://127.0.0.1/x', query: 'SELECT 1' },
  ])('no token names a source that reads or runs something here: $kind', async (source) => {
    expect(await put(source)).toMatchObject({
      status: 403,
      json: { code: 'FORBIDDEN', detail: expect.stringMatching(/settings file or by the desktop/) as string },
    })
    await using browser = await TestConsole.open(running.monitor.address.url, tokens.operator)
    expect(await browser.call('sources.put', { task_id: 1, source })).toMatchObject({
      ok: false,
      problem: { code: 'FORBIDDEN', reason: 'source_kind_not_for_tokens' },
    })
    expect((await ask('GET', '/api/sources')).json).toEqual({ sources: [] })
  })

  it('no token names another host, a variable of the environment, or no URL at all', async () => {
    const refused = async (source: SourceDefinition) => {
      const { status, json } = await put(source)
      return [status, String(json['detail']).slice(0, 24)]
    }
    expect(await refused({ kind: 'url', url: 'https://example.com/list' })).toEqual([403, 'The host example.com is '])
    expect(await refused({ kind: 'url', url: 'https://127.0.0.1.nip.io/list' })).toEqual([
      403,
      'The host 127.0.0.1.nip.i',
    ])
    expect(await refused({ kind: 'url', url: server.url, headers: { 'x-key': { variable: 'PATH' } } })).toEqual([
      403,
      'A variable of the enviro',
    ])
    expect((await refused({ kind: 'url', url: 'file:///etc/passwd' }))[0]).toBe(422)
    expect((await refused({ kind: 'url', url: server.url, cron: 'at noon' }))[0]).toBe(422)
  })

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '[::1]', 'localhost', '169.254.169.254'])(
    'a URL that a token may name is not followed to %s, which is inside',
    async (host) => {
      const asked = server.asked.length
      expect(await put({ kind: 'url', url: `http://${host}:${server.port}/list`, ...rarely })).toMatchObject({
        status: 200,
      })
      const outcome = async () => {
        const { json } = await ask('GET', '/api/tasks/1/source')
        return (json['last_run'] as { problem?: { reason?: string } } | null)?.problem?.reason
      }
      await expect.poll(outcome, { timeout: 10_000 }).toBe('source_address_private')
      expect(server.asked.length).toBe(asked)
      await ask('DELETE', '/api/tasks/1/source')
    },
  )

  it('a viewer sees a source without its secrets, and changes nothing', async () => {
    const url = `http://user:${SECRET}@127.0.0.1:${server.port}/list?chain=1&key=${SECRET}`
    expect((await put({ kind: 'url', url, headers: { 'X-Api-Key': SECRET }, ...rarely })).status).toBe(200)
    const seen = await ask('GET', '/api/tasks/1/source', undefined, tokens.viewer)
    expect(seen).toMatchObject({
      status: 200,
      json: { where: `http://127.0.0.1:${server.port}/list?chain=…&key=…`, headers: ['X-Api-Key'], origin: 'token' },
    })
    for (const [method, path] of [
      ['PUT', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/run'],
      ['POST', '/apply'],
      ['POST', '/discard'],
    ] as const) {
      expect((await ask(method, `/api/tasks/1/source${path}`, {}, tokens.viewer)).status, path).toBe(403)
    }
    const places = ['/api/sources', '/api/tasks/1/source', '/api/events', '/api/settings', '/metrics', '/api/tasks/1']
    for (const place of places) {
      const response = await fetch(running.monitor.address.url + place, {
        headers: { authorization: `Bearer ${tokens.operator}` },
      })
      expect([place, (await response.text()).includes(SECRET)]).toEqual([place, false])
    }
    await using browser = await TestConsole.open(running.monitor.address.url, tokens.viewer)
    expect(JSON.stringify(await browser.call('sources.list', {}))).not.toContain(SECRET)
    expect(running.logged.join('\n')).not.toContain(SECRET)
  })

  it('[SO-6] what is not shown need not be sent again, and goes nowhere else', async () => {
    const key = '9aa3d95b3bc440fa88ea12eaa4456161'
    const url = `http://user:${SECRET}@127.0.0.1:${server.port}/v3/${key}/list?key=${SECRET}`
    const headers = { 'X-Api-Key': SECRET, 'X-Other': `${SECRET}-2` }
    const { json } = await put({ kind: 'url', url, headers, ...rarely })
    const where = `http://127.0.0.1:${server.port}/v3/…/list?key=…`
    expect(json).toMatchObject({ where, headers: ['X-Api-Key', 'X-Other'] })
    await using browser = await TestConsole.open(running.monitor.address.url, tokens.operator)
    const change = async (source: SourceRequest) =>
      (await browser.call('sources.put', { task_id: 1, source })) as { result?: SourceResource; problem?: object }
    // The same source: what is known of it stays, too.
    expect((await change({ kind: 'url', url: where, interval: 70_000_000 })).result).toMatchObject({
      where,
      headers: ['X-Api-Key', 'X-Other'],
      interval: 70_000_000,
    })
    const kept = {
      kind: 'url',
      url: where.replace('/list', '/lists'),
      headers: { 'X-Api-Key': null },
      ...rarely,
    } as const
    expect((await change(kept)).result).toMatchObject({ headers: ['X-Api-Key'] })
    const [, stored] = await Promise.all([
      expect(change({ ...kept, url: `http://localhost:${server.port}/list` })).resolves.toMatchObject({
        problem: { code: 'INVALID_MESSAGE', reason: 'source_kept_elsewhere' },
      }),
      ask('GET', '/api/tasks/1/source'),
    ])
    expect(stored.json).toMatchObject({ where: kept.url, headers: ['X-Api-Key'] })
    expect(
      (await change({ kind: 'url', url: `http://localhost:${server.port}/list`, ...rarely })).result,
    ).toMatchObject({
      where: `http://localhost:${server.port}/list`,
      headers: [],
    })
    expect(await change({ ...kept, url: where })).toMatchObject({ problem: { code: 'INVALID_MESSAGE' } })
    await ask('DELETE', '/api/tasks/1/source')
    for (const place of ['/api/events', '/metrics', '/api/sources']) {
      expect([place, (await ask('GET', place === '/metrics' ? '/api/tasks' : place)).text.includes(SECRET)]).toEqual([
        place,
        false,
      ])
    }
    expect(running.logged.join('\n')).not.toContain(key)
  })
})

describe('[SO-3] on the machine itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-given-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('secrets go with the request, not with a redirect to another host, and not into a log', async () => {
    await using there = await MoodyServer.start(['b-1'])
    await using server = await MoodyServer.start(['a-1'])
    await using running = await runMonitor({ 'monitor.sources.private-addresses': 'allow' })
    const { api } = running.monitor
    await api.call('task.create', { task_id: 1, name: 'Contracts' })
    process.env['KEY_OF_TEST'] = SECRET
    const headers = { Authorization: { variable: 'KEY_OF_TEST' } }
    await api.call('sources.put', { task_id: 1, source: { kind: 'url', url: server.url, headers, ...rarely } })
    await expect.poll(() => server.asked.length, { timeout: 10_000 }).toBe(1)
    expect(server.asked[0]!.headers['authorization']).toBe(SECRET)
    server.redirectTo = there.url
    server.mood = 'redirect'
    const run = async () => (await api.call('sources.run', { task_id: 1 })).last_run
    await expect.poll(async () => (await api.call('sources.list', {})).sources[0]?.running_since).toBeNull()
    expect(await run()).toMatchObject({ outcome: 'waiting', found: 1 })
    expect(there.asked[0]!.headers['authorization']).toBeUndefined()
    delete process.env['KEY_OF_TEST']
    expect(await run()).toMatchObject({ problem: { message: 'The environment has no variable KEY_OF_TEST.' } })
  })

  it('the settings file names sources by number or name of their task, and only it changes those', async () => {
    const list = join(folder, 'list.txt')
    writeFileSync(list, 'x-1\nx-2\n')
    const yaml = `
sources:
  Pairs:
    kind: file
    file: ${list}
    interval: 1h
  7:
    kind: command
    command: [${JSON.stringify(process.execPath)}, -e, "console.log('y-1')"]
    cron: '0 3 * * *'
    apply: after_review
`
    const sources = parseSources(yaml, 'batchdeck.yaml')
    const given = givenBy(byDefault, {
      'server.port': 0,
      'data-dir': join(folder, 'data'),
      'console.update-interval': '20ms',
    })
    const settings = resolveSettings(given)
    const options = { settings, given, sources, version: '0.0.0', consoleRoot: null }
    for (const time of ['first', 'again']) {
      const monitor = await startMonitor(options)
      try {
        const { api } = monitor
        // Neither waits for a restart where its task comes later.
        if (time === 'first') {
          await api.call('task.create', { task_id: 3, name: 'Pairs' })
          await api.call('task.create', { task_id: 7, name: 'Reviewed' })
        }
        const states = async () =>
          (await api.call('sources.list', {})).sources.map(({ task_id, state, name, origin }) => [
            task_id,
            state,
            name,
            origin,
          ])
        await expect.poll(states, { timeout: 15_000 }).toEqual([
          [3, 'ok', 'list.txt', 'settings'],
          [7, 'waiting', 'node', 'settings'],
        ])
        const source = { kind: 'file', file: list } as const
        await expect(api.call('sources.put', { task_id: 3, source })).rejects.toMatchObject({
          reason: 'source_of_settings',
        })
        await expect(api.call('sources.delete', { task_id: 3 })).rejects.toMatchObject({ reason: 'source_of_settings' })
        expect(await api.call('sources.pause', { task_id: 3, paused: time === 'first' })).toMatchObject({
          state: time === 'first' ? 'paused' : 'ok',
        })
        if (time === 'first') await api.call('sources.pause', { task_id: 3, paused: false })
        else {
          // Nor where its task goes and comes again: what was known of the one before is not true of this one.
          await api.call('task.delete', { task_id: 3 })
          await api.call('task.create', { task_id: 3, name: 'Pairs' })
          const targets = async () => (await api.call('targets.page', { task_id: 3, start: 0, limit: 9 })).matching
          await expect.poll(targets, { timeout: 15_000 }).toBe(2)
        }
      } finally {
        await monitor.close()
      }
    }
    expect(readFileSync(join(folder, 'data', 'batchdeck.db')).includes("console.log('y-1')")).toBe(false)
  })
})
