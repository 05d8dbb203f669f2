import type { ConsumerRow } from './consumer-rows.ts'

/** What happens to a consumer by itself, or what it says; null where there is nothing to say. */
export type ConsumerNext =
  /** At this moment, ms, unless it returns. */
  | { readonly kind: 'slotsMove'; readonly at: number }
  | { readonly kind: 'slotsKept' }
  /** Maintenance keeps its slots until this moment, ms, and longer where it is not back by then (MW-2). */
  | { readonly kind: 'held'; readonly until: number }
  /** The brake keeps its slots until it is back, or somebody decides (BR-1). */
  | { readonly kind: 'braked' }
  | { readonly kind: 'slotsMoved' }
  /** Until somebody reloads: tasks may be told not to sync by themselves. */
  | { readonly kind: 'slotsWait' }
  | { readonly kind: 'silent' | 'noProgress'; readonly since: number }
  | { readonly kind: 'restarts'; readonly count: number }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'behind'; readonly epochs: number }
  | { readonly kind: 'tooSlow' }

export function nextOf({ consumer, condition, error, behind, movesAt }: ConsumerRow): ConsumerNext | null {
  switch (condition) {
    case 'offline':
      if (typeof consumer.held_until === 'number') return { kind: 'held', until: consumer.held_until }
      if (movesAt !== null) return { kind: 'slotsMove', at: movesAt }
      return consumer.slots > 0 ? { kind: 'slotsKept' } : null
    case 'lost':
      if (typeof consumer.kept_since === 'number') return { kind: 'braked' }
      return consumer.slots > 0 ? { kind: 'slotsWait' } : { kind: 'slotsMoved' }
    case 'suspect':
      return { kind: 'silent', since: consumer.last_seen_at }
    case 'stuck':
      return { kind: 'noProgress', since: consumer.stuck_since ?? consumer.state_since }
    case 'flapping':
      return { kind: 'restarts', count: consumer.restarts }
    case 'drained':
      if (consumer.slots > 0) return { kind: 'slotsWait' }
      break
    case 'idle':
    case 'online':
      break
  }
  if (error !== null && error !== '') return { kind: 'error', message: error }
  if (behind > 0) return { kind: 'behind', epochs: behind }
  return consumer.was_too_slow ? { kind: 'tooSlow' } : null
}
