import { create } from 'zustand'
import type { TaskView } from '../../core/views.ts'
import { useFleetData } from './fleet.ts'

const useSelection = create<{ taskId: number | null }>(() => ({ taskId: null }))

export function selectTask(taskId: number): void {
  useSelection.setState({ taskId })
}

/** The task that is worked on: the chosen one, or else the first. */
export function useTask(): TaskView | null {
  const chosen = useSelection(({ taskId }) => taskId)
  return useFleetData(({ tasks }) => {
    const task = chosen === null ? undefined : tasks.get(chosen)
    return task ?? tasks.values().next().value ?? null
  })
}
