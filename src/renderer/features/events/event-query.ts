import type { ProcedureInput } from '../../../contract/procedures.ts'
import { eventTypes } from '../../../contract/events.ts'
import { severities } from '../../../contract/resources/alert.ts'
import { liveSpans, parseRange } from '../../../console/range.ts'
import type { RouteParams } from '../../stores/route.ts'

/** What is asked for besides the place in the log. */
export type EventQuery = Omit<ProcedureInput<'events.query'>, 'after' | 'before' | 'order' | 'limit'>

/** Filters of the screen, as they stand in the address. */
export const filterNames = ['q', 'severity', 'type', 'statuses', 'consumer', 'batch'] as const

/** All types but the reports of batches, of which there are more than of all others together. */
export const plainTypes = eventTypes.filter((type) => type !== 'batch_status')

/** The types chosen in the address, in the order of the contract; none is all of them. */
export function chosenTypes(params: RouteParams): (typeof eventTypes)[number][] {
  const names = (params['type'] ?? '').split(',')
  return eventTypes.filter((type) => names.includes(type))
}

/** Whether statuses of batches are shown: off unless asked for, as by whoever asks for one batch. */
export function showsStatuses(params: RouteParams): boolean {
  return params['statuses'] === '1' || (params['batch'] ?? '') !== '' || chosenTypes(params).includes('batch_status')
}

/** What an address asks for; what cannot be read in it is left out. Without a range all of it. @param now ms */
export function eventQueryOf(params: RouteParams, now: number): EventQuery {
  const graves = (params['severity'] ?? '').split(',')
  const severity = severities.filter((name) => graves.includes(name))
  const number = (name: string) => (/^[0-9]{1,15}$/.test(params[name] ?? '') ? Number(params[name]) : undefined)
  const range = params['range'] === undefined ? null : parseRange(params['range'])
  const asked = {
    types: askedTypes(params),
    severity: severity.length > 0 ? severity : undefined,
    q: params['q']?.trim() || undefined,
    consumer_id: params['consumer']?.trim() || undefined,
    task_id: number('task'),
    batch_id: number('batch'),
    since: typeof range === 'string' ? now - liveSpans[range] : range?.from,
    until: typeof range === 'string' ? undefined : range?.to,
  }
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as EventQuery
}

/** Undefined where all are asked for. */
function askedTypes(params: RouteParams): EventQuery['types'] {
  const chosen = chosenTypes(params)
  if (!showsStatuses(params)) return chosen.length > 0 ? chosen : plainTypes
  if (chosen.length === 0) return undefined
  return chosen.includes('batch_status') ? chosen : ['batch_status', ...chosen]
}
