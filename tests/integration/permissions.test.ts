import { answering, OddReceiver } from './odd-receiver.ts'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EventResource } from '../../src/contract/events.ts'
import type { AlertResource } from '../../src/contract/resources/alert.ts'
import { bareHttpServer } from '../bare-http-server.ts'
import { operationsOf } from './api-contract.ts'
import { runMonitor } from './running-monitor.ts'
import { TestConsole } from './test-console.ts'
import { TestConsumer } from './test-consumer.ts'

const tokens = { operator: 'operate', consumer: 'fleet', viewer: 'look' } as const
type Role = keyof typeof tokens

/** Of what leads nowhere. */
const hook = (name: string) => ({ kind: 'webhook', name, url: 'http://127.0.0.1:9/' }) as const

/** Of each operation that is no GET, a request that an operator's token carries out; in an order in which all of them can be. */
const requests: Readonly<Record<string, { path: string; body?: object; action: string }>> = {
  planWhatIf: { path: '/api/tasks/1/what-if', body: { more: 2 }, action: '' },
  reloadTask: { path: '/api/tasks/1/reload', body: {}, action: 'reload' },
  syncTask: { path: '/api/tasks/1/sync', body: {}, action: 'sync.apply' },
  releaseBrake: { path: '/api/tasks/31/release', body: {}, action: 'brake.release' },
  changeTask: { path: '/api/tasks/1', body: { name: 'Renamed', batch_size: 1 }, action: 'task.change' },
  replaceTargets: { path: '/api/tasks/1/targets', body: { targets: ['a', 'x'] }, action: 'import.apply' },
  changeTargets: { path: '/api/tasks/1/targets', body: { add: ['y'], remove: ['a'] }, action: 'targets.change' },
  rollbackTask: { path: '/api/tasks/1/rollback', body: { epoch: 1 }, action: 'rollback.apply' },
  undoChange: { path: '/api/tasks/1/undo', body: {}, action: 'undo.apply' },
  cancelImport: { path: '/api/imports/1', action: 'import.cancel' },
  drainConsumer: { path: '/api/consumers/online/drain', action: 'consumer.drain' },
  undrainConsumer: { path: '/api/consumers/drained/drain', action: 'consumer.undrain' },
  acknowledgeAlerts: {
    path: '/api/alerts/acknowledge',
    body: { alerts: ['consumer_lost:lost'] },
    action: 'alerts.acknowledge',
  },
  unacknowledgeAlerts: {
    path: '/api/alerts/unacknowledge',
    body: { alerts: ['consumer_lost:lost'] },
    action: 'alerts.unacknowledge',
  },
  dismissConsumer: { path: '/api/consumers/lost', action: 'consumer.dismiss' },
  createToken: { path: '/api/tokens', body: { name: 'new', role: 'viewer' }, action: 'tokens.create' },
  rotateToken: { path: '/api/tokens/eye/rotate', action: 'tokens.rotate' },
  revokeToken: { path: '/api/tokens/eye', action: 'tokens.revoke' },
  createBackup: { path: '/api/backups', action: 'backups.create' },
  putSource: {
    path: '/api/tasks/21/source',
    body: { kind: 'url', url: 'http://lists.test:9/list', interval: 86_400_000 },
    action: 'sources.put',
  },
  pauseSource: { path: '/api/tasks/22/source', body: { paused: true }, action: 'sources.pause' },
  runSource: { path: '/api/tasks/22/source/run', action: 'sources.run' },
  deleteSource: { path: '/api/tasks/22/source', action: 'sources.delete' },
  applySource: { path: '/api/tasks/23/source/apply', action: 'sources.apply' },
  discardSource: { path: '/api/tasks/24/source/discard', action: 'sources.discard' },
  createNote: { path: '/api/notes', body: { text: 'Seen', about: { task_id: 1 } }, action: 'notes.create' },
  deleteNote: { path: '/api/notes/1', action: 'notes.delete' },
  putChannel: { path: '/api/channels/new', body: hook('new'), action: 'channels.put' },
  pauseChannel: { path: '/api/channels/idle/pause', body: { paused: true }, action: 'channels.pause' },
  testChannel: { path: '/api/channels/tried/test', body: hook('tried'), action: 'channels.test' },
  retryDeliveries: { path: '/api/deliveries/retry', body: { channel: 'stuck' }, action: 'deliveries.retry' },
  discardDeliveries: { path: '/api/deliveries/discard', body: { delivery_id: 1 }, action: 'deliveries.discard' },
  deleteChannel: { path: '/api/channels/idle', action: 'channels.delete' },
  snoozeAlerts: {
    path: '/api/alerts/snooze',
    body: { alerts: ['sync_due:1'], until: Date.now() + 3_600_000 },
    action: 'alerts.snooze',
  },
  createWindow: {
    path: '/api/windows',
    body: { mutes: true, holds: false, scope: {}, duration: 3_600_000 },
    action: 'windows.create',
  },
  endWindow: { path: '/api/windows/1', action: 'windows.end' },
  createTask: { path: '/api/tasks', body: { task_id: 7, name: 'Another' }, action: 'task.create' },
  deleteTask: { path: '/api/tasks/1', action: 'task.delete' },
}
/** What is done to the world and not to the monitor. */
const withoutTrace = ['testChannel']
const withDryRun = [
  'syncTask',
  'releaseBrake',
  'changeTask',
  'replaceTargets',
  'changeTargets',
  'rollbackTask',
  'undoChange',
]

/** What asks for a dry run, where there is one. */
const dryRuns = ['?dry_run=true', '?%64ry_run=true', '?dry_run=%74rue', '?&dry_run=true&']
/** What asks for nothing that there is. */
const oddQueries = [
  '?dry_run=1',
  '?dry_run=TRUE',
  '?dry_run=',
  '?dry_run',
  '?dry_run=true%20',
  '?dry_run=true;',
  '?dry_run=true&dry_run=false',
  '?dry_run=false&dry_run=true',
  '?dry_run=true&dry_run=true',
  '?dry_run[]=true',
  '?dry_run[0]=true',
  '?dry_run=true&x=1',
  '?dry-run=true',
  '?DRY_RUN=true',
  '?dry_run%00=true',
  '?__proto__=1',
  '?__proto__[dry_run]=true',
  '?%3Fdry_run=true',
  `?token=${tokens.operator}`,
]

/** A fleet in which every one of {@link requests} would change something. */
async function runGuarded() {
  const running = await runMonitor({
    'server.token': tokens.operator,
    'server.consumer-token': tokens.consumer,
    'server.viewer-token': tokens.viewer,
    'monitor.liveness.grace': '0s',
    'monitor.guard.mass-loss': 1,
    'monitor.guard.mass-loss-least': 1,
    'monitor.sources.allowed-hosts': 'lists.test',
    'monitor.channels.private-addresses': 'allow',
  })
  const { api, address } = running.monitor
  const consumerUrl = `${running.consumerUrl}?token=${tokens.consumer}`
  const online = await TestConsumer.register(consumerUrl, 'online')
  await api.call('task.create', { task_id: 1, name: 'Watch', auto_sync: false })
  await api.call('tokens.create', { name: 'eye', role: 'viewer' })

  async function send(
    method: string,
    path: string,
    { role, body }: { role?: Role | undefined; body?: object | undefined },
  ) {
    const headers = {
      ...(role && { authorization: `Bearer ${tokens[role]}` }),
      ...(body && { 'content-type': 'application/json' }),
    }
    const response = await fetch(address.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>) }
  }
  const read = async (path: string) => (await send('GET', path, { role: 'operator' })).body!

  // A message that is to be tried again in an hour, and no other.
  const receiver = await OddReceiver.start()
  receiver.manner = answering(503, { 'retry-after': '3600' })
  const stuck = { kind: 'webhook', name: 'stuck', url: receiver.url, summary: { cron: '* * * * * *' } } as const
  await api.call('channels.put', { channel: stuck })
  const deliveries = async () => (await api.call('deliveries.list', {})).deliveries
  await expect.poll(async () => (await deliveries())[0]?.attempts, { timeout: 5000 }).toBe(1)
  await api.call('channels.pause', { name: 'stuck', paused: true })
  await api.call('channels.put', { channel: hook('idle') })

  // The first import, and so number 1.
  const console = await TestConsole.open(address.url, tokens.operator)
  await console.call('import.open', { task_id: 1, format: 'text', total_bytes: null })
  await send('PUT', '/api/tasks/1/targets', { role: 'operator', body: { targets: ['a', 'b', 'c'] } })
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-permissions-'))
  const file = join(folder, 'list.txt')
  writeFileSync(file, 'listed\n')
  for (const id of [21, 22, 23, 24]) {
    await api.call('task.create', { task_id: id, name: `Fed ${id}`, auto_sync: false })
    const source = { kind: 'file', file, apply: 'after_review', interval: 86_400_000 } as const
    if (id > 21) await api.call('sources.put', { task_id: id, source })
  }
  const sourceStates = async () => (await api.call('sources.list', {})).sources.map(({ state }) => state)
  await expect.poll(sourceStates, { timeout: 10_000 }).toEqual(['waiting', 'waiting', 'waiting'])
  // Auto-sync is off, so that there is something left for a sync to do.
  const others = await Promise.all(['member', 'drained'].map((id) => TestConsumer.register(consumerUrl, id)))
  const lost = await TestConsumer.register(consumerUrl, 'lost')
  await api.call('task.create', { task_id: 31, name: 'Braked', auto_sync: false })
  await send('PUT', '/api/tasks/31/targets', { role: 'operator', body: { targets: ['a', 'b', 'c'] } })
  await lost[Symbol.asyncDispose]()
  await api.call('consumers.drain', { consumers: ['drained'] })
  await expect.poll(async () => (await read('/api/consumers/lost'))['state']).toBe('lost')

  return {
    running,
    send,
    /** All that a request could have changed. */
    state: async () => {
      const { consumers } = (await read('/api/consumers')) as { consumers: Record<string, unknown>[] }
      return {
        ...(await read('/api/tasks')),
        ...(await read('/api/imports')),
        ...(await read('/api/tokens')),
        ...(await read('/api/backups')),
        ...(await read('/api/sources')),
        ...(await read('/api/channels')),
        ...(await read('/api/deliveries')),
        ...(await read('/api/notes')),
        ...(await read('/api/windows')),
        marks: ((await read('/api/alerts'))['alerts'] as AlertResource[])
          .filter(({ acknowledged, snoozed }) => acknowledged ?? snoozed)
          .map(({ alert_id, acknowledged }) => [alert_id, acknowledged !== undefined]),
        epochs: (await send('GET', '/api/tasks/1/epochs', { role: 'operator' })).body?.['epochs'],
        targets: (await send('GET', '/api/tasks/1/targets', { role: 'operator' })).body?.['targets'],
        consumers: consumers.map(({ consumer_id, drained_at, slots }) => ({ consumer_id, drained_at, slots })),
        reloads: online.frames.filter(({ type }) => type === 'batch_reload').length,
      }
    },
    events: async (type: string) => {
      const { events } = await read(`/api/events?type=${type}&order=asc`)
      return (events as EventResource[]).map(({ data }) => data as Record<string, unknown>)
    },
    async [Symbol.asyncDispose]() {
      for (const each of [console, online, receiver, ...others]) await each[Symbol.asyncDispose]()
      await running[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The methods of {@link requests}, out of the API document: a new operation is not forgotten here. */
async function changing(document: Parameters<typeof operationsOf>[0]) {
  const found = new Map(
    Array.from(operationsOf(document), ({ method, operation }) => [operation.operationId, { method, operation }]),
  )
  const others = [...found].filter(([, { method }]) => method !== 'GET').map(([id]) => id)
  expect(others.toSorted()).toEqual(Object.keys(requests).toSorted())
  const canTry = [...found].filter(([, { operation }]) => operation.parameters?.some(({ name }) => name === 'dry_run'))
  expect(canTry.map(([id]) => id).toSorted()).toEqual(withDryRun.toSorted())
  return Object.entries(requests).map(([id, request]) => ({ id, ...request, method: found.get(id)!.method }))
}

describe('permissions', () => {
  it('[SEC-1] [EV-4] nobody below an operator changes anything, whatever the query says', async () => {
    await using guarded = await runGuarded()
    const { send, state } = guarded
    const before = await state()
    const noted = await guarded.events('operator')
    for (const { id, method, path, body } of await changing(await guarded.running.apiDocument())) {
      const statuses: Record<string, number> = {}
      const expected: Record<string, number> = {}
      for (const query of ['', ...dryRuns, ...oddQueries]) {
        for (const role of [undefined, 'consumer', 'viewer'] as const) {
          const call = `${role ?? 'no token'} ${query}`
          statuses[call] = (await send(method, path + query, { role, body })).status
          if (role === undefined) expected[call] = 401
          else if (role === 'consumer') expected[call] = 403
          else if (id === 'planWhatIf') expected[call] = query === '' ? 200 : 422
          else expected[call] = withDryRun.includes(id) && dryRuns.includes(query) ? 200 : 403
        }
      }
      expect([id, statuses]).toEqual([id, expected])
      expect([id, await state()]).toEqual([id, before])
    }
    expect(await guarded.events('operator')).toEqual(noted)
  })

  it('[SEC-1] [EP-7] [EV-4] an operator changes nothing with a query that is not known, and all changes are written down', async () => {
    await using guarded = await runGuarded()
    const { send, state } = guarded
    const operations = await changing(await guarded.running.apiDocument())
    const noted = (await guarded.events('operator')).length
    const before = await state()
    const events: [string, string][] = []
    for (const { id, method, path, body, action } of operations) {
      for (const query of [...dryRuns, ...oddQueries]) {
        const isDryRun = withDryRun.includes(id) && dryRuns.includes(query)
        const { status, body: answer } = await send(method, path + query, { role: 'operator', body })
        expect([id, query, status, answer?.['code']]).toEqual([
          id,
          query,
          ...(isDryRun ? [200, undefined] : [422, 'INVALID_MESSAGE']),
        ])
        if (action !== '' && !isDryRun) events.push([action, 'INVALID_MESSAGE'])
      }
      expect([id, await state()]).toEqual([id, before])
    }
    for (const { id, method, path, body, action } of operations) {
      const earlier = await state()
      expect([id, Math.floor((await send(method, path, { role: 'operator', body })).status / 100)]).toEqual([id, 2])
      if (action === '') continue
      events.push([action, 'ok'])
      if (!withoutTrace.includes(id)) await expect.poll(state, { message: id }).not.toEqual(earlier)
    }
    const all = async () =>
      (await guarded.events('operator')).slice(noted).map(({ action, outcome }) => [action, outcome])
    await expect.poll(async () => (await all()).length).toBe(events.length)
    expect(await all()).toEqual(events)
  })

  it('[SEC-1] no operation takes a query that it does not name', async () => {
    await using running = await runMonitor()
    const { url } = running.monitor.address
    const hidden = ['/api/openapi.json', '/api/asyncapi.json', '/api/docs']
    const operations = [
      ...operationsOf(await running.apiDocument()),
      ...hidden.map((path) => ({ method: 'GET', path, operation: { operationId: path } })),
    ]
    for (const { method, path: template, operation } of operations) {
      const path = template.replaceAll('{consumer_id}', 'c1').replaceAll(/\{\w+\}/g, '1')
      const body = requests[operation.operationId]?.body
      for (const query of ['?unknown=1', '?token=x', '?unknown']) {
        for (const each of method === 'GET' ? ['GET', 'HEAD'] : [method]) {
          const headers = body ? { 'content-type': 'application/json' } : {}
          const response = await fetch(url + path + query, {
            method: each,
            headers,
            ...(body && { body: JSON.stringify(body) }),
          })
          expect([each, path + query, response.status]).toEqual([each, path + query, 422])
          const name = query.slice(1).split('=')[0]
          if (each === 'HEAD') continue
          expect(await response.json()).toMatchObject({ errors: [{ path: `/${name}`, reason: 'is not known here' }] })
        }
      }
    }
  })

  it('[SEC-1] a link to the console may hold a token, and its files any query', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-console-'))
    writeFileSync(join(folder, 'index.html'), '<p>console</p>')
    writeFileSync(join(folder, 'part.js'), '// part')
    const paths = ['/', '/?token=look', '/?token=look&x=1&dry_run=true']
    const files = ['/index.html?token=look', '/part.js?v=1', '/part.js?dry_run=true']
    for (const [root, known] of [
      [null, paths],
      [folder, [...paths, ...files]],
    ] as const) {
      const server = await bareHttpServer('0.0.0', new Error('There is no monitor.'), root)
      for (const url of known) {
        const { statusCode } = await server.inject({ url, headers: { host: 'localhost' } })
        expect([url, statusCode]).toEqual([url, 200])
      }
      await server.close()
    }
    rmSync(folder, { recursive: true })
  })
})
