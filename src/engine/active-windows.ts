import type { WindowResource, WindowScope } from '../contract/resources/window.ts'
import type { AlertResource } from '../contract/resources/alert.ts'
import { severityOf } from '../contract/resources/alert.ts'

/** What a window says of a consumer. */
interface Labelled {
  readonly id: string
  readonly labels: Readonly<Record<string, string>>
}

/** `[MW-1]` The windows that are open now: whom they hold, and what they mute. */
export class ActiveWindows {
  private open: readonly WindowResource[] = []
  private changes = 0

  /** All that are open now, in place of those before. */
  set(windows: readonly WindowResource[]): void {
    if (JSON.stringify(windows) === JSON.stringify(this.open)) return
    this.open = windows
    this.changes++
  }

  /** Grows whenever one opened or closed. */
  get revision(): number {
    return this.changes
  }

  /** `[MW-2]` Until when a consumer keeps its slots whether or not it is there, ms; null where nothing holds it. */
  heldUntil(consumer: Labelled): number | null {
    return this.last(({ holds, scope }) => holds && scope.task_id === undefined && isAbout(scope, consumer))
  }

  /** `[MW-2]` Until when no epoch of a task follows from its members, ms; null where it may. */
  taskHeldUntil(taskId: number): number | null {
    const isOfAll = ({ consumers, labels }: WindowScope) => consumers === undefined && labels === undefined
    return this.last(({ holds, scope }) => holds && isOfAll(scope) && (scope.task_id ?? taskId) === taskId)
  }

  /** `[AL-7]` The window that mutes an alert for longest. @param consumer whom it is about, where it is about one */
  muting(alert: Pick<AlertResource, 'kind' | 'task_id'>, consumer: Labelled | null): AlertResource['muted'] | null {
    const { kind, task_id: taskId } = alert
    const muting = this.open.filter(({ mutes, scope }) => {
      if (!mutes) return false
      const { task_id, kinds, severities } = scope
      if (task_id !== undefined && task_id !== taskId) return false
      if (kinds !== undefined && !kinds.includes(kind)) return false
      if (severities !== undefined && !severities.includes(severityOf(kind))) return false
      if (scope.consumers === undefined && scope.labels === undefined) return true
      return consumer !== null && isAbout(scope, consumer)
    })
    const longest = muting.toSorted((a, b) => b.until - a.until)[0]
    return longest ? { window_id: longest.window_id, until: longest.until } : null
  }

  private last(isMeant: (window: WindowResource) => boolean): number | null {
    const ends = this.open.filter(isMeant).map(({ until }) => until)
    return ends.length === 0 ? null : Math.max(...ends)
  }
}

function isAbout({ consumers, labels }: WindowScope, { id, labels: own }: Labelled): boolean {
  if (consumers && !consumers.includes(id)) return false
  return Object.entries(labels ?? {}).every(([name, value]) => own[name] === value)
}
