import { type AppState, type AppStore, follow, languageOf, monitorName } from '../app/app-state.ts'
import { texts } from '../app/texts.ts'
import { monitorLabel } from '../../console/monitor-label.ts'
import { knownMonitors } from '../remote/monitor-list.ts'
import { type Glance, type GlancedMonitor, type TrayText, trayText } from './tray-text.ts'

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
    const monitors = severalOf(state)
    return { data, connection, monitor: monitorName(state), monitors, pausedUntil, language: languageOf(state) }
  }
  // The list is made anew each time: what it is made of is followed.
  const followed = (state: AppState) => {
    const { known, health, settings, fleet, connection, pausedUntil } = state
    const { attached } = settings
    return { known, health, attached, fleet, connection, pausedUntil, language: languageOf(state) }
  }
  follow(store, followed, () => {
    if (shownAt === -Infinity) update()
    else timer ??= setTimeout(update, Math.max(SETTLE_MS, shownAt + UPDATE_INTERVAL_MS - Date.now()))
  })
}

/** Those that are looked after, where there is more than one. */
function severalOf(state: AppState): GlancedMonitor[] {
  const watched = knownMonitors(state).filter(({ health }) => health.standing !== 'off')
  if (watched.length < 2) return []
  const { here } = texts[languageOf(state)].tray
  return watched.map(({ id, health, ...one }) => ({ id, label: id === null ? here : monitorLabel(one), health }))
}
