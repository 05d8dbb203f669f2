import { Type } from 'typebox'
import { eventQuery } from '../../contract/events.ts'
import type { EventFormat } from '../events/event-encoding.ts'
import { httpProcedure, procedure } from './procedure.ts'

/** `[EV-5]` A page, newest first unless told otherwise. `STORAGE_FAILED` */
export const queryEvents = procedure('events.query', {
  role: 'viewer',
  audit: null,
  run: ({ events }, { order = 'desc', limit = 1000, ...filter }) => events.page({ ...filter, order, limit }),
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
  run({ events }, { format, limit, ...query }) {
    return (path) => events.encoded({ ...query, limit: limit ?? Infinity }, format, path)
  },
})
