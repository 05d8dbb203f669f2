import type { TargetRow } from '../../../contract/resources/target.ts'

type Listed = Pick<TargetRow, 'target' | 'priority' | 'attributes'>

/** As JSON has it, so that it can be imported again: a target of which there is nothing to say is its text (AT-3). */
function itemOf({ target, priority, attributes }: Listed): string {
  if (priority === 'medium' && attributes === null) return JSON.stringify(target)
  return JSON.stringify({
    target,
    ...(priority !== 'medium' && { priority }),
    ...(attributes !== null && { attributes }),
  })
}

/** `[AT-3]` A list as JSON, an item a line. */
export const jsonList = (rows: readonly Listed[]): string => `[\n${rows.map(itemOf).join(',\n')}\n]\n`

/** `[AT-3]` The same as NDJSON. */
export const ndjsonList = (rows: readonly Listed[]): string => rows.map((row) => `${itemOf(row)}\n`).join('')
