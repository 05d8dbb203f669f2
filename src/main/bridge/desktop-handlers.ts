import type { RemoteFinding } from '../../contract/desktop-bridge.ts'
import { refusal } from '../../contract/refusal.ts'
import { type AppStore, changeSettings } from '../app/app-state.ts'
import { canStartAtLogin, setStartAtLogin, startsAtLogin } from '../app/login-item.ts'
import type { AppLife } from '../life/app-life.ts'
import { linkHandlers } from '../links/link-handlers.ts'
import type { OpenedFiles } from '../links/opened-files.ts'
import type { OpenedLinks } from '../links/opened-links.ts'
import type { RecentMonitors } from '../remote/recent-monitors.ts'
import type { Remote } from '../remote/remote-socket.ts'
import { testRemote } from '../remote/remote-transport.ts'
import type { ShownMonitor } from '../remote/shown-monitor.ts'
import type { NativeManners } from '../native/native-manners.ts'
import type { DesktopUpdates } from '../update/desktop-updates.ts'
import type { DesktopHandlers } from './desktop-calls.ts'
import { desktopState } from './page-state.ts'

interface Parts {
  readonly store: AppStore
  readonly shown: ShownMonitor
  readonly recent: RecentMonitors
  readonly life: AppLife
  readonly links: OpenedLinks
  readonly files: OpenedFiles
  /** Shows another monitor, or the app's own, from the beginning. */
  readonly attach: (remote: Remote | null) => void
  readonly updates: DesktopUpdates
  readonly native: NativeManners
}

const noAddress: RemoteFinding = { ok: false, problem: { fault: 'address', detail: '' } }

/** What the page asks of the app. What follows from it comes to the page as an event. */
export function desktopHandlers(parts: Parts): DesktopHandlers {
  const { store, shown, recent, life, links, files, attach, updates, native } = parts
  return {
    ...life.handlers,
    ...native.handlers,
    state() {
      // The system has a place to change it, too.
      store.setState({ startsAtLogin: canStartAtLogin && startsAtLogin() })
      return desktopState(store.getState())
    },
    change({ close, start_at_login, notify, paused_until }) {
      const { settings } = store.getState()
      if (start_at_login !== undefined) register(store, start_at_login)
      if (close !== undefined) changeSettings(store, { close })
      if (notify !== undefined) changeSettings(store, { notify: { ...settings.notify, ...notify } })
      if (paused_until !== undefined) store.setState({ pausedUntil: paused_until })
      return null
    },
    language({ language }) {
      changeSettings(store, { language })
      return null
    },
    'monitor.test': ({ url, token }) => {
      const remote = shown.given(url, token)
      return remote ? testRemote(remote) : noAddress
    },
    async 'monitor.attach'({ url, token }) {
      const remote = shown.given(url, token)
      const finding = remote ? await testRemote(remote) : noAddress
      if (remote && finding.ok) {
        recent.remember(remote.url, remote.token)
        // After the answer, which the page is still there to take.
        setImmediate(() => {
          attach(remote)
          links.chosen()
        })
      }
      return finding
    },
    'monitor.detach': () => {
      setImmediate(() => attach(null))
      return null
    },
    'monitor.forget': ({ url }) => {
      recent.forget(url)
      return null
    },
    'update.check': () => {
      updates.check()
      return null
    },
    'update.download': () => {
      updates.download()
      return null
    },
    'update.install': () => {
      updates.restart()
      return null
    },
    'update.later': () => {
      updates.putOff()
      return null
    },
    'update.change': (change) => {
      updates.change(change)
      return null
    },
    ...linkHandlers(links, files),
  }
}

function register(store: AppStore, isWanted: boolean): void {
  try {
    setStartAtLogin(isWanted)
    store.setState({ startsAtLogin: isWanted })
  } catch (error) {
    throw refusal('login_item_failed', { detail: (error as Error).message }, { cause: error })
  }
}
