import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type AppStore, changeSettings, createAppStore, follow, languageOf, monitorName } from './app-state.ts'
import { usualSettings } from './settings-file.ts'

let folder: string
let file: string
let store: AppStore

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'batchdeck-state-'))
  file = join(folder, 'desktop.json')
  store = createAppStore(file, 'zh')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('settings are kept as they change, and no other state is', () => {
  store.setState({ pausedUntil: 5, startsAtLogin: true })
  expect(() => readFileSync(file)).toThrow('ENOENT')
  changeSettings(store, { close: 'tray' })
  changeSettings(store, { attached: 'https://deck' })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    ...usualSettings,
    close: 'tray',
    attached: 'https://deck',
  })
  expect(createAppStore(file, 'en').getState().settings.close).toBe('tray')
})

it('[DT-15] that settings cannot be kept is known, and they last until the end', () => {
  rmSync(folder, { recursive: true })
  changeSettings(store, { close: 'tray' })
  expect(store.getState()).toMatchObject({ settings: { close: 'tray' }, life: { keeps_settings: false } })
  mkdirSync(folder)
  changeSettings(store, { close: 'quit' })
  expect(store.getState().life.keeps_settings).toBe(true)
  expect(createAppStore(file, 'en').getState().settings.close).toBe('quit')
})

it('what a version kept that notified of fewer kinds is what it was', () => {
  const { mass_loss: _new, ...notify } = { ...usualSettings.notify, coverage: false }
  writeFileSync(file, JSON.stringify({ ...usualSettings, close: 'tray', notify }))
  const { settings } = createAppStore(file, 'en').getState()
  expect(settings).toEqual({ ...usualSettings, close: 'tray', notify: { ...usualSettings.notify, coverage: false } })
})

it('whoever follows a part is told that now, and when a field of it is another one', () => {
  const told: unknown[] = []
  follow(
    store,
    ({ settings, pausedUntil }) => ({ close: settings.close, pausedUntil }),
    (part) => told.push(part),
  )
  store.setState({ canHide: true })
  changeSettings(store, { language: 'en' })
  changeSettings(store, { close: 'quit' })
  store.setState({ pausedUntil: 7 })
  expect(told).toEqual([
    { close: 'ask', pausedUntil: 0 },
    { close: 'quit', pausedUntil: 0 },
    { close: 'quit', pausedUntil: 7 },
  ])
})

it('the language of the page wins over that of the system', () => {
  expect(languageOf(store.getState())).toBe('zh')
  changeSettings(store, { language: 'en' })
  expect(languageOf(store.getState())).toBe('en')
})

it('[DT-4] another monitor has a name, our own needs none', () => {
  expect(monitorName(store.getState())).toBeNull()
  changeSettings(store, { attached: 'https://deck.example:8443' })
  expect(monitorName(store.getState())).toBe('deck.example:8443')
})
