import type { TaskChange, TaskResource } from './resources/task.ts'

type OptionName = keyof TaskChange

/** What is planned by these, in the order the cause names them, and what each is called there. */
const words = [
  ['batch_size', 'batch size'],
  ['strategy', 'strategy'],
  ['virtual_nodes', 'virtual nodes'],
  ['priority_levels', 'priority levels'],
  ['auto_sync', 'auto-sync'],
] as const satisfies [OptionName, string][]

/** Of a change of options what really differs. */
export function realChange(view: TaskResource, given: TaskChange): TaskChange {
  const wanted: TaskChange = given.name === undefined ? given : { ...given, name: given.name.trim() }
  const names = Object.keys(wanted) as OptionName[]
  return Object.fromEntries(names.flatMap((name) => (view[name] === wanted[name] ? [] : [[name, wanted[name]]])))
}

/**
 * Whether an epoch has to follow a real change, if the plan then differs. Before the first epoch nothing is planned yet; a
 * name plans nothing, points on the ring only where the strategy is the ring, and auto-sync what has been waiting for it.
 */
export function concernsPlan(view: TaskResource, change: TaskChange): boolean {
  if (view.epoch === 0) return false
  const { batch_size, priority_levels, auto_sync } = change
  const isOther = batch_size !== undefined || priority_levels !== undefined || choosesOwners(view, change)
  return isOther || (auto_sync === true && view.sync_due)
}

/** `[PL-2]` Whether slots get their owners in another way, so that they are chosen anew for the same members. */
export function choosesOwners(view: TaskResource, { strategy, virtual_nodes }: TaskChange): boolean {
  return strategy !== undefined || (view.strategy === 'ring' && virtual_nodes !== undefined)
}

/** `[EP-9]` The cause of an epoch, for example "options: batch size 99 → 50, strategy balanced → ring". */
export function optionsCause(view: TaskResource, change: TaskChange): string {
  const parts = words.flatMap(([name, word]) =>
    change[name] === undefined ? [] : [`${word} ${said(view[name])} → ${said(change[name])}`],
  )
  return `options: ${parts.join(', ')}`
}

function said(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
}
