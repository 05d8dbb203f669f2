import { describe, expect, it } from 'vitest'
import { autostartEntry } from './autostart-entry.ts'
import { type MenuActions, menuTemplate } from './menu.ts'

const nothing = () => {}
const actions: MenuActions = {
  go: nothing,
  open: nothing,
  disconnect: nothing,
  openDataFolder: nothing,
  checkForUpdates: nothing,
  openApi: nothing,
  openLogs: nothing,
  copyDiagnostics: nothing,
  restart: nothing,
}
const platforms = ['linux', 'darwin', 'win32'] as const

describe('the menu', () => {
  it.each(platforms)('on %s has no key twice, and a name for everything', (platform) => {
    for (const language of ['en', 'zh'] as const) {
      const items = menuTemplate({ language, canAct: true, isAttached: false, isSafe: false }, actions, platform)
      const all = items.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
      const keys = all.flatMap(({ accelerator }) => accelerator ?? [])
      expect(new Set(keys).size).toBe(keys.length)
      // In the page it opens what is said of the view.
      expect(keys).not.toContain('F1')
      for (const { label, type, role } of all) expect(type === 'separator' || role === 'front' || label).toBeTruthy()
    }
  })

  it('offers what can be done only', () => {
    const enabled = (state: { canAct: boolean; isAttached: boolean }) =>
      menuTemplate({ language: 'en', isSafe: false, ...state }, actions, 'linux')
        .flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
        .filter(({ enabled: isEnabled }) => isEnabled === true)
        .map(({ label }) => label)
    expect(enabled({ canAct: false, isAttached: true })).toEqual(["Back to This Computer's Monitor"])
    expect(enabled({ canAct: true, isAttached: false })).toEqual(['Import Targets…', 'Reload Fleet…'])
  })
})

it('the start at login quotes what it starts', () => {
  const entry = autostartEntry(['/opt/My "Apps"/batch$deck', String.raw`C:\x`, '100%', '--hidden'])
  expect(entry).toContain(
    String.raw`Exec="/opt/My \\"Apps\\"/batch\\$deck" "C:\\\\x" "100%%" "--hidden"` + '\nTerminal=false',
  )
})
