import { app, shell } from 'electron'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { MonitorId } from '../../contract/desktop-monitors.ts'
import type { Place } from '../../contract/place.ts'
import type { Monitor } from '../../monitor/monitor.ts'
import { serveBridge } from '../bridge/console-bridge.ts'
import { callDesktop } from '../bridge/desktop-calls.ts'
import { desktopHandlers } from '../bridge/desktop-handlers.ts'
import { tellPage } from '../bridge/page-state.ts'
import type { AppLife } from '../life/app-life.ts'
import { askToQuit, type UnderWay } from '../life/quit-question.ts'
import { NativeManners } from '../native/native-manners.ts'
import type { LauncherTask } from '../native/launcher-tasks.ts'
import { OpenedFiles } from '../links/opened-files.ts'
import { OpenedLinks } from '../links/opened-links.ts'
import { NotificationCenter } from '../notifications/notification-center.ts'
import { notifySystem } from '../notifications/system-notifications.ts'
import { monitorOfId } from '../../console/monitor-label.ts'
import { KnownMonitors } from '../remote/known-monitors.ts'
import { followHealth } from '../remote/monitor-health.ts'
import { MonitorLinks } from '../remote/monitor-links.ts'
import { ShownMonitor } from '../remote/shown-monitor.ts'
import { tokenVault } from '../remote/token-vault.ts'
import { AppTray } from '../tray/app-tray.ts'
import { hasTrayHost, waitForTrayHost } from '../tray/tray-host.ts'
import { followTray } from '../tray/tray-updates.ts'
import { DesktopUpdates } from '../update/desktop-updates.ts'
import { AppWindow } from '../window/app-window.ts'
import { guardPages } from '../window/page-guard.ts'
import { showMenu } from './application-menu.ts'
import { type AppStore, languageOf } from './app-state.ts'
import { endPauses } from './pause.ts'

interface Parts {
  readonly monitor: Monitor
  readonly store: AppStore
  readonly log: (line: string) => void
  readonly life: AppLife
  /** Of the monitor. */
  readonly dataDir: string
  /** Of the app. */
  readonly userData: string
  /** For how long the monitor holds the slots of those who are away, ms. */
  readonly grace: number
  /** Of the monitor: every address of it. */
  readonly ownAddresses: readonly string[]
  /** The largest list it takes, in bytes. */
  readonly maxImport: number
  /** The folder with everything that was built. */
  readonly out: string
  /** The system ends, and the app with it. */
  readonly onSessionEnd: () => void
}

const PAUSE_MS = 3_600_000

/** Everything around the page: the window, the tray, the menu, notifications, and what the page asks of them. */
export class DesktopApp {
  private readonly parts: Parts
  private readonly known: KnownMonitors
  private readonly connections: MonitorLinks
  private readonly shown: ShownMonitor
  private readonly window: AppWindow
  private readonly notifications: NotificationCenter
  private readonly updates: DesktopUpdates
  private readonly native: NativeManners
  private readonly links: OpenedLinks
  private readonly files: OpenedFiles
  private tray: AppTray | null = null

  constructor(parts: Parts) {
    const { monitor, store, log, life, userData, grace, ownAddresses, maxImport, out, onSessionEnd } = parts
    const page = join(out, 'renderer', 'desktop.html')
    const pageUrl = pathToFileURL(page).href
    guardPages(pageUrl)
    const version = app.getVersion()
    this.parts = parts
    this.known = new KnownMonitors(store, tokenVault)
    const { known } = this
    this.connections = new MonitorLinks({ own: monitor, store, known, version })
    this.shown = new ShownMonitor({ store, known, connections: this.connections, version })
    followHealth(store)
    this.window = new AppWindow({
      files: {
        page,
        preload: join(out, 'preload', 'index.cjs'),
        icon: join(out, '..', 'resources', 'icons', 'png', '256x256.png'),
        state: join(userData, 'window.json'),
      },
      store,
      log,
      openLogs: this.openLogs,
      onSessionEnd,
      findTray: this.findTray,
      onLook: () => this.notifications.look(),
    })
    this.notifications = new NotificationCenter({
      store,
      grace,
      // DT-16: in safe mode nothing is told by itself.
      show: (text, id) => {
        if (!store.getState().life.is_safe) notifySystem(text, (place) => this.showMonitor(id, place))
      },
      isWatched: this.window.isWatched,
    })
    this.updates = new DesktopUpdates(parts)
    this.native = new NativeManners({
      store,
      window: () => this.window.window,
      show: () => this.show(),
      showAt: (place) => this.window.showAt(place),
      openReload: () => this.openInPage('reload'),
      pauseNotifications: this.pauseNotifications,
      tell: (event) => this.window.send(event),
    })
    this.links = new OpenedLinks({ store, own: ownAddresses, show: (url) => this.showMonitor(url) })
    this.files = new OpenedFiles({ store, maxSize: maxImport })
    const { shown, connections, updates, native, links, files, attach } = this
    const handlers = desktopHandlers({ store, shown, known, connections, life, attach, updates, native, links, files })
    serveBridge({
      client: () => this.shown.client,
      desktop: (method, params) => callDesktop(handlers, method, params),
      pageUrl,
    })
  }

  /** @param isHidden it begins in the tray, where there is one */
  async start(isHidden: boolean): Promise<void> {
    const { store } = this.parts
    this.window.open(isHidden && (await waitForTrayHost()))
    this.window.onceLoaded(() => this.updates.started())
    this.native.start()
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

  /** `[DT-22]` Does what was chosen at the icon of the app. */
  take(task: LauncherTask): void {
    this.native.take(task)
  }

  /** Whether the window is out of sight, in the tray. */
  get isHidden(): boolean {
    return this.window.window?.isVisible() === false
  }

  /** `[DT-16]` Asks whether the app is to end while something is under way; hides the window where that is the answer. */
  async mayQuit(what: UnderWay): Promise<boolean> {
    const canHide = await this.findTray()
    const { window } = this.window
    const isSeen = window?.isVisible() === true
    const scene = { window: isSeen ? window : null, canHide, language: languageOf(this.parts.store.getState()) }
    const answer = await askToQuit(what, scene)
    if (answer === 'hide') this.window.hide()
    return answer === 'quit'
  }

  /** `[DT-17]` Shows where a link leads, once the page is there and nobody is in the middle of something. */
  openLink(text: string): void {
    this.links.open(text)
    this.show()
  }

  /** `[DT-18]` Shows what is in a list, ready to be imported. */
  openFile(path: string): void {
    void this.files.open(path)
    this.show()
  }

  /**
   * `[DT-19]` Brings a monitor before the operator's eyes: the app's own, one that is known, or the question for the token of
   * one that is not.
   * @param place where; the screen that is shown where it is left out
   */
  showMonitor(id: MonitorId, place?: Place): void {
    const { attached } = this.parts.store.getState().settings
    if (id !== null && !this.known.find(id)) {
      this.show()
      this.window.send({ type: 'open', dialog: 'connect', ...monitorOfId(id) })
      return
    }
    if (id !== attached) this.attach(id, place)
    else if (place) this.window.showAt(place)
    this.show()
  }

  /** The machine was suspended, and is awake again. */
  wake(): void {
    this.connections.check()
  }

  /** From now on closing the window ends it. */
  quit(): void {
    this.window.letGo()
    this.notifications.close()
    this.files.close()
    this.connections.close()
  }

  private readonly attach = (id: MonitorId, place?: Place): void => {
    this.shown.show(id)
    this.window.reload(place)
  }

  private openInPage(dialog: 'connect' | 'reload'): void {
    this.show()
    this.window.send({ type: 'open', dialog })
  }

  private readonly pauseNotifications = (isPaused: boolean): void => {
    this.parts.store.setState({ pausedUntil: isPaused ? Date.now() + PAUSE_MS : 0 })
  }

  private openTray(): void {
    const { store } = this.parts
    try {
      this.tray = new AppTray({
        go: (place) => this.window.showAt(place),
        showMonitor: (id) => this.showMonitor(id),
        act: (action) => {
          if (action === 'show') this.show()
          else if (action === 'quit') app.quit()
          else this.pauseNotifications(action === 'pause')
        },
        window: () => this.window.window,
      })
    } catch (error) {
      this.parts.log(`There is no icon in the tray: ${String(error)}`)
      return
    }
    followTray(store, this.tray.show)
  }

  private openMenu(): void {
    const { monitor, store, life, dataDir } = this.parts
    showMenu(store, {
      go: (place) => this.window.showAt(place),
      open: (dialog) => this.openInPage(dialog),
      disconnect: () => this.attach(null),
      showMonitor: (id) => this.showMonitor(id),
      openDataFolder: () => this.attempt(openFolder(dataDir)),
      openLogs: this.openLogs,
      copyDiagnostics: () =>
        this.attempt(life.copyDiagnostics().then(() => this.window.send({ type: 'copied', what: 'diagnostics' }))),
      restart: (isSafe) => this.attempt(life.restart(isSafe)),
      openApi: () => this.attempt(shell.openExternal(`${monitor.address.url}/api/docs`)),
      checkForUpdates: () => {
        this.window.showAt({ screen: 'settings', params: { part: 'desktop' } })
        this.updates.check()
      },
      ...this.native.menu,
      copyLink: () => this.window.send({ type: 'copy-link' }),
    })
  }

  private readonly openLogs = (): void => this.attempt(this.parts.life.openLogs())

  /** What nobody waits for; it is said where it does not work. */
  private attempt(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.parts.log(`Not done: ${String(error)}`))
  }

  /** Whether the window can hide at this moment: the panel with the tray may come and go. */
  private readonly findTray = async (): Promise<boolean> => {
    const canHide = this.tray !== null && (await hasTrayHost())
    this.parts.store.setState({ canHide })
    return canHide
  }
}

async function openFolder(path: string): Promise<void> {
  const problem = await shell.openPath(path)
  if (problem !== '') throw new Error(`${path} cannot be opened: ${problem}`)
}
