import type { RouteParams, ScreenName } from '../contract/place.ts'

/** Screens of one task, or with a part that is; all others show one task or all of them. */
const screensOfOneTask: readonly ScreenName[] = ['slots', 'epochs', 'targets', 'settings']

/** Which task an operator looks at. */
export interface Scope {
  /** What the screens that can show all are about; null for all tasks. */
  readonly scope: number | null
  /** What the screens of one task were about last; null before the first. */
  readonly task: number | null
}

export const everything: Scope = { scope: null, task: null }

/** `[UI-8]` Whether a screen shows one task at a time. */
export function isOfOneTask(screen: ScreenName): boolean {
  return screensOfOneTask.includes(screen)
}

/** The task that an address names; null where it names none. */
export function taskOf({ task = '' }: RouteParams): number | null {
  return /^\d{1,16}$/.test(task) ? Number(task) : null
}

/** The scope at an address; a screen of one task leaves what the others show as it is. */
export function scopeAt({ scope, task }: Scope, screen: ScreenName, params: RouteParams): Scope {
  const named = taskOf(params)
  return isOfOneTask(screen) ? { scope, task: named ?? task } : { scope: named, task: named ?? task }
}

/** Another choice of the picker: one task, or all of them (null). */
export function chosen({ task }: Scope, taskId: number | null): Scope {
  return { scope: taskId, task: taskId ?? task }
}

/** `[UI-8]` What of an address holds for another task, too: what was open, and epochs, belong to the one before. */
export function ofAnyTask(params: RouteParams): RouteParams {
  const {
    task: _task,
    open: _open,
    compare: _compare,
    rollback: _rollback,
    at: _at,
    from: _from,
    to: _to,
    ...kept
  } = params
  return kept
}

/** `[UI-8]` What an address has beside the filters of its screen: the task and the range. */
export function scopeParams({ scope, task }: Scope, screen: ScreenName, range: string): RouteParams {
  const taskId = isOfOneTask(screen) ? (scope ?? task) : scope
  return { ...(taskId !== null && { task: String(taskId) }), ...(range !== '' && { range }) }
}
