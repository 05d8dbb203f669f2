import { app, type BrowserWindow, Menu, Notification, shell } from 'electron'
import { setTimeout as pause } from 'node:timers/promises'
import { Compile, type Validator } from 'typebox/compile'
import type { Language } from '../console/language.ts'
import {
  type DesktopEvent,
  type DesktopMethod,
  type DesktopParams,
  desktopRequests,
  type DesktopResults,
  type DesktopState,
  type NotifiedKind,
  type RemoteFinding,
} from '../contract/desktop-bridge.ts'
import { BatchdeckError } from '../contract/errors.ts'
import type { Place } from '../contract/place.ts'
import { complaintsOf } from '../contract/validation.ts'
import type { Monitor } from '../monitor/monitor.ts'
import { AppTray } from './app-tray.ts'
import { askToClose } from './close-question.ts'
import { DesktopSettingsFile } from './desktop-settings.ts'
import { canStartAtLogin, setStartAtLogin, startsAtLogin } from './login-item.ts'
import { menuTemplate } from './menu.ts'
import { noticeText, type NoticeText } from './notice-text.ts'
import { GRACE, Notifier } from './notifier.ts'
import { type MonitorConnection, testRemote } from './remote-monitor.ts'
import type { Remote } from './remote-socket.ts'
import { isVaultSafe, ShownMonitor } from './shown-monitor.ts'
import { hasTrayHost } from './tray-host.ts'
import { type TrayAction, trayText } from './tray-text.ts'
import { bringToFront, hide } from './window.ts'

interface Parts {
  readonly monitor: Monitor
  readonly dataDir: string
  /** For how long the monitor holds the slots of those who are away, ms. */
  readonly grace: number
  /** The file of the desktop's own settings. */
  readonly settingsFile: string
  readonly openWindow: (isHidden: boolean) => BrowserWindow
  /** The page's file. */
  readonly page: string
}

type Handlers = { [M in DesktopMethod]: (params: DesktopParams<M>) => DesktopResults[M] | Promise<DesktopResults[M]> }

const BEAT = 1000
/** How long a start at login waits for a tray, ms. */
const HIDDEN_PATIENCE = 10_000
const PAUSE = 3_600_000

const validators = Object.fromEntries(
  Object.entries(desktopRequests).map(([method, schema]) => [method, Compile(schema)]),
) as Record<DesktopMethod, Validator>

/** The screens in which each kind shows; the Overview shows all of them. */
const screenOf: Readonly<Record<NotifiedKind, string>> = {
  consumer_lost: 'consumers',
  rollout_stuck: 'epochs',
  coverage: 'consumers',
}

/** Everything around the page: the window, the tray, the menu, notifications, and what the page asks of them. */
export class Desktop {
  private readonly parts: Parts
  private readonly settings: DesktopSettingsFile
  private readonly notifications = new Set<Notification>()
  private readonly shown: ShownMonitor
  private notifier: Notifier
  private window: BrowserWindow | null = null
  private tray: AppTray | null = null
  private canHide = false
  private isAsking = false
  private isQuitting = false
  private isLoginItem = false
  private pausedUntil = 0
  private shownMenu = ''
  private shownState = ''

  constructor(parts: Parts) {
    this.parts = parts
    this.settings = new DesktopSettingsFile(parts.settingsFile)
    this.notifier = this.newNotifier(this.settings.value.attached !== null)
    this.shown = new ShownMonitor({
      own: parts.monitor,
      settings: this.settings,
      version: app.getVersion(),
      onAlerts: (alerts) => this.notifier.take(alerts, Date.now()),
      onProblem: () => this.tell(),
    })
  }

  /** @param isHidden it begins in the tray, where there is one */
  async start(isHidden: boolean): Promise<void> {
    const window = this.parts.openWindow(isHidden && (await this.findTray()))
    this.window = window
    this.tray = this.openTray()
    window.on('close', this.onClose)
    // Windows ends the session without the app being asked to quit.
    window.on('session-end', () => (this.isQuitting = true))
    setInterval(this.beat, BEAT)
    this.beat()
    this.canHide = this.tray !== null && (await hasTrayHost())
    this.tell()
  }

  private openTray(): AppTray | null {
    try {
      return new AppTray((place) => this.showAt(place), this.act)
    } catch (error) {
      console.error(`There is no icon in the tray: ${String(error)}`)
      return null
    }
  }

  /** At login the panel with the tray may come after us. */
  private async findTray(): Promise<boolean> {
    const until = Date.now() + HIDDEN_PATIENCE
    for (;;) {
      if (await hasTrayHost()) return true
      if (Date.now() >= until) return false
      await pause(BEAT)
    }
  }

  /** A page's own way to the monitor that is shown. */
  readonly connect = (): MonitorConnection => this.shown.connect()

  /** Answers the page. @throws {BatchdeckError} */
  readonly call = async (method: string, params: unknown): Promise<unknown> => {
    if (!Object.hasOwn(desktopRequests, method)) {
      throw new BatchdeckError('NOT_FOUND', `"${method.slice(0, 64)}" is not a method of this app.`)
    }
    const validator = validators[method as DesktopMethod]
    if (!validator.Check(params)) {
      const complaints = complaintsOf(validator, params)
      throw new BatchdeckError('INVALID_MESSAGE', `${method}: the parameters are not valid.`, { complaints })
    }
    return this.handlers[method as DesktopMethod](params as never)
  }

  /** Brings the window to the front, as it is. */
  show(): void {
    if (this.window && !this.window.isDestroyed()) bringToFront(this.window)
  }

  /** From now on closing the window ends it. */
  quit(): void {
    this.isQuitting = true
    this.shown.watch.close()
  }

  get language(): Language {
    return this.settings.value.language ?? (app.getLocale().startsWith('zh') ? 'zh' : 'en')
  }

  private readonly handlers: Handlers = {
    state: () => {
      // The system has a place to change it, too.
      this.isLoginItem = canStartAtLogin && startsAtLogin()
      return this.state()
    },
    change: ({ close, start_at_login, notify, paused_until }) => {
      const { value } = this.settings
      if (start_at_login !== undefined) this.register(start_at_login)
      if (close !== undefined) this.settings.change({ close })
      if (notify !== undefined) this.settings.change({ notify: { ...value.notify, ...notify } })
      if (paused_until !== undefined) this.pausedUntil = paused_until
      this.beat()
      return null
    },
    language: ({ language }) => {
      this.settings.change({ language })
      this.beat()
      return null
    },
    'monitor.test': async ({ url, token }) => {
      const remote = this.shown.given(url, token)
      return remote ? testRemote(remote) : noAddress
    },
    'monitor.attach': async ({ url, token }): Promise<RemoteFinding> => {
      const remote = this.shown.given(url, token)
      const finding = remote ? await testRemote(remote) : noAddress
      if (remote && finding.ok) {
        this.shown.recent.remember(remote.url, remote.token)
        // After the answer, which the page is still there to take.
        setImmediate(() => this.attach(remote))
      }
      return finding
    },
    'monitor.detach': () => {
      setImmediate(() => this.attach(null))
      return null
    },
    'monitor.forget': ({ url }) => {
      this.shown.recent.forget(url)
      this.beat()
      return null
    },
  }

  /** `[DT-4]` Shows another monitor, or our own, from the beginning: the page is loaded anew. */
  private attach(remote: Remote | null): void {
    this.notifier = this.newNotifier(remote !== null)
    this.shown.show(remote)
    void this.window?.loadFile(this.parts.page)
    this.beat()
  }

  /** Another monitor has its own grace; the usual one is near enough. */
  private newNotifier(isForAnother: boolean): Notifier {
    return new Notifier(Date.now(), isForAnother ? GRACE : this.parts.grace)
  }

  private readonly beat = (): void => {
    if (this.isQuitting) return
    const now = Date.now()
    if (this.pausedUntil <= now) this.pausedUntil = 0
    const { data, connection } = this.shown.watch
    const { language, pausedUntil } = this
    const { name: monitor } = this.shown
    this.tray?.show(trayText({ data, connection, monitor, pausedUntil, language }), this.window)
    const notices = this.notifier.due(now, {
      enabled: this.settings.value.notify,
      pausedUntil,
      isWatched: this.isWatched,
    })
    for (const notice of notices) this.notify(noticeText(notice, data?.tasks ?? new Map(), monitor, language))
    this.showMenu()
    this.tell()
  }

  private notify({ title, body, place }: NoticeText): void {
    if (!Notification.isSupported()) return
    const notification = new Notification({ title, body })
    // Otherwise it is collected before it is clicked.
    this.notifications.add(notification)
    notification.on('click', () => this.showAt(place))
    notification.on('close', () => this.notifications.delete(notification))
    notification.show()
  }

  /** Whether the operator sees a kind anyway: the window has the focus, and shows where these alerts stand. */
  private readonly isWatched = (kind: NotifiedKind): boolean => {
    const { window } = this
    if (!window || window.isDestroyed() || !window.isVisible() || !window.isFocused()) return false
    const screen = /#\/(\w*)/.exec(window.webContents.getURL())?.[1] ?? ''
    return screen === '' || screen === 'overview' || screen === screenOf[kind]
  }

  private showMenu(): void {
    const state = {
      language: this.language,
      canAct: this.shown.watch.data?.server.role === 'operator',
      isAttached: this.shown.url !== null,
    }
    const shown = JSON.stringify(state)
    if (shown === this.shownMenu) return
    this.shownMenu = shown
    const actions = {
      go: (place: Place) => this.showAt(place),
      open: (name: 'connect' | 'reload') => {
        this.show()
        this.send({ type: 'open', dialog: name })
      },
      disconnect: () => this.attach(null),
      openDataFolder: () => void shell.openPath(this.parts.dataDir),
      openApi: () => void shell.openExternal(`${this.parts.monitor.address.url}/api/docs`),
    }
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(state, actions, process.platform)))
  }

  private readonly act = (action: TrayAction): void => {
    if (action === 'show') this.show()
    else if (action === 'quit') app.quit()
    else {
      this.pausedUntil = action === 'pause' ? Date.now() + PAUSE : 0
      this.beat()
    }
  }

  private showAt(place: Place): void {
    this.show()
    this.send({ type: 'go', place })
  }

  private state(): DesktopState {
    const { close, notify } = this.settings.value
    return {
      attached: this.shown.url,
      problem: this.shown.problem,
      recent: this.shown.recent.list(),
      close,
      start_at_login: this.isLoginItem,
      notify,
      paused_until: this.pausedUntil,
      can: {
        tray: this.canHide,
        notify: Notification.isSupported(),
        start_at_login: canStartAtLogin,
        keep_tokens: isVaultSafe(),
      },
    }
  }

  /** Tells the page its state where that changed. */
  private tell(): void {
    const state = this.state()
    const shown = JSON.stringify(state)
    if (shown === this.shownState) return
    this.shownState = shown
    this.send({ type: 'state', state })
  }

  private send(event: DesktopEvent): void {
    const { window } = this
    if (!window || window.isDestroyed()) return
    const contents = window.webContents
    const send = () => contents.send('batchdeck:desktop-event', event)
    if (contents.isLoading()) contents.once('did-finish-load', send)
    else send()
  }

  private register(isWanted: boolean): void {
    try {
      setStartAtLogin(isWanted)
      this.isLoginItem = isWanted
    } catch (error) {
      const { message } = error as Error
      throw new BatchdeckError('STORAGE_FAILED', `The start at login could not be changed: ${message}`, {
        cause: error,
      })
    }
  }

  /** `[DT-3]` Closing hides the window to the tray or quits, as it was chosen; asked for once. */
  private readonly onClose = (event: { preventDefault(): void }): void => {
    if (this.isQuitting) return
    event.preventDefault()
    void this.hideOrQuit()
  }

  private async hideOrQuit(): Promise<void> {
    if (this.isAsking) return
    this.isAsking = true
    try {
      this.canHide = this.tray !== null && (await hasTrayHost())
      const choice = this.canHide ? await this.closeChoice() : 'quit'
      if (choice === 'quit') app.quit()
      else if (choice === 'tray' && this.window) hide(this.window)
    } finally {
      this.isAsking = false
    }
  }

  private async closeChoice(): Promise<'tray' | 'quit' | null> {
    const { close } = this.settings.value
    if (close !== 'ask') return close
    if (!this.window) return null
    const { choice, isForGood } = await askToClose(this.window, this.language)
    if (isForGood && choice !== null) {
      this.settings.change({ close: choice })
      this.beat()
    }
    return choice
  }
}

const noAddress: RemoteFinding = { ok: false, problem: { fault: 'address', detail: '' } }
