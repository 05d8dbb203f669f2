import { Notification } from 'electron'
import type { DesktopEvent, DesktopState } from '../../contract/desktop-bridge.ts'
import { type AppState, type AppStore, follow } from '../app/app-state.ts'
import { canStartAtLogin } from '../app/login-item.ts'
import { knownMonitors } from '../remote/monitor-list.ts'
import { tokenVault } from '../remote/token-vault.ts'
import { updateState } from '../update/desktop-updates.ts'

/** What the page is shown of the app around it. */
export function desktopState(state: AppState): DesktopState {
  const { settings, problem, startsAtLogin, pausedUntil, link, file, canHide, life, accent } = state
  return {
    attached: settings.attached,
    problem,
    monitors: knownMonitors(state),
    close: settings.close,
    start_at_login: startsAtLogin,
    notify: settings.notify,
    paused_until: pausedUntil,
    life,
    update: updateState(state),
    native: { zoom: settings.zoom, accent },
    link,
    file,
    can: {
      tray: canHide,
      notify: Notification.isSupported(),
      start_at_login: canStartAtLogin,
      keep_tokens: tokenVault.isSafe(),
    },
  }
}

/** Tells the page its state whenever that changes. */
export function tellPage(store: AppStore, send: (event: DesktopEvent) => void): void {
  follow(
    store,
    ({ settings, problem, known, health, startsAtLogin, pausedUntil, link, file, canHide, life, update, accent }) => ({
      attached: settings.attached,
      close: settings.close,
      notify: settings.notify,
      updateSettings: settings.update,
      zoom: settings.zoom,
      accent,
      problem,
      known,
      health,
      startsAtLogin,
      pausedUntil,
      link,
      file,
      canHide,
      life,
      update,
    }),
    () => send({ type: 'state', state: desktopState(store.getState()) }),
  )
}
