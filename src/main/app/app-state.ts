import { shallow } from 'zustand/vanilla/shallow'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FleetData } from '../../console/fleet-data.ts'
import type { Language } from '../../console/language.ts'
import type { ConnectionState } from '../../contract/connection-state.ts'
import { monitorLabel } from '../../console/monitor-label.ts'
import type { ConnectionProblem } from '../../contract/connection-problem.ts'
import type { KnownMonitor, MonitorHealth, MonitorId } from '../../contract/desktop-monitors.ts'
import type { LifeState } from '../../contract/desktop-life.ts'
import type { UpdateStage, VersionPutBack } from '../../contract/desktop-update.ts'
import type { OpenedFile, OpenedLink } from '../../contract/desktop-links.ts'
import { type DesktopSettings, readSettings, writeSettings } from './settings-file.ts'

/** Another monitor that is known, without its token, and the id by which all speak of it. */
export type StoredMonitor = Omit<KnownMonitor, 'health'> & { readonly id: string }

/** A connection to a monitor, as it is now. */
export interface LinkState {
  readonly connection: ConnectionState
  /** Why it is not reached at the moment. */
  readonly problem: ConnectionProblem | null
  /** Whether it waits until somebody asks for it to be tried again. */
  readonly isHeld: boolean
  /** As of the last frame; null before the first. */
  readonly fleet: FleetData | null
  /** When that came, ms; 0 before the first. */
  readonly heardAt: number
}

/** Everything that the tray, the menu, the notifications and the page's settings are made of. */
export interface AppState {
  /** What is kept in the app's folder. */
  readonly settings: DesktopSettings
  /** Of the system; what the page speaks wins. */
  readonly systemLanguage: Language
  /** The other monitors that are known, the last used first. */
  readonly known: readonly StoredMonitor[]
  /** The connections that are open or wanted: to the app's own monitor, to the one that is shown, to all that are watched. */
  readonly links: ReadonlyMap<MonitorId, LinkState>
  /** How each of these is, at most once a second. */
  readonly health: ReadonlyMap<MonitorId, MonitorHealth>
  /** To the monitor that is shown. */
  readonly connection: ConnectionState
  /** Why that one is not reached at the moment. */
  readonly problem: ConnectionProblem | null
  /** What it shows, as of its last frame; null before the first. */
  readonly fleet: FleetData | null
  /** Until when nothing is notified, ms; 0 where notifications are not paused. */
  readonly pausedUntil: number
  readonly startsAtLogin: boolean
  /** What was opened with the app, and what the page has not dealt with yet. */
  readonly link: OpenedLink | null
  readonly file: OpenedFile | null
  /** Whether there is a tray, so that the window can hide. */
  readonly canHide: boolean
  /** What became of the app itself, and how it was started. */
  readonly life: LifeState
  /** How far an update of the app is. */
  readonly update: {
    readonly stage: UpdateStage
    /** When it last looked and got an answer, ms. */
    readonly checkedAt: number | null
    readonly putBack: VersionPutBack | null
  }
  /** The accent colour of the system, `#rrggbb`; null where it has none. */
  readonly accent: string | null
}

export type AppStore = StoreApi<AppState>

/** The state at the start. @param settingsFile read once, and written whenever the settings change */
export function createAppStore(settingsFile: string, systemLanguage: Language): AppStore {
  const store = createStore<AppState>(() => ({
    settings: readSettings(settingsFile),
    systemLanguage,
    known: [],
    links: new Map(),
    health: new Map(),
    connection: 'connecting',
    problem: null,
    fleet: null,
    pausedUntil: 0,
    startsAtLogin: false,
    link: null,
    file: null,
    canHide: false,
    life: { is_safe: false, port: null, last_report: null, was_restarted: false, keeps_settings: true },
    update: { stage: { is: 'idle' }, checkedAt: null, putBack: null },
    accent: null,
  }))
  store.subscribe(({ settings }, before) => {
    if (settings === before.settings) return
    const isKept = writeSettings(settingsFile, settings)
    if (isKept !== store.getState().life.keeps_settings) changeLife(store, { keeps_settings: isKept })
  })
  return store
}

export function changeSettings(store: AppStore, change: Partial<DesktopSettings>): void {
  store.setState(({ settings }) => ({ settings: { ...settings, ...change } }))
}

export function changeLife(store: AppStore, change: Partial<LifeState>): void {
  store.setState(({ life }) => ({ life: { ...life, ...change } }))
}

/** Told a part of the state now and whenever it is another one, field by field. */
export function follow<T>(store: AppStore, select: (state: AppState) => T, tell: (part: T) => void): void {
  let told = select(store.getState())
  tell(told)
  store.subscribe((state) => {
    const part = select(state)
    if (shallow(told, part)) return
    told = part
    tell(part)
  })
}

export function languageOf({ settings, systemLanguage }: AppState): Language {
  return settings.language ?? systemLanguage
}

/** What the monitor that is shown is called; null is the app's own, which needs no name. */
export function monitorName({ settings, known }: Pick<AppState, 'settings' | 'known'>): string | null {
  const { attached } = settings
  if (attached === null) return null
  return monitorLabel(known.find(({ id }) => id === attached) ?? { name: null, url: attached, ssh: null })
}
