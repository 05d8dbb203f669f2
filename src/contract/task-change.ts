import { type CauseOf, plannedOptions } from './cause.ts'
import type { TaskChange, TaskResource } from './resources/task.ts'

type OptionName = keyof TaskChange

/** Of a change of options what really differs. */
export function realChange(task: TaskResource, given: TaskChange): TaskChange {
  const wanted: TaskChange = given.name === undefined ? given : { ...given, name: given.name.trim() }
  const names = Object.keys(wanted) as OptionName[]
  return Object.fromEntries(names.flatMap((name) => (task[name] === wanted[name] ? [] : [[name, wanted[name]]])))
}

/**
 * Whether an epoch has to follow a real change, if the plan then differs. Before the first epoch nothing is planned yet; a
 * name plans nothing, points on the ring only where the strategy is the ring, and auto-sync what has been waiting for it.
 */
export function concernsPlan(task: TaskResource, change: TaskChange): boolean {
  if (task.epoch === 0) return false
  const { batch_size, priority_levels, identity, auto_sync } = change
  const isOther =
    batch_size !== undefined || priority_levels !== undefined || identity !== undefined || choosesOwners(task, change)
  return isOther || (auto_sync === true && task.sync_due)
}

/** `[PL-2]` Whether slots get their owners in another way, so that they are chosen anew for the same members. */
export function choosesOwners(task: TaskResource, { strategy, virtual_nodes }: TaskChange): boolean {
  return strategy !== undefined || (task.strategy === 'ring' && virtual_nodes !== undefined)
}

/** `[EP-9]` Why there is an epoch after a real change. */
export function optionsCause(task: TaskResource, change: TaskChange): CauseOf<'options'> {
  const changes = plannedOptions.flatMap((option) => {
    const to = change[option]
    return to === undefined ? [] : [{ option, from: task[option], to }]
  })
  return { kind: 'options', changes }
}
