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
import { KnownMonitors } from './known-monitors.ts'
import { MonitorLinks } from './monitor-links.ts'
import { ShownMonitor } from './shown-monitor.ts'

const vault = { isSafe: () => false, encrypt: (text: string) => text, decrypt: (text: string) => text }
const alerts = (id: string): Changes => ({ alerts: [{ alert_id: id, kind: 'storage', since: 0 }] })

let folder: string
let feed: Feed
let open: number
let called: unknown[]
let store: AppStore
let shown: ShownMonitor
let known: KnownMonitors
let links: MonitorLinks

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
  known = new KnownMonitors(store, vault)
  links = new MonitorLinks({ own, store, known, version: '1.0.0' })
  shown = new ShownMonitor({ store, known, connections: links, version: '1.0.0' })
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

  it('is another one from then on: the page of before hears and reaches the one it was of', async () => {
    // Nothing listens there.
    known.remember({ name: null, url: 'http://127.0.0.1:1', ssh: null }, null)
    const { client } = shown
    const frames: ConsoleFrame[] = []
    client.subscribe((frame) => frames.push(frame))
    shown.show('http://127.0.0.1:1')
    feed.publish(alerts('a'))
    expect(frames).toHaveLength(2)
    expect([store.getState().connection, alertIds()]).toEqual(['connecting', undefined])
    expect(store.getState().links.get(null)?.fleet?.alerts).toMatchObject([{ alert_id: 'a' }])
    await client.call('demo.stop', {})
    expect(called).toEqual([['demo.stop', {}]])
    await expect(shown.client.call('demo.stop', {})).rejects.toMatchObject({ code: 'SERVER_SHUTDOWN' })
    expect(called).toHaveLength(1)
    shown.show(null)
    expect([store.getState().connection, alertIds(), open]).toEqual(['live', ['a'], 1])
    links.close()
    expect(open).toBe(0)
  })

  it('[DT-19] is one of those that are connected to: our own, those that are watched, and no other', () => {
    const ids = () => [...store.getState().links.keys()]
    expect(ids()).toEqual([null])
    for (let i = 1; i <= 20; i++) known.remember({ name: null, url: `http://127.0.0.1:${i}`, ssh: null }, null)
    expect(ids()).toHaveLength(17)
    expect(ids()).not.toContain('http://127.0.0.1:4')
    known.change('http://127.0.0.1:20', { watch: false })
    expect(ids()).not.toContain('http://127.0.0.1:20')
    expect(ids()).toContain('http://127.0.0.1:4')
    shown.show('http://127.0.0.1:20')
    expect(ids()).toContain('http://127.0.0.1:20')
    known.forget('http://127.0.0.1:19')
    expect(ids()).not.toContain('http://127.0.0.1:19')
    links.close()
  })

  it('[DT-4] [DT-20] is found by what an operator gives, with its token or the one that is kept', () => {
    expect(shown.find({ url: 'https://me:secret@deck' })).toEqual({ problem: { fault: 'address', detail: '' } })
    expect(shown.find({ url: 'deck', ssh: '-oProxyCommand=calc' })).toEqual({
      problem: { fault: 'ssh_address', detail: '' },
    })
    expect(shown.find({ url: 'deck.example:8443/?token=look' })).toEqual({
      id: 'http://deck.example:8443',
      remote: { url: 'http://deck.example:8443', ssh: null, token: 'look', version: '1.0.0' },
    })
    known.remember({ name: null, url: 'http://deck.example', ssh: 'ops@bastion' }, 'kept')
    expect(shown.find({ url: 'deck.example', token: 'given' }).remote?.token).toBe('given')
    expect(shown.find({ url: 'deck.example' }).remote?.token).toBeNull()
    expect(shown.find({ url: 'deck.example', ssh: 'ssh://ops@bastion' }).remote?.token).toBe('kept')
  })
})
