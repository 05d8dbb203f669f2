import { type AppStore, follow, languageOf, monitorName } from '../app/app-state.ts'
import { type Glance, type TrayText, trayText } from './tray-text.ts'

/** What changes in one go is shown at once. */
const SETTLE_MS = 50
/** A menu that changes more often cannot be read, and is work for the desktop. */
const UPDATE_INTERVAL_MS = 1000

/** Shows the fleet at a glance now, and again when something of it has changed. */
export function followTray(store: AppStore, show: (text: TrayText) => void): void {
  let shownAt = -Infinity
  let timer: NodeJS.Timeout | null = null
  const update = () => {
    timer = null
    shownAt = Date.now()
    show(trayText(glance()))
  }
  const glance = (): Glance => {
    const state = store.getState()
    const { fleet: data, connection, pausedUntil } = state
    return { data, connection, monitor: monitorName(state), pausedUntil, language: languageOf(state) }
  }
  follow(store, glance, () => {
    if (shownAt === -Infinity) update()
    else timer ??= setTimeout(update, Math.max(SETTLE_MS, shownAt + UPDATE_INTERVAL_MS - Date.now()))
  })
}
