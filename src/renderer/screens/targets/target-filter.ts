import type { TargetFilter, TargetSort } from '../../../contract/resources/target.ts'
import { targetSorts } from '../../../contract/resources/target.ts'
import { batchStatuses } from '../../../contract/resources/batch.ts'
import type { RouteParams } from '../../../contract/place.ts'
import { priorities } from '../../../planner/priority.ts'
import { NOBODY } from '../../stores/nobody.ts'

/** What of the address narrows the list; the text that is looked for is one of them. */
export const filterParams = ['q', 'priority', 'consumer', 'batch', 'status', 'report', 'attribute', 'value'] as const

const oneOf = <T extends string>(known: readonly T[], value: string | undefined): T | undefined =>
  known.find((one) => one === value)

/** `[UI-8]` What the address asks for. What it says in no word that is known narrows nothing. */
export function filterOf(params: RouteParams): TargetFilter {
  const { consumer = '', batch = '', attribute = '', value = '' } = params
  const priority = oneOf(priorities, params['priority'])
  const status = oneOf(batchStatuses, params['status'])
  const report = oneOf(batchStatuses, params['report'])
  return {
    ...(priority && { priority }),
    ...(status && { status }),
    ...(report && { report }),
    ...(consumer !== '' && { consumer_id: consumer === NOBODY ? null : consumer }),
    ...(/^\d{1,15}$/.test(batch) && { batch_id: Number(batch) }),
    ...(attribute !== '' && { attribute: { name: attribute, ...(value !== '' && { value }) } }),
  }
}

export const sortOf = (by: string): TargetSort => oneOf(targetSorts, by) ?? 'target'

/** The columns that the list can be sorted by. */
export const sortNames: ReadonlySet<string> = new Set(targetSorts.filter((name) => !name.startsWith('-')))
