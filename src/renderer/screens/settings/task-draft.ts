import { create } from 'zustand'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import type { TaskChange } from '../../../contract/resources/task.ts'

/** A change of options that was looked at, and what it would do. */
export interface Looked {
  readonly change: TaskChange
  readonly preview: PlanPreview
  readonly isStale: boolean
}

interface TaskDraft {
  readonly taskId: number | null
  /** What was edited; all else follows the task, whoever changes it. */
  readonly edited: TaskChange
  readonly looked: Looked | null
}

const nothing: TaskDraft = { taskId: null, edited: {}, looked: null }

/** What an operator is about to do to the options of one task. It stays when they look at another screen meanwhile. */
export const useTaskDraft = create<TaskDraft>(() => nothing)

export function editOptions(taskId: number, edited: TaskChange): void {
  useTaskDraft.setState({ taskId, edited, looked: null })
}

export function showLooked(taskId: number, looked: Looked): void {
  useTaskDraft.setState({ taskId, edited: looked.change, looked })
}

/** Does it unless the operator has gone on meanwhile: a late answer must not take away what they edit by now. */
export function whileUnchanged(before: TaskDraft, change: () => void): void {
  if (useTaskDraft.getState() === before) change()
}

export function dropDraft(): void {
  useTaskDraft.setState(nothing)
}

/** The options a task has now, of those that are about to change. */
export function presentOf(task: TaskChange, change: TaskChange): TaskChange {
  const names = Object.keys(change) as (keyof TaskChange)[]
  return Object.fromEntries(names.map((name) => [name, task[name]]))
}
