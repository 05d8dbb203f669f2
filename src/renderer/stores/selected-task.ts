import { create } from 'zustand'
import type { TaskResource } from '../../contract/resources/task.ts'
import { useFleetData } from './fleet.ts'
import { type RouteParams, setParams, useRoute } from './route.ts'

const taskOf = ({ task = '' }: RouteParams): number | null => (/^\d+$/.test(task) ? Number(task) : null)

/** An address may say which task it is about; the choice outlives that address. */
const useSelection = create<{ taskId: number | null }>(() => ({ taskId: taskOf(useRoute.getState().params) }))
useRoute.subscribe(({ params }) => {
  const taskId = taskOf(params)
  if (taskId !== null) useSelection.setState({ taskId })
})

/** What was open belongs to the task before. */
export function selectTask(taskId: number): void {
  useSelection.setState({ taskId })
  setParams({ task: String(taskId), open: '', compare: '' })
}

/** The task that is worked on: the chosen one, or else the first. */
export function useTask(): TaskResource | null {
  const chosen = useSelection(({ taskId }) => taskId)
  return useFleetData(({ tasks }) => {
    const task = chosen === null ? undefined : tasks.get(chosen)
    return task ?? tasks.values().next().value ?? null
  })
}
