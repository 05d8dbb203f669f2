import type { MenuItemConstructorOptions } from 'electron'
import type { Language } from '../../console/language.ts'
import { type Place, type ScreenName, screenNames } from '../../contract/place.ts'
import type { ZoomStep } from '../native/zoom-level.ts'
import type { MonitorId } from '../../contract/desktop-monitors.ts'
import { type DesktopTexts, texts } from './texts.ts'

/** What the menu is made for. */
export interface MenuState {
  readonly language: Language
  /** Whether the operator may change the fleet that is shown. */
  readonly canAct: boolean
  /** Whether the window is attached to another monitor. */
  readonly isAttached: boolean
  /** Whether the app runs in safe mode. */
  readonly isSafe: boolean
  /** Where there are several: each, the app's own first. */
  readonly monitors: readonly MenuMonitor[]
}

interface MenuMonitor {
  readonly id: MonitorId
  readonly label: string
  readonly isShown: boolean
}

/** What its items do. */
export interface MenuActions {
  go(place: Place): void
  open(dialog: 'connect' | 'reload'): void
  disconnect(): void
  copyLink(): void
  showMonitor(id: MonitorId): void
  openDataFolder(): void
  openLogs(): void
  copyDiagnostics(): void
  /** Starts the app anew. */
  restart(isSafe: boolean): void
  checkForUpdates(): void
  openApi(): void
  zoom(step: ZoomStep): void
  print(): void
  savePdf(): void
  showEmoji(): void
  dictate(): void
}

type Item = MenuItemConstructorOptions

/** The documentation is under Help. */
const isToGo = (screen: ScreenName) => screen !== 'help'

/** The native menu: what the platform's users expect, and the console's places and actions with their keys. */
export function menuTemplate(
  { language, canAct, isAttached, isSafe, monitors }: MenuState,
  actions: MenuActions,
  platform: NodeJS.Platform,
): Item[] {
  const { menu, screen: screens } = texts[language]
  const isMac = platform === 'darwin'
  const separator: Item = { type: 'separator' }
  const settings: Item = {
    label: menu.settings,
    accelerator: 'CmdOrCtrl+,',
    click: () => actions.go({ screen: 'settings', params: { part: 'desktop' } }),
  }
  const appMenu: Item = {
    role: 'appMenu',
    submenu: [
      { role: 'about', label: menu.about },
      separator,
      settings,
      separator,
      { role: 'services', label: menu.services },
      separator,
      { role: 'hide', label: menu.hide },
      { role: 'hideOthers', label: menu.hideOthers },
      { role: 'unhide', label: menu.unhide },
      separator,
      { role: 'quit', label: menu.quit },
    ],
  }
  return [
    ...(isMac ? [appMenu] : []),
    {
      label: menu.file,
      submenu: [
        {
          label: menu.importTargets,
          accelerator: 'CmdOrCtrl+I',
          enabled: canAct,
          click: () => actions.go({ screen: 'targets', params: {} }),
        },
        { label: menu.reload, accelerator: 'CmdOrCtrl+R', enabled: canAct, click: () => actions.open('reload') },
        separator,
        ...(monitors.length > 1 ? [monitorsMenu(monitors, menu, actions)] : []),
        { label: menu.connect, accelerator: 'CmdOrCtrl+Shift+O', click: () => actions.open('connect') },
        { label: menu.disconnect, enabled: isAttached, click: () => actions.disconnect() },
        separator,
        { label: menu.print, accelerator: 'CmdOrCtrl+P', click: () => actions.print() },
        { label: menu.savePdf, accelerator: 'CmdOrCtrl+Shift+P', click: () => actions.savePdf() },
        separator,
        { label: menu.dataFolder, click: () => actions.openDataFolder() },
        ...(isMac ? [] : [settings]),
        separator,
        { role: 'close', label: menu.closeWindow },
        ...(isMac ? [] : [{ role: 'quit' as const, label: menu.quit, accelerator: 'Ctrl+Q' }]),
      ],
    },
    {
      label: menu.edit,
      submenu: [
        { role: 'undo', label: menu.undo },
        { role: 'redo', label: menu.redo },
        separator,
        { role: 'cut', label: menu.cut },
        { role: 'copy', label: menu.copy },
        { role: 'paste', label: menu.paste },
        ...(isMac ? [{ role: 'pasteAndMatchStyle' as const, label: menu.pasteAndMatchStyle }] : []),
        { role: 'delete', label: menu.delete },
        { role: 'selectAll', label: menu.selectAll },
        separator,
        { label: menu.copyLink, accelerator: 'CmdOrCtrl+Shift+L', click: () => actions.copyLink() },
        ...(isMac ? macTexts(language, actions) : []),
      ],
    },
    {
      label: menu.view,
      submenu: [
        ...zoomItems(language, actions),
        separator,
        { role: 'togglefullscreen', label: menu.fullScreen },
        { role: 'toggleDevTools', label: menu.devTools },
      ],
    },
    {
      label: menu.go,
      submenu: screenNames.filter(isToGo).map((screen, i) => ({
        label: screens[screen],
        accelerator: `CmdOrCtrl+${i + 1}`,
        click: () => actions.go({ screen, params: {} }),
      })),
    },
    {
      label: menu.window,
      role: 'window',
      submenu: [
        { role: 'minimize', label: menu.minimize },
        ...(isMac
          ? [
              { role: 'zoom' as const, label: menu.zoomWindow },
              separator,
              { role: 'front' as const, label: menu.front },
            ]
          : []),
      ],
    },
    {
      label: menu.help,
      role: 'help',
      submenu: [
        { label: menu.documentation, click: () => actions.go({ screen: 'help', params: {} }) },
        { label: menu.api, click: () => actions.openApi() },
        separator,
        { label: menu.logs, click: () => actions.openLogs() },
        { label: menu.diagnostics, click: () => actions.copyDiagnostics() },
        { label: isSafe ? menu.restartNormally : menu.restartSafe, click: () => actions.restart(!isSafe) },
        separator,
        { label: menu.checkForUpdates, click: () => actions.checkForUpdates() },
        ...(isMac ? [] : [{ role: 'about' as const, label: menu.about }]),
      ],
    },
  ]
}

/** The keys of the number pad, and `=` without Shift, are no items that anybody sees. */
function zoomItems(language: Language, actions: MenuActions): Item[] {
  const { menu } = texts[language]
  const item = (label: string, step: ZoomStep, accelerator: string, ...more: string[]): Item[] => {
    const click = () => actions.zoom(step)
    return [
      { label, accelerator, click },
      ...more.map((key): Item => ({ label, accelerator: key, click, visible: false })),
    ]
  }
  return [
    ...item(menu.actualSize, 'reset', 'CmdOrCtrl+0', 'CmdOrCtrl+num0'),
    ...item(menu.zoomIn, 'in', 'CmdOrCtrl+Plus', 'CmdOrCtrl+=', 'CmdOrCtrl+numadd'),
    ...item(menu.zoomOut, 'out', 'CmdOrCtrl+-', 'CmdOrCtrl+numsub'),
  ]
}

/** What macOS would add by itself in its own language, whatever the page speaks, and what its users look for. */
function macTexts(language: Language, actions: MenuActions): Item[] {
  const { menu } = texts[language]
  return [
    { type: 'separator' },
    {
      label: menu.speech,
      submenu: [
        { role: 'startSpeaking', label: menu.startSpeaking },
        { role: 'stopSpeaking', label: menu.stopSpeaking },
      ],
    },
    { label: menu.dictate, click: () => actions.dictate() },
    { label: menu.emoji, accelerator: 'Ctrl+Cmd+Space', click: () => actions.showEmoji() },
  ]
}

/** `[DT-19]` The monitors that are known, that which is shown marked. */
function monitorsMenu(monitors: readonly MenuMonitor[], menu: DesktopTexts['menu'], actions: MenuActions): Item {
  return {
    label: menu.monitors,
    submenu: [
      ...monitors.map(({ id, label, isShown }): Item => ({
        // An ampersand would underline the letter after it.
        label: label.replaceAll('&', '&&'),
        type: 'radio',
        checked: isShown,
        click: () => actions.showMonitor(id),
      })),
      { type: 'separator' },
      {
        label: menu.manageMonitors,
        click: () => actions.go({ screen: 'settings', params: { part: 'desktop' } }),
      },
    ],
  }
}
