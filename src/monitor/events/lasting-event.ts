import type { ErrorCode } from '../../contract/errors.ts'
import type { EventType, NewEvent } from '../../contract/events.ts'

/** All of these types last; of `error` those do that say who was not let in. */
export const LASTING_TYPES: ReadonlySet<EventType> = new Set(['operator', 'monitor', 'storage', 'note', 'window'])
/** Of these some last, and some do not. */
export const PARTLY_LASTING_TYPES: ReadonlySet<EventType> = new Set(['error', 'source'])
/** What a caller hears who is not let in, or may not do what it asks for. */
export const REFUSED_CALLERS: ReadonlySet<ErrorCode> = new Set(['UNAUTHORIZED', 'FORBIDDEN'])

/**
 * `[EV-7]` Whether an event has a queue and a retention that no consumer can fill: what operators do, who was refused, and
 * what became of monitor and disks.
 */
export function isLasting(event: NewEvent): boolean {
  return LASTING_TYPES.has(event.type) || isRefusedCaller(event) || isNewOutcome(event)
}

/**
 * `[SO-5]` A run of a source that came to something else than the one before. What is counted is the like of many, and what
 * was published stands in the history of epochs.
 */
function isNewOutcome({ type, data }: NewEvent): boolean {
  if (type !== 'source') return false
  const { count, outcome } = data
  return count === undefined && outcome !== 'published'
}

/** Somebody was not let in; consumers that are registered are. */
export function isRefusedCaller({ type, consumer_id, data }: NewEvent): boolean {
  return type === 'error' && consumer_id === undefined && REFUSED_CALLERS.has((data as { code: ErrorCode }).code)
}
