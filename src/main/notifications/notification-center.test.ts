import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FleetData, fromSnapshot } from '../../console/fleet-data.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import { sampleSnapshot } from '../../../tests/sample-views.ts'
import type { MonitorId } from '../../contract/desktop-monitors.ts'
import { type AppStore, changeSettings, createAppStore, type LinkState } from '../app/app-state.ts'
import { KnownMonitors } from '../remote/known-monitors.ts'
import { endPauses } from '../app/pause.ts'
import type { NoticeText } from './notice-text.ts'
import { NotificationCenter } from './notification-center.ts'
import { GRACE_MS, GROUP_MS, SETTLE_MS } from './desktop-rules.ts'

const grace = 10_000
const noVault = { isSafe: () => false, encrypt: String, decrypt: String }
const lost = (id: string): AlertResource => ({
  alert_id: `consumer_lost:${id}`,
  kind: 'consumer_lost',
  since: 0,
  consumer_id: id,
})

let folder: string
let store: AppStore
let shown: (NoticeText & { readonly monitor: MonitorId })[]
let isWatched: boolean
let center: NotificationCenter

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  folder = mkdtempSync(join(tmpdir(), 'batchdeck-notices-'))
  store = createAppStore(join(folder, 'desktop.json'), 'en')
  shown = []
  isWatched = false
  endPauses(store)
  link(null, null)
  center = new NotificationCenter({
    store,
    grace,
    show: (text, monitor) => shown.push({ ...text, monitor }),
    isWatched: () => isWatched,
  })
})

afterEach(() => {
  center.close()
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

const link = (id: MonitorId, fleet: FleetData | null) => {
  const state: LinkState = { connection: 'live', problem: null, isHeld: false, fleet, heardAt: Date.now() }
  store.setState(({ links }) => ({ links: new Map([...links, [id, state]]) }))
}
/** What a monitor says. */
const say = (id: MonitorId, ...alerts: AlertResource[]) => link(id, fromSnapshot(sampleSnapshot({ alerts })))
const inForce = (...alerts: AlertResource[]) => say(null, ...alerts)
const bodies = () => shown.map(({ title, body }) => `${title}: ${body}`)

describe('[DT-1] the notifications', () => {
  it('come when it is time for them, without anybody asking, and lead to their place', () => {
    vi.advanceTimersByTime(grace)
    inForce(lost('c1'))
    vi.advanceTimersByTime(GROUP_MS - 1)
    expect(shown).toEqual([])
    vi.advanceTimersByTime(1)
    expect(bodies()).toEqual(['Consumers lost: 1: c1 is lost'])
    expect(shown[0]?.place).toEqual({ screen: 'consumers', params: { open: 'c1' } })
    inForce()
    vi.advanceTimersByTime(SETTLE_MS)
    expect(bodies()).toHaveLength(2)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('wait for the grace at the start', () => {
    inForce(lost('c1'))
    vi.advanceTimersByTime(grace - 1)
    expect(shown).toEqual([])
    vi.advanceTimersByTime(1)
    expect(shown).toHaveLength(1)
  })

  it('[DT-19] of another monitor wait for its grace, name it, and lead to it; those of our own name that, too', () => {
    const connection = { name: 'Production', url: 'https://deck', ssh: null, watch: true, token: null }
    changeSettings(store, { connections: [connection] })
    expect(new KnownMonitors(store, noVault).find('https://deck')).not.toBeNull()
    vi.advanceTimersByTime(grace)
    link('https://deck', null)
    say('https://deck', lost('c1'))
    inForce(lost('c1'))
    vi.advanceTimersByTime(GROUP_MS)
    expect(bodies()).toEqual(['Consumers lost: 1: c1 is lost\nBatchdeck · This computer'])
    vi.advanceTimersByTime(GRACE_MS - GROUP_MS - 1)
    expect(shown).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(bodies()[1]).toBe('Consumers lost: 1: c1 is lost\nBatchdeck · Production')
    expect(shown.map(({ monitor }) => monitor)).toEqual([null, 'https://deck'])
    // It is not connected to any more: nothing of it is waited for, and it begins anew.
    store.setState(({ links }) => ({ links: new Map([...links].filter(([id]) => id === null)) }))
    inForce()
    vi.advanceTimersByTime(SETTLE_MS)
    expect(bodies()[2]).toBe('Batchdeck: No consumer is lost any more')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('[DT-19] are needed of a monitor that is not shown, whatever the operator looks at', () => {
    vi.advanceTimersByTime(grace)
    isWatched = true
    changeSettings(store, { attached: 'https://deck' })
    inForce(lost('c1'))
    say('https://deck', lost('c2'))
    vi.advanceTimersByTime(GRACE_MS)
    expect(shown.map(({ monitor }) => monitor)).toEqual([null])
  })

  it('are not needed for what the operator has looked at', () => {
    vi.advanceTimersByTime(grace)
    inForce(lost('c1'))
    isWatched = true
    center.look()
    isWatched = false
    vi.advanceTimersByTime(600_000)
    expect(shown).toEqual([])
  })

  it('come after a pause, which ends by itself', () => {
    vi.advanceTimersByTime(grace)
    store.setState({ pausedUntil: Date.now() + 3_600_000 })
    inForce(lost('c1'))
    vi.advanceTimersByTime(3_599_999)
    expect([shown, store.getState().pausedUntil > 0]).toEqual([[], true])
    vi.advanceTimersByTime(1)
    expect(bodies()).toEqual(['Consumers lost: 1: c1 is lost'])
    expect(store.getState().pausedUntil).toBe(0)
  })

  it('come at once where a pause is ended', () => {
    vi.advanceTimersByTime(grace)
    store.setState({ pausedUntil: Date.now() + 3_600_000 })
    inForce(lost('c1'))
    vi.advanceTimersByTime(60_000)
    store.setState({ pausedUntil: 0 })
    expect(shown).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('do not come for a kind that is turned off, nor when it is turned on later', () => {
    const { notify } = store.getState().settings
    vi.advanceTimersByTime(grace)
    changeSettings(store, { notify: { ...notify, consumer_lost: false } })
    inForce(lost('c1'))
    vi.advanceTimersByTime(60_000)
    changeSettings(store, { notify })
    vi.advanceTimersByTime(60_000)
    expect(shown).toEqual([])
  })
})
