import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fromSnapshot } from '../../console/fleet-data.ts'
import type { MonitorId } from '../../contract/desktop-monitors.ts'
import { sampleConsumer, sampleSnapshot } from '../../../tests/sample-views.ts'
import { type AppStore, createAppStore, type LinkState } from '../app/app-state.ts'
import { followHealth, healthOf } from './monitor-health.ts'

const fleet = (online: number) =>
  fromSnapshot(
    sampleSnapshot({
      consumers: Array.from({ length: online }, (_, i) => sampleConsumer(`c${i}`)),
      alerts: [
        { alert_id: 'a', kind: 'coverage', since: 0 },
        { alert_id: 'b', kind: 'consumer_lost', since: 0 },
        { alert_id: 'c', kind: 'consumer_lost', since: 0, acknowledged: { at: 0, by: null } },
      ],
    }),
  )
const live: LinkState = { connection: 'live', problem: null, isHeld: false, fleet: fleet(2), heardAt: 7 }
const refused = { fault: 'refused', detail: '' } as const

describe('[DT-19] how a monitor is', () => {
  it('is counted as its own console counts, while that is the present', () => {
    expect(healthOf(live)).toMatchObject({
      standing: 'live',
      seen_at: null,
      figures: {
        consumers: { online: 2, suspect: 0, offline: 0, lost: 0 },
        problems: { critical: 1, warning: 1, info: 0 },
      },
    })
  })

  it('[UI-9] is as of when it was heard, where it is not any more', () => {
    const lost = healthOf({ ...live, connection: 'lost', problem: refused })
    expect(lost).toEqual({ standing: 'lost', problem: refused, seen_at: 7, figures: healthOf(live).figures })
    // A long message is on its way (LV-8).
    expect(healthOf({ ...live, connection: 'connecting' })).toMatchObject({ standing: 'connecting', seen_at: 7 })
  })

  it('is not known before anything was heard', () => {
    const nothing: LinkState = { ...live, connection: 'connecting', fleet: null, heardAt: 0 }
    const empty = { problem: null, seen_at: null, figures: null }
    expect(healthOf(nothing)).toEqual({ ...empty, standing: 'connecting' })
    expect(healthOf({ ...nothing, connection: 'live' })).toEqual({ ...empty, standing: 'connecting' })
    const wrong = { fault: 'token_wrong', detail: 'HTTP 401' } as const
    expect(healthOf({ ...nothing, connection: 'lost', problem: wrong, isHeld: true })).toEqual({
      ...empty,
      standing: 'held',
      problem: wrong,
    })
  })

  describe('is told', () => {
    let store: AppStore
    let told: number
    beforeEach(() => {
      vi.useFakeTimers({ now: 1_000_000 })
      // A folder that is not there: nothing is kept.
      store = createAppStore('/no/such/folder/desktop.json', 'en')
      followHealth(store)
      told = 0
      store.subscribe(({ health }, before) => void (health !== before.health && told++))
    })
    afterEach(() => vi.useRealTimers())
    const link = (id: MonitorId, state: LinkState | null) =>
      store.setState(({ links }) => {
        const next = new Map(links)
        if (state) next.set(id, state)
        else next.delete(id)
        return { links: next }
      })

    it('at most once a second, whatever comes, and ends with the newest', () => {
      for (let i = 0; i < 40; i++) {
        link('https://a', { ...live, fleet: fleet(i) })
        vi.advanceTimersByTime(100)
      }
      expect(told).toBeLessThanOrEqual(5)
      vi.advanceTimersByTime(1000)
      expect(store.getState().health.get('https://a')?.figures?.consumers.online).toBe(39)
      expect(vi.getTimerCount()).toBe(0)
    })

    it('only where it is another one', () => {
      link('https://a', live)
      vi.advanceTimersByTime(1000)
      const before = told
      for (let i = 1; i < 10; i++) {
        link('https://a', { ...live, heardAt: i })
        vi.advanceTimersByTime(1000)
      }
      expect(told).toBe(before)
      link('https://a', null)
      vi.advanceTimersByTime(1000)
      expect([told, store.getState().health.size]).toEqual([before + 1, 0])
    })
  })
})
