import { refusal } from '../../contract/refusal.ts'
import { type AppStore, changeSettings } from '../app/app-state.ts'
import { canStartAtLogin, setStartAtLogin, startsAtLogin } from '../app/login-item.ts'
import type { AppLife } from '../life/app-life.ts'
import { linkHandlers } from '../links/link-handlers.ts'
import type { OpenedFiles } from '../links/opened-files.ts'
import type { OpenedLinks } from '../links/opened-links.ts'
import type { NativeManners } from '../native/native-manners.ts'
import type { DesktopUpdates } from '../update/desktop-updates.ts'
import type { DesktopHandlers } from './desktop-calls.ts'
import { monitorHandlers, type MonitorParts } from './monitor-handlers.ts'
import { desktopState } from './page-state.ts'

interface Parts extends MonitorParts {
  readonly life: AppLife
  readonly links: OpenedLinks
  readonly files: OpenedFiles
  readonly updates: DesktopUpdates
  readonly native: NativeManners
}

/** What the page asks of the app. What follows from it comes to the page as an event. */
export function desktopHandlers(parts: Parts): DesktopHandlers {
  const { store, life, links, files, updates, native } = parts
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
    ...monitorHandlers(parts),
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
