import type { MenuItemConstructorOptions as Item } from 'electron'
import { describe, expect, it } from 'vitest'
import { autostartEntry } from './autostart-entry.ts'
import { type MenuActions, menuTemplate } from './menu.ts'

const nothing = () => {}
const actions: MenuActions = {
  go: nothing,
  open: nothing,
  disconnect: nothing,
  copyLink: () => {},
  showMonitor: nothing,
  openDataFolder: nothing,
  checkForUpdates: nothing,
  openApi: nothing,
  openLogs: nothing,
  copyDiagnostics: nothing,
  restart: nothing,
  zoom: nothing,
  print: nothing,
  savePdf: nothing,
  showEmoji: nothing,
  dictate: nothing,
}
const platforms = ['linux', 'darwin', 'win32'] as const

const monitors = [
  { id: null, label: 'This computer', isShown: false },
  { id: 'https://a', label: 'R&D', isShown: true },
]

describe('the menu', () => {
  const walk = (items: readonly Item[]): Item[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? walk(item.submenu) : [])])
  const everything = (language: 'en' | 'zh', platform: NodeJS.Platform) =>
    walk(
      menuTemplate({ language, canAct: true, isAttached: false, isSafe: false, monitors: [] }, actions, platform),
    ).filter(({ type }) => type !== 'separator')

  it.each(platforms)('[DT-24] on %s has no key twice, and a name for everything', (platform) => {
    for (const language of ['en', 'zh'] as const) {
      const all = everything(language, platform)
      // Plus is what Shift and = make.
      const keys = all.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]))
      const pressed = keys.map((key) =>
        key.replace(/^(CmdOrCtrl|Ctrl)\+(?!Cmd)/, platform === 'darwin' ? '$1+' : 'Ctrl+'),
      )
      expect(new Set(pressed).size).toBe(pressed.length)
      // In the page it opens what is said of the view.
      expect(keys).not.toContain('F1')
      for (const item of all) expect(item.label ?? (item.role === 'appMenu' ? 'Batchdeck' : '')).not.toBe('')
    }
  })

  it.each(platforms)('[DT-24] on %s speaks Chinese in every item', (platform) => {
    const said = everything('zh', platform).map(({ label, role }) =>
      role === 'appMenu' ? '' : (label ?? String(role)),
    )
    expect(said.filter((label) => !/\p{Script=Han}/u.test(label) && label !== '')).toEqual(['HTTP API'])
  })

  it('[DT-24] zooms with the keys of the number pad, too, which nobody sees', () => {
    const keys = everything('en', 'win32').filter(({ visible }) => visible === false)
    expect(keys.map(({ accelerator }) => accelerator)).toEqual([
      'CmdOrCtrl+num0',
      'CmdOrCtrl+=',
      'CmdOrCtrl+numadd',
      'CmdOrCtrl+numsub',
    ])
  })

  it('[DT-19] lists the monitors where there are several, and shows the one that is chosen', () => {
    const shown: unknown[] = []
    const acts = { ...actions, showMonitor: (id: string | null) => shown.push(id) }
    const fileMenu = (several: typeof monitors) =>
      menuTemplate(
        { language: 'en', canAct: true, isAttached: true, isSafe: false, monitors: several },
        acts,
        'linux',
      )[0]?.submenu
    const listOf = (menu: ReturnType<typeof fileMenu>) =>
      Array.isArray(menu) ? menu.find(({ label }) => label === 'Monitors')?.submenu : undefined
    const list = listOf(fileMenu(monitors))
    const items = Array.isArray(list) ? list : []
    expect(items.map(({ label, checked }) => [label, checked])).toEqual([
      ['This computer', false],
      ['R&&D', true],
      [undefined, undefined],
      ['Manage Monitors…', undefined],
    ])
    for (const { type, click } of items)
      if (type === 'radio') click?.(undefined as never, undefined, undefined as never)
    expect(shown).toEqual([null, 'https://a'])
    expect(listOf(fileMenu(monitors.slice(0, 1)))).toBeUndefined()
  })

  it('offers what can be done only', () => {
    const enabled = (state: { canAct: boolean; isAttached: boolean }) =>
      menuTemplate({ language: 'en', isSafe: false, monitors: [], ...state }, actions, 'linux')
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
