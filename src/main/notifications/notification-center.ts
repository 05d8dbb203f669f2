import { type Circumstances, Notifier } from '../../console/notifier.ts'
import { monitorLabel } from '../../console/monitor-label.ts'
import type { NotifiedKind } from '../../contract/desktop-bridge.ts'
import type { MonitorId } from '../../contract/desktop-monitors.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import { type AppState, type AppStore, follow, languageOf } from '../app/app-state.ts'
import { texts } from '../app/texts.ts'
import { noticeText, type NoticeText } from './notice-text.ts'
import { desktopRules, GRACE_MS } from './desktop-rules.ts'

interface Parts {
  readonly store: AppStore
  /** For how long the app's own monitor holds the slots of those who are away, ms. */
  readonly grace: number
  /** Shows a notification of the system, which leads to that monitor. */
  readonly show: (text: NoticeText, monitor: MonitorId) => void
  /** Whether the operator has the place of this kind before the eyes, of the monitor that is shown. */
  readonly isWatched: (kind: NotifiedKind) => boolean
}

/** What one monitor has said, and what was told of it. */
interface Told {
  readonly notifier: Notifier<NotifiedKind>
  alerts: readonly AlertResource[] | null
}

/** `[DT-1]` `[DT-19]` Notifies of what the monitors have to say that are connected to, shown or not, once it is time for it. */
export class NotificationCenter {
  private readonly parts: Parts
  private readonly told = new Map<MonitorId, Told>()
  private timer: NodeJS.Timeout | undefined

  constructor(parts: Parts) {
    const { store } = parts
    this.parts = parts
    follow(
      store,
      ({ links }) => links,
      (links) => this.accept(links),
    )
    follow(
      store,
      ({ settings, pausedUntil }) => [settings.notify, pausedUntil],
      () => this.look(),
    )
  }

  /** What the operator sees may be another thing than before. */
  readonly look = (): void => {
    const { store, show } = this.parts
    const state = store.getState()
    const now = Date.now()
    const moments: number[] = []
    for (const [id, { notifier }] of this.told) {
      for (const notice of notifier.due(now, this.circumstancesOf(id, state))) {
        const tasks = state.links.get(id)?.fleet?.tasks ?? new Map()
        show(noticeText(notice, tasks, nameOf(id, state), languageOf(state)), id)
      }
      const next = notifier.nextAt(now)
      if (next !== null) moments.push(next)
    }
    clearTimeout(this.timer)
    if (moments.length > 0) this.timer = setTimeout(this.look, Math.min(...moments) - now)
  }

  /** Nothing is notified any more. */
  close(): void {
    clearTimeout(this.timer)
  }

  private accept(links: AppState['links']): void {
    let isNews = false
    for (const id of this.told.keys()) if (!links.has(id)) this.told.delete(id)
    for (const [id, { fleet }] of links) {
      const told = this.told.get(id) ?? { notifier: this.newNotifier(id), alerts: null }
      this.told.set(id, told)
      if (!fleet || fleet.alerts === told.alerts) continue
      told.alerts = fleet.alerts
      told.notifier.accept(fleet.alerts, Date.now())
      isNews = true
    }
    if (isNews) this.look()
  }

  private circumstancesOf(id: MonitorId, { settings, pausedUntil }: AppState): Circumstances<NotifiedKind> {
    const isShown = id === settings.attached
    const isSeen = (kind: NotifiedKind) => isShown && this.parts.isWatched(kind)
    return { pausedUntil, isWatched: (kind) => !settings.notify[kind] || isSeen(kind), isQuiet: () => false }
  }

  /** Another monitor has its own grace; the usual one is near enough. */
  private newNotifier(id: MonitorId): Notifier<NotifiedKind> {
    return new Notifier(Date.now(), desktopRules(id === null ? this.parts.grace : GRACE_MS))
  }
}

/** The app's own monitor needs a name only where there are others. */
function nameOf(id: MonitorId, state: AppState): string | null {
  if (id === null) return state.links.size > 1 ? texts[languageOf(state)].tray.here : null
  const known = state.known.find((monitor) => monitor.id === id)
  return monitorLabel(known ?? { name: null, url: id, ssh: null })
}
