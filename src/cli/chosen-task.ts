import type { TaskResource } from '../contract/resources/task.ts'
import { nearest } from '../settings/nearest.ts'
import { Failure } from './failure.ts'

/** The most tasks that are named. */
const MAX_NAMED = 10

/**
 * The task that is meant: by its id or else its name; without either the only one there is.
 * @throws {Failure}
 */
export function chosenTask(tasks: readonly TaskResource[], given: string | undefined): TaskResource {
  if (given === undefined) {
    const [only, another] = tasks
    if (only === undefined) throw new Failure('failed', 'There are no tasks yet.')
    if (another === undefined) return only
    const named = tasks.slice(0, MAX_NAMED).map(({ task_id, name }) => `${task_id} (${name})`)
    const more = tasks.length > named.length ? `, and ${tasks.length - named.length} more` : ''
    throw new Failure('wrong', `There are ${tasks.length} tasks; choose one with --task: ${named.join(', ')}${more}.`)
  }
  const found = tasks.find(({ task_id }) => String(task_id) === given) ?? tasks.find(({ name }) => name === given)
  if (found) return found
  const near = nearest(
    given,
    tasks.map(({ name }) => name),
  )
  throw new Failure('failed', `There is no task ${given}.${near === undefined ? '' : ` Did you mean “${near}”?`}`)
}
