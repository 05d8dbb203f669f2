import type { WindowResource } from '../contract/resources/window.ts'
import type { AlertResource } from '../contract/resources/alert.ts'
import { severityOf } from '../contract/resources/alert.ts'

/** What a window says of a consumer. */
interface Labelled {
  readonly id: string
  readonly labels: Readonly<Record<string, string>>
}

/** A window, with its consumers as they are looked for. */
interface Open {
  readonly window: WindowResource
  readonly ids: ReadonlySet<string> | null
  readonly labels: readonly (readonly [name: string, value: string])[]
}

/** `[MW-1]` The windows that are open now: whom they hold, and what they mute. */
export class ActiveWindows {
  private given: readonly WindowResource[] = []
  private holding: readonly Open[] = []
  /** Those that mute for longest first. */
  private muters: readonly Open[] = []
  private changes = 0

  /** All that are open now, in place of those before. */
  set(windows: readonly WindowResource[]): void {
    if (isSame(windows, this.given)) return
    this.given = windows
    const open = windows.map(openWindow)
    this.holding = open.filter(({ window }) => window.holds)
    this.muters = open.filter(({ window }) => window.mutes).toSorted((a, b) => b.window.until - a.window.until)
    this.changes++
  }

  /** Grows whenever one opened or closed. */
  get revision(): number {
    return this.changes
  }

  /** Whether any of them holds slots. */
  get isHolding(): boolean {
    return this.holding.length > 0
  }

  /** `[MW-2]` Until when a consumer keeps its slots whether or not it is there, ms; null where nothing holds it. */
  heldUntil(consumer: Labelled): number | null {
    return this.last((open) => open.window.scope.task_id === undefined && isAbout(open, consumer))
  }

  /** `[MW-2]` Until when no epoch of a task follows from its members, ms; null where it may. */
  taskHeldUntil(taskId: number): number | null {
    return this.last((open) => isOfAll(open) && (open.window.scope.task_id ?? taskId) === taskId)
  }

  /** `[AL-7]` The window that mutes an alert for longest. @param consumer whom it is about, where it is about one */
  muting(alert: Pick<AlertResource, 'kind' | 'task_id'>, consumer: Labelled | null): AlertResource['muted'] | null {
    const longest = this.muters.find((open) => mutes(open, alert, consumer))
    return longest ? { window_id: longest.window.window_id, until: longest.window.until } : null
  }

  private last(isMeant: (open: Open) => boolean): number | null {
    const ends = this.holding.filter(isMeant).map(({ window }) => window.until)
    return ends.length === 0 ? null : Math.max(...ends)
  }
}

/** What a window is about never changes. */
function isSame(windows: readonly WindowResource[], others: readonly WindowResource[]): boolean {
  if (windows.length !== others.length) return false
  return windows.every(({ window_id, scope, from, until, mutes: isMuting, holds }, i) => {
    const other = others[i]!
    const isAlike = window_id === other.window_id && scope === other.scope && from === other.from
    return isAlike && until === other.until && isMuting === other.mutes && holds === other.holds
  })
}

function openWindow(window: WindowResource): Open {
  const { consumers, labels = {} } = window.scope
  return { window, ids: consumers ? new Set(consumers) : null, labels: Object.entries(labels) }
}

function mutes(
  open: Open,
  { kind, task_id: taskId }: Pick<AlertResource, 'kind' | 'task_id'>,
  consumer: Labelled | null,
): boolean {
  const { task_id, kinds, severities } = open.window.scope
  if (task_id !== undefined && task_id !== taskId) return false
  if (kinds !== undefined && !kinds.includes(kind)) return false
  if (severities !== undefined && !severities.includes(severityOf(kind))) return false
  return isOfAll(open) || (consumer !== null && isAbout(open, consumer))
}

function isOfAll({ ids, labels }: Open): boolean {
  return ids === null && labels.length === 0
}

function isAbout({ ids, labels }: Open, { id, labels: own }: Labelled): boolean {
  return (ids === null || ids.has(id)) && labels.every(([name, value]) => own[name] === value)
}
