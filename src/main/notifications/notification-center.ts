import { Notifier } from '../../console/notifier.ts'
import type { NotifiedKind } from '../../contract/desktop-bridge.ts'
import { type AppStore, follow, languageOf, monitorName } from '../app/app-state.ts'
import { noticeText, type NoticeText } from './notice-text.ts'
import { desktopRules, GRACE_MS } from './desktop-rules.ts'

interface Parts {
  readonly store: AppStore
  /** For how long the app's own monitor holds the slots of those who are away, ms. */
  readonly grace: number
  /** Shows a notification of the system. */
  readonly show: (text: NoticeText) => void
  /** Whether the operator has the place of this kind before the eyes. */
  readonly isWatched: (kind: NotifiedKind) => boolean
}

/** `[DT-1]` Notifies of what the monitor that is shown has to say, once it is time for it. */
export class NotificationCenter {
  private readonly parts: Parts
  private notifier: Notifier<NotifiedKind>
  private timer: NodeJS.Timeout | undefined

  constructor(parts: Parts) {
    const { store } = parts
    this.parts = parts
    this.notifier = this.newNotifier()
    follow(
      store,
      ({ settings }) => settings.attached,
      () => (this.notifier = this.newNotifier()),
    )
    follow(
      store,
      ({ fleet }) => fleet?.alerts,
      (alerts) => {
        if (alerts) this.notifier.accept(alerts, Date.now())
        this.look()
      },
    )
    follow(
      store,
      ({ settings, pausedUntil }) => [settings.notify, pausedUntil],
      () => this.look(),
    )
  }

  /** What the operator sees may be another thing than before. */
  readonly look = (): void => {
    const { store, show, isWatched } = this.parts
    const state = store.getState()
    const now = Date.now()
    const circumstances = {
      pausedUntil: state.pausedUntil,
      isWatched: (kind: NotifiedKind) => !state.settings.notify[kind] || isWatched(kind),
      isQuiet: () => false,
    }
    for (const notice of this.notifier.due(now, circumstances)) {
      show(noticeText(notice, state.fleet?.tasks ?? new Map(), monitorName(state), languageOf(state)))
    }
    clearTimeout(this.timer)
    const next = this.notifier.nextAt(now)
    if (next !== null) this.timer = setTimeout(this.look, next - now)
  }

  /** Nothing is notified any more. */
  close(): void {
    clearTimeout(this.timer)
  }

  /** Another monitor has its own grace; the usual one is near enough. */
  private newNotifier(): Notifier<NotifiedKind> {
    const isOwn = this.parts.store.getState().settings.attached === null
    return new Notifier(Date.now(), desktopRules(isOwn ? this.parts.grace : GRACE_MS))
  }
}
