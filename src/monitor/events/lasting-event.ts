import type { ErrorCode } from '../../contract/errors.ts'
import type { EventType, NewEvent } from '../../contract/events.ts'

/** All of these types last; of `error` those do that say who was not let in. */
export const LASTING_TYPES: ReadonlySet<EventType> = new Set(['operator', 'monitor', 'storage'])
/** What a caller hears who is not let in, or may not do what it asks for. */
export const REFUSED_CALLERS: ReadonlySet<ErrorCode> = new Set(['UNAUTHORIZED', 'FORBIDDEN'])

/**
 * `[EV-7]` Whether an event has a queue and a retention that no consumer can fill: what operators do, who was refused, and
 * what became of monitor and disks.
 */
export function isLasting(event: NewEvent): boolean {
  return LASTING_TYPES.has(event.type) || isRefusedCaller(event)
}

/** Somebody was not let in; consumers that are registered are. */
export function isRefusedCaller({ type, consumer_id, data }: NewEvent): boolean {
  return type === 'error' && consumer_id === undefined && REFUSED_CALLERS.has((data as { code: ErrorCode }).code)
}
