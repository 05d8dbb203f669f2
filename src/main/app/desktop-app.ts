import { app, shell } from 'electron'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Monitor } from '../../monitor/monitor.ts'
import { serveBridge } from '../bridge/console-bridge.ts'
import { callDesktop } from '../bridge/desktop-calls.ts'
import { desktopHandlers } from '../bridge/desktop-handlers.ts'
import { tellPage } from '../bridge/page-state.ts'
import { NotificationCenter } from '../notifications/notification-center.ts'
import { notifySystem } from '../notifications/system-notifications.ts'
import { RecentMonitors } from '../remote/recent-monitors.ts'
import type { Remote } from '../remote/remote-socket.ts'
import { ShownMonitor } from '../remote/shown-monitor.ts'
import { tokenVault } from '../remote/token-vault.ts'
import { AppTray } from '../tray/app-tray.ts'
import { hasTrayHost, waitForTrayHost } from '../tray/tray-host.ts'
import { followTray } from '../tray/tray-updates.ts'
import { AppWindow } from '../window/app-window.ts'
import { showMenu } from './application-menu.ts'
import type { AppStore } from './app-state.ts'
import { endPauses } from './pause.ts'

interface Parts {
  readonly monitor: Monitor
  readonly store: AppStore
  /** Of the monitor. */
  readonly dataDir: string
  /** Of the app. */
  readonly userData: string
  /** For how long the monitor holds the slots of those who are away, ms. */
  readonly grace: number
  /** The folder with everything that was built. */
  readonly out: string
}

const PAUSE_MS = 3_600_000

/** Everything around the page: the window, the tray, the menu, notifications, and what the page asks of them. */
export class DesktopApp {
  private readonly parts: Parts
  private readonly shown: ShownMonitor
  private readonly window: AppWindow
  private readonly notifications: NotificationCenter
  private tray: AppTray | null = null

  constructor(parts: Parts) {
    const { monitor, store, userData, grace, out } = parts
    const page = join(out, 'renderer', 'index.html')
    const recent = new RecentMonitors(store, tokenVault)
    this.parts = parts
    this.shown = new ShownMonitor({ own: monitor, store, recent, version: app.getVersion() })
    this.window = new AppWindow({
      files: {
        page,
        preload: join(out, 'preload', 'index.cjs'),
        icon: join(out, '..', 'resources', 'icons', 'png', '256x256.png'),
        state: join(userData, 'window.json'),
      },
      store,
      findTray: this.findTray,
      onLook: () => this.notifications.look(),
    })
    this.notifications = new NotificationCenter({
      store,
      grace,
      show: (text) => notifySystem(text, (place) => this.window.showAt(place)),
      isWatched: this.window.isWatched,
    })
    const handlers = desktopHandlers({ store, shown: this.shown, recent, attach: this.attach })
    serveBridge({
      client: () => this.shown.client,
      desktop: (method, params) => callDesktop(handlers, method, params),
      pageUrl: pathToFileURL(page).href,
    })
  }

  /** @param isHidden it begins in the tray, where there is one */
  async start(isHidden: boolean): Promise<void> {
    const { store } = this.parts
    this.window.open(isHidden && (await waitForTrayHost()))
    endPauses(store)
    this.openTray()
    this.openMenu()
    tellPage(store, (event) => this.window.send(event))
    await this.findTray()
  }

  /** Brings the window to the front, as it is. */
  show(): void {
    this.window.show()
  }

  /** The machine was suspended, and is awake again. */
  wake(): void {
    this.shown.check()
  }

  /** From now on closing the window ends it. */
  quit(): void {
    this.window.letGo()
    this.notifications.close()
    this.shown.close()
  }

  /** `[DT-4]` Shows another monitor, or our own, from the beginning: the page is loaded anew. */
  private readonly attach = (remote: Remote | null): void => {
    this.shown.show(remote)
    this.window.reload()
  }

  private openTray(): void {
    const { store } = this.parts
    try {
      this.tray = new AppTray({
        go: (place) => this.window.showAt(place),
        act: (action) => {
          if (action === 'show') this.show()
          else if (action === 'quit') app.quit()
          else store.setState({ pausedUntil: action === 'pause' ? Date.now() + PAUSE_MS : 0 })
        },
        window: () => this.window.window,
      })
    } catch (error) {
      console.error(`There is no icon in the tray: ${String(error)}`)
      return
    }
    followTray(store, this.tray.show)
  }

  private openMenu(): void {
    const { monitor, store, dataDir } = this.parts
    showMenu(store, {
      go: (place) => this.window.showAt(place),
      open: (dialog) => {
        this.show()
        this.window.send({ type: 'open', dialog })
      },
      disconnect: () => this.attach(null),
      openDataFolder: () => void shell.openPath(dataDir),
      openApi: () => void shell.openExternal(`${monitor.address.url}/api/docs`),
    })
  }

  /** Whether the window can hide at this moment: the panel with the tray may come and go. */
  private readonly findTray = async (): Promise<boolean> => {
    const canHide = this.tray !== null && (await hasTrayHost())
    this.parts.store.setState({ canHide })
    return canHide
  }
}
