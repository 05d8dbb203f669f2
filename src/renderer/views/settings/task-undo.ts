import { create } from 'zustand'
import type { TaskChange } from '../../../core/views.ts'
import { goTo } from '../../stores/route.ts'
import { selectTask } from '../../stores/selected-task.ts'

/** Options a task had before, to be shown as a preview and applied again. */
interface Undo {
  readonly taskId: number
  readonly options: TaskChange
}

export const useUndo = create<{ wanted: Undo | null }>(() => ({ wanted: null }))

/** From wherever the operator is: shows what it would do to give this task these options again. */
export function undoOptions(wanted: Undo): void {
  useUndo.setState({ wanted })
  selectTask(wanted.taskId)
  goTo('settings', {})
}

/** The options a task has now, of those that are about to change. */
export function presentOf(task: TaskChange, change: TaskChange): TaskChange {
  const names = Object.keys(change) as (keyof TaskChange)[]
  return Object.fromEntries(names.map((name) => [name, task[name]]))
}
