import { useCallback } from 'react'
import { create } from 'zustand'
import {
  chosen,
  everything,
  isOfOneTask,
  ofAnyTask,
  type Scope,
  scopeAt,
  scopeParams,
  taskOf,
} from '../../console/scope.ts'
import type { FleetData } from '../../console/fleet-data.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import { fleetStore, useFleetData } from './fleet.ts'
import { formatHash, replaceParams, type RouteParams, type ScreenName, useRoute } from './route.ts'

export { isOfOneTask }

const useChoice = create<Scope>(() => {
  const { screen, params } = useRoute.getState()
  return scopeAt(everything, screen, params)
})
useRoute.subscribe(({ screen, params }) => {
  useChoice.setState((choice) => scopeAt(choice, screen, params))
  nameTask()
})
// Until there is a picture it is not known which tasks there are.
fleetStore.subscribe(({ data }, before) => {
  if (data?.tasks !== before.data?.tasks) nameTask()
})

/** The task that an address named and that is not there, or not any more: the last of those; null where none was. */
export const useGoneTask = create<number | null>(() => null)

/** `[UI-8]` The address of a screen of one task says which, so that reloading and sharing it show the same. */
function nameTask(): void {
  const { screen, params } = useRoute.getState()
  const { data } = fleetStore.getState()
  if (!data) return
  const named = taskOf(params)
  const isGone = named !== null && !data.tasks.has(named)
  if (isGone) useGoneTask.setState(named, true)
  if (!isOfOneTask(screen) || (named !== null && !isGone)) return
  // One that is gone would stand there above what is another's, and so would what was open of it.
  const task = shownTask(data, useChoice.getState())
  if (!task) return
  replaceParams((present) => ({ ...(isGone ? ofAnyTask(present) : present), task: String(task.task_id) }))
}

/** The task that is worked on where only one can be: the chosen one, or else the first. */
function shownTask({ tasks }: FleetData, { scope, task }: Scope): TaskResource | null {
  const ids = [scope, task].flatMap((id) => id ?? [])
  return ids.map((id) => tasks.get(id)).find((found) => found !== undefined) ?? tasks.values().next().value ?? null
}

/** The task that the address names now; null where it names none that is there. */
export function namedNow(): TaskResource | null {
  const named = taskOf(useRoute.getState().params)
  return (named !== null && fleetStore.getState().data?.tasks.get(named)) || null
}

/** What the picker says: one task, or all of them (null). */
export function chooseTask(taskId: number | null): void {
  const { screen, params } = useRoute.getState()
  useChoice.setState((choice) => chosen(choice, taskId))
  location.hash = formatHash(screen, { ...ofAnyTask(params), task: taskId === null ? '' : String(taskId) })
}

/** The task that is shown; null for all of them. A task that is gone is no limit. */
export function useScope(): number | null {
  const scope = useChoice((choice) => choice.scope)
  return useFleetData(({ tasks }) => (scope !== null && tasks.has(scope) ? scope : null))
}

/** The task of a screen that shows one; on the others the one that an action is about unless it is asked for. */
export function useTask(): TaskResource | null {
  const choice = useChoice()
  const ofAddress = useRoute(({ screen, params }) => (isOfOneTask(screen) ? taskOf(params) : null))
  return useFleetData((data) => {
    const named = ofAddress === null ? undefined : data.tasks.get(ofAddress)
    return named ?? shownTask(data, choice)
  })
}

/** `[UI-8]` Makes addresses of other places: those keep the task and the range unless they name others. */
export function useLink(): (screen: ScreenName, params?: RouteParams) => string {
  const choice = useChoice()
  const range = useRoute(({ params }) => params['range'] ?? '')
  return useCallback(
    (screen, params = {}) => formatHash(screen, { ...scopeParams(choice, screen, range), ...params }),
    [choice, range],
  )
}

/** Opens a screen with the filters given, or else with those it had before; task and range stay. */
export function goTo(screen: ScreenName, params?: RouteParams): void {
  const { kept, params: present } = useRoute.getState()
  const own = params ?? kept[screen] ?? {}
  location.hash = formatHash(screen, {
    ...scopeParams(useChoice.getState(), screen, present['range'] ?? ''),
    ...own,
  })
}
