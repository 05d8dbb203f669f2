import type { Consumer } from './consumer.ts'

/** All in ms. */
export interface LivenessSettings {
  readonly suspectAfter: number
  readonly lostAfter: number
  readonly grace: number
  readonly memberDebounce: number
  readonly memberDebounceMax: number
  readonly lostRetention: number
}

/** `[LV-1]` So many heartbeats of its own may be missing before a consumer is suspect, and lost. */
const SUSPECT_INTERVALS = 1.5
const LOST_INTERVALS = 3
/** Whoever announces a longer interval is not waited for any longer. */
const MAX_INTERVAL_S = 3600

/** What time alone makes of a consumer at this moment, if anything (LV-1, LV-2, LV-4). */
export function timeMakes(
  consumer: Readonly<Consumer>,
  settings: LivenessSettings,
  now: number,
): 'suspect' | 'lost' | 'forgotten' | null {
  if (now < nextDeadline(consumer, settings)) return null
  switch (consumer.state) {
    case 'online':
      return consumer.heldUntil !== null || now < lostAt(consumer, settings) ? 'suspect' : 'lost'
    case 'suspect':
    case 'offline':
      return 'lost'
    case 'lost':
      return 'forgotten'
  }
}

/**
 * When time makes something else of a consumer next, ms since 1970; never where it is not finite. `[MW-2]` Nobody is lost
 * while maintenance holds it: that it ends is said by whoever knows the windows, not by a time that they were said to have.
 */
export function nextDeadline(consumer: Readonly<Consumer>, settings: LivenessSettings): number {
  const isHeld = consumer.heldUntil !== null
  switch (consumer.state) {
    case 'online':
      return isHeld
        ? suspectAt(consumer, settings)
        : Math.min(suspectAt(consumer, settings), lostAt(consumer, settings))
    case 'suspect':
      return isHeld ? Infinity : lostAt(consumer, settings)
    case 'offline':
      return isHeld ? Infinity : consumer.waitingSince + settings.grace
    case 'lost':
      // With an open socket it may speak again, and whose slots are kept (BR-1) is not forgotten.
      return consumer.session === null && consumer.keptSince === null
        ? consumer.waitingSince + settings.lostRetention
        : Infinity
  }
}

/** `[AL-3]` The same as far as can be said now: of one that is held and away, if its windows end as they are meant to. */
export function expectedChange(consumer: Readonly<Consumer>, settings: LivenessSettings): number {
  const { heldUntil, waitingSince, state } = consumer
  if (heldUntil === null || (state !== 'suspect' && state !== 'offline')) return nextDeadline(consumer, settings)
  const afterwards = { ...consumer, heldUntil: null, waitingSince: Math.max(waitingSince, heldUntil) }
  return nextDeadline(afterwards, settings)
}

function suspectAt(
  { waitingSince, heartbeatInterval }: Readonly<Consumer>,
  { suspectAfter }: LivenessSettings,
): number {
  return waitingSince + Math.max(suspectAfter, SUSPECT_INTERVALS * intervalMs(heartbeatInterval))
}

function lostAt({ waitingSince, heartbeatInterval }: Readonly<Consumer>, { lostAfter }: LivenessSettings): number {
  return waitingSince + Math.max(lostAfter, LOST_INTERVALS * intervalMs(heartbeatInterval))
}

function intervalMs(heartbeatInterval: number | null): number {
  return Math.min(heartbeatInterval ?? 0, MAX_INTERVAL_S) * 1000
}
