import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fromSnapshot } from '../../console/fleet-data.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import { sampleSnapshot } from '../../../tests/sample-views.ts'
import { type AppStore, changeSettings, createAppStore } from '../app/app-state.ts'
import { endPauses } from '../app/pause.ts'
import type { NoticeText } from './notice-text.ts'
import { NotificationCenter } from './notification-center.ts'
import { GRACE_MS, GROUP_MS, SETTLE_MS } from './desktop-rules.ts'

const grace = 10_000
const lost = (id: string): AlertResource => ({
  alert_id: `consumer_lost:${id}`,
  kind: 'consumer_lost',
  since: 0,
  consumer_id: id,
})

let folder: string
let store: AppStore
let shown: NoticeText[]
let isWatched: boolean
let center: NotificationCenter

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  folder = mkdtempSync(join(tmpdir(), 'batchdeck-notices-'))
  store = createAppStore(join(folder, 'desktop.json'), 'en')
  shown = []
  isWatched = false
  endPauses(store)
  center = new NotificationCenter({ store, grace, show: (text) => shown.push(text), isWatched: () => isWatched })
})

afterEach(() => {
  center.close()
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

const inForce = (...alerts: AlertResource[]) => store.setState({ fleet: fromSnapshot(sampleSnapshot({ alerts })) })
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

  it('of another monitor wait for its grace, forget what was told of the one before, and name it', () => {
    vi.advanceTimersByTime(grace)
    inForce(lost('c1'))
    vi.advanceTimersByTime(GROUP_MS)
    shown.length = 0
    store.setState(({ settings }) => ({ settings: { ...settings, attached: 'https://deck' }, fleet: null }))
    inForce(lost('c1'))
    vi.advanceTimersByTime(GRACE_MS - 1)
    expect(shown).toEqual([])
    vi.advanceTimersByTime(1)
    expect(bodies()).toEqual(['Consumers lost: 1: c1 is lost\nBatchdeck · deck'])
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
