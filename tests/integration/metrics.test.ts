import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { metricsReadme, withMetricsTable } from '../metrics-table.ts'
import { selectorsOf } from '../promql.ts'
import { type Family, readExposition, valueOf } from './exposition.ts'
import { type MeasuredFleet, measuredFleet, untilShown } from './measured-fleet.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const folder = resolve(import.meta.dirname, '../../docs/monitoring')

async function scrape({ monitor }: RunningMonitor): Promise<ReadonlyMap<string, Family>> {
  return readExposition(await (await fetch(`${monitor.address.url}/metrics`)).text())
}

describe('/metrics of a monitor with a fleet', () => {
  let fleet: MeasuredFleet
  let families: ReadonlyMap<string, Family>

  beforeAll(async () => {
    fleet = await measuredFleet()
    families = readExposition(await fleet.scrape())
  })
  afterAll(() => fleet[Symbol.asyncDispose]())

  it.each<[string, Record<string, string>, number]>([
    ['batchdeck_consumer_sockets', {}, 3],
    ['batchdeck_consumer_sessions', {}, 2],
    ['batchdeck_consumers', { state: 'online' }, 2],
    ['batchdeck_targets', { task_id: '1' }, 300],
    ['batchdeck_targets_covered', { task_id: '1' }, 300],
    ['batchdeck_coverage_ratio', { task_id: '1' }, 1],
    ['batchdeck_epoch', { task_id: '1' }, 1],
    ['batchdeck_epochs_published_total', { cause: 'targets' }, 1],
    ['batchdeck_epochs_published_total', { cause: 'members' }, 0],
    ['batchdeck_frames_received_total', { type: 'register', result: 'ok' }, 2],
    ['batchdeck_frames_received_total', { type: 'batch_reload_ack', result: 'ok' }, 2],
    ['batchdeck_frames_sent_total', { type: 'batch_reload' }, 2],
    ['batchdeck_frames_sent_total', { type: 'connected' }, 3],
    ['batchdeck_reloads_sent_total', {}, 2],
    ['batchdeck_reloads_resent_total', {}, 0],
    ['batchdeck_reload_acks_total', { action: 'reloading' }, 2],
    ['batchdeck_reload_ack_duration_seconds_count', {}, 2],
    ['batchdeck_rollouts', { state: 'settled' }, 1],
    ['batchdeck_rollout_duration_seconds_count', {}, 1],
    ['batchdeck_http_requests_total', { route: '/api/tasks/:task_id/targets', method: 'PUT', status: '2xx' }, 1],
    ['batchdeck_http_requests_total', { route: '/api/tasks/:task_id/targets', method: 'PUT', status: '5xx' }, 0],
    ['batchdeck_http_request_duration_seconds_count', { route: '/api/tasks', method: 'POST' }, 1],
    ['batchdeck_ledger_call_duration_seconds_count', { method: 'publish' }, 1],
    ['batchdeck_storage_failures_total', {}, 0],
    ['batchdeck_alerts', { kind: 'coverage' }, 0],
    ['batchdeck_build_info', { version: '0.0.0' }, 1],
  ])('%s %j is %d', (name, labels, value) => {
    expect(valueOf(families, name, labels)).toBe(value)
  })

  it('counts batches, the bytes of frames, and says when the certificate runs out', () => {
    const batches = families.get('batchdeck_batches')?.samples.reduce((sum, { value }) => sum + value, 0)
    expect(batches).toBe(4)
    expect(valueOf(families, 'batchdeck_socket_received_bytes_total', { kind: 'consumer' })).toBeGreaterThan(300)
    expect(valueOf(families, 'batchdeck_socket_sent_bytes_total', { kind: 'consumer' })).toBeGreaterThan(500)
    const days =
      (valueOf(families, 'batchdeck_tls_certificate_expires_timestamp_seconds') * 1000 - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(29)
    expect(days).toBeLessThan(31)
  })

  it('follows the naming guide, and no label holds the id of a consumer', () => {
    for (const { name, type, help, samples } of families.values()) {
      expect(name).toMatch(/^(batchdeck|process|nodejs)_[a-z0-9_]+$/)
      if (!name.startsWith('batchdeck_')) continue
      expect([name, help.endsWith('.'), name.endsWith('_total')]).toEqual([name, true, type === 'counter'])
      for (const { labels } of samples) expect(Object.values(labels)).not.toContain('c1')
    }
  })

  it('is documented, with every metric, in docs/monitoring/README.md; npm run docs writes that', () => {
    const document = readFileSync(metricsReadme, 'utf8')
    expect(document).toBe(withMetricsTable(document, families))
  })

  it('has every metric, label and value that a rule or a panel reads', () => {
    const { groups } = parse(readFileSync(resolve(folder, 'alerts.yaml'), 'utf8')) as {
      groups: { rules: { alert: string; expr: string; annotations: { summary: string; description: string } }[] }[]
    }
    const rules = groups.flatMap((group) => group.rules)
    expect(rules.length).toBeGreaterThan(10)
    for (const { annotations } of rules) expect(annotations.description.length).toBeGreaterThan(40)
    const board = JSON.parse(readFileSync(resolve(folder, 'grafana-dashboard.json'), 'utf8')) as Board
    const panels = board.panels.filter(({ type }) => type !== 'row')
    expect(board.panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
      'Fleet',
      'Coverage',
      'Rollout',
      'Sockets',
      'Process',
      'Sources',
      'Channels',
      'Disks',
    ])
    for (const { title, description } of panels) expect([title, (description ?? '').length > 10]).toEqual([title, true])
    const expressions = [
      ...rules.map(({ expr }) => expr),
      ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
      ...board.annotations.list.map(({ expr }) => expr),
    ]
    const wrong = expressions.flatMap((expression) =>
      selectorsOf(expression).flatMap((selector) => missing(selector, families)),
    )
    expect(wrong).toEqual([])
  })

  it('every panel of the dashboard has its place, and its data source is the one chosen at the top', () => {
    const board = JSON.parse(readFileSync(resolve(folder, 'grafana-dashboard.json'), 'utf8')) as Board
    const taken = new Set<string>()
    for (const { title, type, gridPos, datasource } of board.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect([title, taken.has(`${x} ${y}`)]).toEqual([title, false])
          taken.add(`${x} ${y}`)
        }
      }
      if (type !== 'row') expect([title, datasource?.uid]).toEqual([title, '${datasource}'])
    }
    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length)
    expect(board.templating.list.map(({ name, type }) => [name, type])).toContainEqual(['datasource', 'datasource'])
  })
})

interface Board {
  panels: {
    id: number
    type: string
    title: string
    description?: string
    gridPos: { x: number; y: number; w: number; h: number }
    datasource?: { uid: string }
    targets?: { expr: string }[]
  }[]
  templating: { list: { name: string; type: string }[] }
  annotations: { list: { expr: string }[] }
}

/** Labels that Prometheus gives whatever it scrapes, and its own metric of that. */
const scraped = new Set(['job', 'instance'])

function missing(
  { metric, labels, values }: ReturnType<typeof selectorsOf>[number],
  families: ReadonlyMap<string, Family>,
): string[] {
  if (metric === 'up') return []
  const samples = [...families.values()].flatMap((family) => family.samples).filter(({ name }) => name === metric)
  if (samples.length === 0) return [`${metric} is not measured`]
  const unknown = labels.filter((label) => !scraped.has(label) && !samples.some((sample) => label in sample.labels))
  const never = values.filter(
    ([label, value]) => !scraped.has(label) && !samples.some((sample) => sample.labels[label] === value),
  )
  return [
    ...unknown.map((label) => `${metric} has no label ${label}`),
    ...never.map(([label, value]) => `${metric} has no ${label} ${value}`),
  ]
}

describe('/metrics', () => {
  it('[SEC-1] needs the token of a viewer or operator where tokens are configured', async () => {
    await using running = await runMonitor({
      'server.token': 'op-token',
      'server.consumer-token': 'fleet-token',
      'server.viewer-token': 'eye-token',
    })
    const { url } = running.monitor.address
    const status = async (token: string | null, path = '/metrics') =>
      (await fetch(url + path, { headers: token === null ? {} : { authorization: `Bearer ${token}` } })).status
    expect([await status(null), await status('wrong'), await status(null, '/%6Detrics')]).toEqual([401, 401, 401])
    expect(await status('fleet-token')).toBe(403)
    expect([await status('eye-token'), await status('op-token')]).toEqual([200, 200])
  })

  it('[WS-12] [WS-18] counts refused frames by code, dropped ones all, and refused handshakes', async () => {
    await using running = await runMonitor({
      'monitor.limits.frames-per-second': 1,
      'monitor.limits.frame-burst': 6,
    })
    await using consumer = await TestConsumer.connect(running.consumerUrl)
    consumer.send('no json')
    consumer.send({ type: 'batch_status', batch_id: 1, status: 'running', message: '' })
    consumer.send({ type: 'nothing' })
    for (let n = 0; n < 10; n++) consumer.send({ type: 'ping' })
    expect(await consumer.closed).toBe(1008)
    const refused = await fetch(running.monitor.address.url + '/none')
    expect(refused.status).toBe(404)
    await expect(TestConsumer.connect(running.consumerUrl.replace('monitor', 'nowhere'))).rejects.toThrow('404')
    const families = await scrape(running)
    const count = (type: string, result: string) =>
      valueOf(families, 'batchdeck_frames_received_total', { type, result })
    expect([
      count('none', 'INVALID_JSON'),
      count('batch_status', 'NOT_REGISTERED'),
      count('none', 'UNKNOWN_TYPE'),
    ]).toEqual([1, 1, 1])
    expect([count('ping', 'ok'), count('none', 'RATE_LIMITED')]).toEqual([3, 7])
    expect(valueOf(families, 'batchdeck_sockets_closed_total', { kind: 'consumer', code: 'RATE_LIMITED' })).toBe(1)
    expect(valueOf(families, 'batchdeck_handshakes_refused_total', { code: 'NOT_FOUND' })).toBe(1)
    expect(valueOf(families, 'batchdeck_http_requests_total', { route: 'none', status: '4xx' })).toBe(1)
  })

  it('shows targets nobody watches, their alert, and who is offline', async () => {
    await using running = await runMonitor()
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watched' })
    await running.send('PUT', '/api/tasks/1/targets', 'a\nb\nc')
    await consumer.next('batch_reload')
    consumer.socket.terminate()
    await consumer.closed
    await untilShown(running, ({ alerts = [] }) => alerts.some(({ kind }) => kind === 'coverage'))
    const families = await scrape(running)
    expect(valueOf(families, 'batchdeck_alerts', { kind: 'coverage' })).toBe(1)
    expect(valueOf(families, 'batchdeck_targets_covered', { task_id: '1' })).toBe(0)
    expect(valueOf(families, 'batchdeck_coverage_ratio', { task_id: '1' })).toBe(0)
    expect(valueOf(families, 'batchdeck_consumers', { state: 'offline' })).toBe(1)
    expect(valueOf(families, 'batchdeck_rollout_consumers', { state: 'waiting' })).toBe(1)
    expect(valueOf(families, 'batchdeck_rollout_duration_seconds_count')).toBe(0)
  })

  it('gives a hundred tasks a label of their own, and the sum of the others one', async () => {
    await using running = await runMonitor()
    for (let task_id = 1; task_id <= 103; task_id++) {
      await running.send('POST', '/api/tasks', { task_id, name: `Task ${task_id}` })
    }
    for (const task_id of [1, 102, 103]) await running.send('PUT', `/api/tasks/${task_id}/targets`, 'a\nb')
    const families = await scrape(running)
    expect(families.get('batchdeck_targets')?.samples).toHaveLength(101)
    expect(valueOf(families, 'batchdeck_targets', { task_id: 'other' })).toBe(4)
    expect(valueOf(families, 'batchdeck_coverage_ratio', { task_id: 'other' })).toBe(0)
    expect(valueOf(families, 'batchdeck_epoch', { task_id: 'other' })).toBe(2)
    expect(valueOf(families, 'batchdeck_tasks')).toBe(103)
  })
})
