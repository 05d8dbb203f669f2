import { describe, expect, it } from 'vitest'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { FleetData } from '../../console/fleet-data.ts'
import type { BatchResource } from '../../contract/resources/batch.ts'
import type { ConsumerResource } from '../../contract/resources/consumer.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import type { MonitorFigures, MonitorHealth } from '../../contract/desktop-monitors.ts'
import { noticeText } from '../notifications/notice-text.ts'
import { type Glance, trayText } from './tray-text.ts'

const lost = (id: string, since: number): AlertResource => ({
  alert_id: `consumer_lost:${id}`,
  kind: 'consumer_lost',
  since,
  consumer_id: id,
})
const consumer = (consumer_id: string, state: ConsumerResource['state'], targets = 0) =>
  [consumer_id, { consumer_id, state, targets } as ConsumerResource] as const
const batch = (batch_id: number, status: BatchResource['status']) =>
  [batch_id, { batch_id, status, progress: 0, stale: false } as BatchResource] as const

const data = {
  tasks: new Map([[1, { task_id: 1, name: 'Contracts & more', targets: 2000 } as TaskResource]]),
  consumers: new Map([
    consumer('c1', 'online', 1999),
    consumer('c2', 'suspect', 1),
    consumer('c3', 'lost'),
    consumer('c4', 'offline'),
  ]),
  batches: new Map([batch(1, 'running'), batch(2, 'running'), batch(3, 'error')]),
  unplanned: new Map(),
  alerts: [] as readonly AlertResource[],
} as unknown as FleetData

const usual: Glance = { data, connection: 'live', monitor: null, monitors: [], pausedUntil: 0, language: 'en' }
const labels = (glance: Partial<Glance>) =>
  trayText({ ...usual, ...glance }).lines.map((line) => (line === null ? '---' : line.label))

describe('[DT-2] the tray', () => {
  it('shows the fleet at a glance, and never all of the coverage where some is missing', () => {
    expect(labels({})).toEqual([
      'Coverage: 99.9%',
      'Consumers: 1 online, 1 suspect, 1 lost',
      'Offline, slots held: 1',
      'Batches: 2 running, 1 in error',
      '---',
      'All clear',
      '---',
      'Show Batchdeck',
      'Pause Notifications for 1 h',
      '---',
      'Quit Batchdeck',
    ])
    expect(trayText(usual)).toMatchObject({
      problems: 0,
      tooltip: expect.stringContaining('All clear') as string,
    })
  })

  it('lists the newest alerts, each with its place, and counts the others', () => {
    const alerts = Array.from({ length: 7 }, (_, i) => lost(`c${i}`, i))
    const text = trayText({ ...usual, data: { ...data, alerts } })
    expect(text.problems).toBe(7)
    const lines = text.lines.slice(5, 12)
    expect(lines.map((line) => line?.label)).toEqual([
      'Needs attention: 7',
      ...['c6', 'c5', 'c4', 'c3', 'c2'].map((id) => `  ${id} is lost`),
      '  and 2 more',
    ])
    expect(lines[1]?.place).toEqual({ screen: 'consumers', params: { open: 'c6' } })
  })

  it('says that nobody knows while another monitor is not reached', () => {
    const glance = { monitor: 'deck:8443', connection: 'lost' } as const
    expect(labels(glance)).toEqual([
      "Can't reach deck:8443",
      '---',
      'Show Batchdeck',
      'Pause Notifications for 1 h',
      '---',
      'Quit Batchdeck',
    ])
    expect(trayText({ ...usual, ...glance }).problems).toBeNull()
    expect(labels({ monitor: 'deck:8443' })[0]).toBe('deck:8443')
    expect(labels({ monitor: 'deck:8443', connection: 'connecting', data: null })[0]).toBe('Connecting to deck:8443…')
  })

  it('[DT-19] lists several monitors, each leading to itself, and counts what all of them have', () => {
    const figures = (warning: number): MonitorFigures => ({
      coverage: 1,
      consumers: { online: 1, suspect: 0, offline: 0, lost: 0 },
      problems: { critical: 0, warning, info: 0 },
    })
    const live = (warning: number): MonitorHealth => ({
      standing: 'live',
      problem: null,
      seen_at: null,
      figures: figures(warning),
    })
    const lostNow: MonitorHealth = {
      standing: 'lost',
      problem: { fault: 'refused', detail: '' },
      seen_at: 5,
      figures: figures(9),
    }
    const held: MonitorHealth = {
      standing: 'held',
      problem: { fault: 'token_wrong', detail: '' },
      seen_at: null,
      figures: null,
    }
    const monitors = [
      { id: null, label: 'This computer', health: live(0) },
      { id: 'https://a', label: 'Production', health: live(2) },
      { id: 'https://b', label: 'Staging', health: lostNow },
      { id: 'https://c', label: 'Lab', health: held },
    ]
    const text = trayText({ ...usual, monitors })
    // Whose the figures are that come first.
    expect(text.lines[0]).toEqual({ label: 'This computer' })
    expect(text.tooltip).toMatch(/^Batchdeck\nThis computer\n/)
    const at = text.lines.findIndex((line) => line?.label === 'Monitors')
    expect(text.lines.slice(at + 1, at + 6)).toEqual([
      { label: '  This computer: all clear', monitor: null },
      { label: '  Production: 2 need attention', monitor: 'https://a' },
      { label: "  Staging: can't be reached", monitor: 'https://b' },
      { label: '  Lab: sign-in needed', monitor: 'https://c' },
      null,
    ])
    // What was counted before it was lost is news no more.
    expect(text.problems).toBe(2)
    expect(text.tooltip).toContain('\nProduction: 2 need attention\n')
    expect(trayText({ ...usual, monitors: monitors.toSpliced(1, 1) }).problems).toBeNull()
    expect(trayText({ ...usual, monitors: monitors.toSpliced(1, 2) }).problems).toBe(0)
  })

  it('offers the end of a pause, and speaks Chinese', () => {
    expect(labels({ pausedUntil: new Date(2026, 0, 1, 14, 30).getTime() })).toContain(
      'Notifications Paused until 14:30: Resume',
    )
    expect(labels({ language: 'zh' })).toContain('消费者：1 在线，1 疑似失联，1 失联')
    expect(labels({ data: { ...data, tasks: new Map() } })[0]).toBe('No targets yet')
  })

  it('is no wider than a screen', () => {
    const alerts: AlertResource[] = [{ alert_id: 's', kind: 'storage', since: 0, message: 'x'.repeat(500) }]
    for (const label of labels({ data: { ...data, alerts } })) expect(label.length).toBeLessThanOrEqual(80)
  })
})

describe('[DT-1] a notification', () => {
  const coverage: AlertResource = { alert_id: 'coverage:1', kind: 'coverage', since: 0, task_id: 1, count: 1200 }

  it('of one names it and leads to it', () => {
    const notice = { type: 'raised', key: 'coverage', alerts: [coverage] } as const
    expect(noticeText(notice, data.tasks, null, 'en')).toEqual({
      title: 'Coverage lost',
      body: '1,200 targets of Contracts & more are not covered',
      place: { screen: 'consumers', params: { state: 'away' } },
    })
  })

  it('of many names some, counts the others, and says which monitor it is', () => {
    const alerts = Array.from({ length: 6 }, (_, i) => lost(`c${i}`, i))
    expect(noticeText({ type: 'raised', key: 'consumer_lost', alerts }, data.tasks, 'deck:8443', 'en')).toEqual({
      title: 'Consumers lost: 6',
      body: 'c0 is lost\nc1 is lost\nc2 is lost\nc3 is lost\nand 2 more\nBatchdeck · deck:8443',
      place: { screen: 'consumers', params: { state: 'lost' } },
    })
  })

  it('of the end leads to the Overview', () => {
    expect(noticeText({ type: 'recovered', key: 'rollout_stuck' }, data.tasks, null, 'zh')).toEqual({
      title: 'Batchdeck',
      body: '发布已全部得到应答',
      place: { screen: 'overview', params: {} },
    })
  })
})
