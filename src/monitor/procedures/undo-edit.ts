import type { TaskChange } from '../../contract/resources/task.ts'
import { realChange } from '../../contract/task-change.ts'
import type { Context } from './context.ts'

/**
 * The last change of targets, and what takes it back: nothing but members and options has changed since, and whatever they
 * did stays, but for another identity that it made.
 * @throws {BatchdeckError} `UNKNOWN_TASK`, `CONFLICT`
 */
export function beforeLastChange({ engine, now }: Pick<Context, 'engine' | 'now'>, taskId: number, meant?: number) {
  const { epoch: undone, identity } = engine.undoable(taskId, now(), meant)
  const task = engine.taskResource(taskId)
  const change: TaskChange = identity === null ? {} : realChange(task, { identity })
  return { task, undone, edit: { kind: 'before', epoch: undone } as const, change }
}
