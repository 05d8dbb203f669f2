import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refusal } from '../../contract/refusal.ts'
import type { Changes, ConsoleFrame } from '../../contract/feed.ts'
import { Feed } from '../../monitor/feed.ts'
import type { Monitor } from '../../monitor/monitor.ts'
import { sampleSnapshot } from '../../../tests/sample-views.ts'
import { type AppStore, createAppStore } from '../app/app-state.ts'
import { RecentMonitors } from './recent-monitors.ts'
import { ShownMonitor } from './shown-monitor.ts'

const vault = { isSafe: () => false, encrypt: (text: string) => text, decrypt: (text: string) => text }
const alerts = (id: string): Changes => ({ alerts: [{ alert_id: id, kind: 'storage', since: 0 }] })

let folder: string
let feed: Feed
let open: number
let called: unknown[]
let store: AppStore
let shown: ShownMonitor

/** The app's own monitor, as far as it shows and answers something. */
const own: Pick<Monitor, 'connect'> = {
  connect() {
    open++
    return {
      async call(method, params) {
        called.push([method, params])
        if (method === 'demo.start') throw refusal('demo_not_stopped', { demo: 'running' })
        return null as never
      },
      subscribe: (listener, after) => feed.subscribe(listener, after),
      close: () => open--,
    }
  },
}

beforeEach(() => {
  feed = new Feed(sampleSnapshot, () => 1000)
  open = 0
  called = []
  folder = mkdtempSync(join(tmpdir(), 'batchdeck-shown-'))
  store = createAppStore(join(folder, 'desktop.json'), 'en')
  shown = new ShownMonitor({ own, store, recent: new RecentMonitors(store, vault), version: '1.0.0' })
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const alertIds = () => store.getState().fleet?.alerts.map(({ alert_id }) => alert_id)

describe('the monitor that is shown', () => {
  it('feeds the store and every page by one connection', () => {
    const pages: ConsoleFrame[][] = [[], []]
    for (const page of pages) shown.client.subscribe((frame) => page.push(frame))
    feed.publish(alerts('a'))
    expect(open).toBe(1)
    expect([store.getState().connection, alertIds()]).toEqual(['live', ['a']])
    for (const page of pages) expect(page.map(({ type, seq }) => `${type} ${seq}`)).toEqual(['snapshot 0', 'changes 1'])
  })

  it('answers a page that comes back with what it missed only', () => {
    feed.publish(alerts('a'))
    feed.publish(alerts('b'))
    const frames: ConsoleFrame[] = []
    shown.client.subscribe((frame) => frames.push(frame), { feed: feed.id, seq: 1 })
    expect(frames).toEqual([{ type: 'changes', feed: feed.id, seq: 2, now: 1000, changes: alerts('b') }])
  })

  it('answers calls, and says why it does not', async () => {
    expect(await shown.client.call('consumers.drain', { consumers: ['c1'] })).toBeNull()
    expect(called).toEqual([['consumers.drain', { consumers: ['c1'] }]])
    await expect(shown.client.call('demo.start', {})).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('is no longer heard once another is shown: the page of before cannot act on that one', async () => {
    const { client } = shown
    const frames: ConsoleFrame[] = []
    client.subscribe((frame) => frames.push(frame))
    feed.publish(alerts('a'))
    shown.show(null)
    feed.publish(alerts('b'))
    expect(open).toBe(1)
    expect(frames).toHaveLength(2)
    expect(alertIds()).toEqual(['b'])
    await expect(client.call('demo.stop', {})).rejects.toMatchObject({ code: 'SERVER_SHUTDOWN' })
    expect(called).toEqual([])
    shown.close()
    expect(open).toBe(0)
  })

  it('[DT-4] takes the address an operator gives, with its token or the one that is kept', () => {
    expect(shown.given('https://me:secret@deck')).toBeNull()
    expect(shown.given('deck.example:8443/?token=look')).toEqual({
      url: 'http://deck.example:8443',
      token: 'look',
      version: '1.0.0',
    })
    expect(shown.given('deck.example', 'given')).toMatchObject({ token: 'given' })
    expect(shown.given('deck.example')).toMatchObject({ token: null })
  })
})
