import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fromSnapshot } from '../../console/fleet-data.ts'
import { sampleConsumer, sampleSnapshot } from '../../../tests/sample-views.ts'
import { type AppStore, changeSettings, createAppStore } from '../app/app-state.ts'
import { followTray } from './tray-updates.ts'
import type { TrayText } from './tray-text.ts'

let store: AppStore
let shown: TrayText[]

beforeEach(() => {
  vi.useFakeTimers()
  // A folder that is not there: nothing is kept.
  store = createAppStore('/no/such/folder/desktop.json', 'en')
  shown = []
  followTray(store, (text) => shown.push(text))
})
afterEach(() => vi.useRealTimers())

const online = (count: number) => {
  const consumers = Array.from({ length: count }, (_, i) => sampleConsumer(`c${i}`))
  store.setState({ fleet: fromSnapshot(sampleSnapshot({ consumers })) })
}
const newest = () => shown.at(-1)?.lines.map((line) => line?.label)

it('[DT-2] the tray is shown at once, and changes as the fleet does', () => {
  expect(newest()).toContain("Connecting to this computer's monitor…")
  vi.advanceTimersByTime(5000)
  expect(shown).toHaveLength(1)
  online(2)
  store.setState({ connection: 'live' })
  vi.advanceTimersByTime(50)
  expect(shown).toHaveLength(2)
  expect(newest()).toContain('Consumers: 2 online, 0 suspect, 0 lost')
})

it('[DT-2] changes at most once a second, and ends with the newest', () => {
  store.setState({ connection: 'live' })
  for (let i = 0; i < 40; i++) {
    online(i)
    vi.advanceTimersByTime(100)
  }
  expect(shown.length).toBeLessThanOrEqual(5)
  vi.advanceTimersByTime(1000)
  expect(newest()).toContain('Consumers: 39 online, 0 suspect, 0 lost')
  expect(vi.getTimerCount()).toBe(0)
})

it('[DT-2] is about the language and the pause, too', () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  changeSettings(store, { language: 'zh' })
  vi.advanceTimersByTime(1000)
  expect(newest()).toContain('暂停通知 1 小时')
  store.setState({ pausedUntil: 1 })
  vi.advanceTimersByTime(1000)
  expect(newest()?.join()).toContain('恢复')
  error.mockRestore()
})
