import { Type } from 'typebox'
import { eventQuery } from '../../contract/events.ts'
import { refusal } from '../../contract/refusal.ts'
import type { EventFormat } from '../events/event-encoding.ts'
import type { SearchWord } from '../events/event-conditions.ts'
import { barsOf } from '../events/event-histogram.ts'
import type { Context } from './context.ts'
import { httpProcedure, procedure } from './procedure.ts'

/** `[EV-11]` Words that are searched for; what is behind them is left out. */
const MAX_WORDS = 8

/** What is counted where nobody says how much: an hour. */
const USUAL_RANGE_MS = 3_600_000

/** `[EV-5]` A page, newest first unless told otherwise. `STORAGE_FAILED` */
export const queryEvents = procedure('events.query', {
  role: 'viewer',
  audit: null,
  run: (context, { order = 'desc', limit = 1000, q, ...filter }) =>
    context.events.page({ ...filter, words: wordsOf(context, q), order, limit }),
})

/** `[EV-12]` `INVALID_MESSAGE` where it ends before it begins; `STORAGE_FAILED` */
export const countEvents = procedure('events.histogram', {
  role: 'viewer',
  audit: null,
  run(context, { to = context.now(), from = to - USUAL_RANGE_MS, step, q, ...filter }) {
    if (to <= from) throw refusal('range_backwards')
    return context.events.histogram({ ...filter, words: wordsOf(context, q), ...barsOf({ from, to, step }) })
  },
})

/** The bytes of an answer; `path` is that of the page after this one. */
export type EncodedEvents = (path: (next: number) => string) => AsyncGenerator<Uint8Array | string>

/** `[EV-5]` All that matches as the bytes of an answer, read as fast as they are taken. `STORAGE_FAILED` with the first of them */
export const exportEvents = httpProcedure('events.export', {
  role: 'viewer',
  input: Type.Object({
    ...Type.Omit(eventQuery, ['order', 'limit']).properties,
    order: Type.Enum(['asc', 'desc']),
    limit: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], { description: 'Null is all of them.' }),
    format: Type.Unsafe<EventFormat>(Type.String()),
  }),
  result: Type.Unsafe<EncodedEvents>(Type.Unknown()),
  audit: null,
  run(context, { format, limit, q, ...query }) {
    const request = { ...query, words: wordsOf(context, q), limit: limit ?? Infinity }
    return (path) => context.events.encoded(request, { format, path })
  },
})

/** `[EV-11]` Of tasks events have the number; searched for is their name, as it is now. */
function wordsOf({ engine }: Pick<Context, 'engine'>, q = ''): SearchWord[] {
  const tasks = engine.taskResources().map(({ task_id, name }) => ({ task_id, name: name.toLowerCase() }))
  return [...new Set(q.split(/\s+/).filter(Boolean))].slice(0, MAX_WORDS).map((text) => ({
    text,
    taskIds: tasks.flatMap(({ task_id, name }) => (name.includes(text.toLowerCase()) ? [task_id] : [])),
  }))
}
