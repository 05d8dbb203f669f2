import type { ProcedureInput } from '../../../contract/procedures.ts'
import { eventTypes } from '../../../contract/events.ts'
import type { RouteParams } from '../../stores/route.ts'

/** What is asked for besides the place in the log. */
export type EventQuery = Omit<ProcedureInput<'events.query'>, 'after' | 'before' | 'order' | 'limit'>

/** Filters of the screen, as they stand in the address. */
export const filterNames = ['type', 'consumer', 'task', 'batch', 'since', 'until'] as const

/** Spans back from now that can be chosen, in ms. */
export const spans = { '15m': 900_000, '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000 } as const
export type Span = keyof typeof spans

export function isSpan(text: string): text is Span {
  return Object.hasOwn(spans, text)
}

/** What to ask for; what cannot be read in an address is left out. @param now ms */
export function eventQueryOf(params: RouteParams, now: number): EventQuery {
  const names = (params['type'] ?? '').split(',')
  const types = eventTypes.filter((type) => names.includes(type))
  const number = (name: string) => (/^[0-9]{1,15}$/.test(params[name] ?? '') ? Number(params[name]) : undefined)
  const time = (name: string) => {
    const text = params[name] ?? ''
    const at = isSpan(text) ? now - spans[text] : Date.parse(text)
    return Number.isFinite(at) ? at : undefined
  }
  const consumer = params['consumer']?.trim()
  const asked = {
    types: types.length > 0 ? types : undefined,
    consumer_id: consumer || undefined,
    task_id: number('task'),
    batch_id: number('batch'),
    since: time('since'),
    until: time('until'),
  }
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as EventQuery
}
