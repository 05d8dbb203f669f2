import type { AlertResource } from '../contract/resources/alert.ts'

/** By which rules an outlet – the desktop, a channel – tells somebody about alerts. All times in ms. */
export interface NotifierRules<Key extends string = string> {
  /** At the start, what is in force may be over as soon as everybody has come back. */
  readonly graceMs: number
  /** What comes within so long is told at once. */
  readonly groupMs: number
  /** What happens by itself so soon (`next_at`) may be the end of an alert: it is waited for, at most so long. */
  readonly healMs: number
  /** News of one key come at most once in so long. */
  readonly limitMs: number
  /** What is over for so long is over. */
  readonly settleMs: number
  /** What is over for so long is news when it comes again. Not less than `settleMs`. */
  readonly forgetMs: number
  /** At most so many messages in any hour, 2 or more; null: as many as there are. */
  readonly perHour: number | null
  /** What is critical is told sooner, also in quiet hours, and at the latest with its end; null: it is like the rest. */
  readonly critical: { readonly groupMs: number; readonly limitMs: number } | null
  /** Whether the end waits until nothing of the key is in force, told of or not. */
  readonly waitsForAll: boolean
  /** What is told together, with one end; null: it is not for this outlet. */
  readonly keyOf: (alert: AlertResource) => Key | null
}

/** `[CN-6]` At the start of the monitor: as long as slots are held by default. */
export const CHANNEL_GRACE_MS = 60_000
/** `[CN-6]` What is not critical can wait for what comes with it. */
export const CHANNEL_GROUP_MS = 30_000
/** `[CN-6]` Somebody is awake already: what more there is can wait. */
export const CHANNEL_LIMIT_MS = 5 * 60_000
/** `[CN-6]` A loss is in force before the next look finds what follows from it. */
export const CHANNEL_CRITICAL_GROUP_MS = 10_000
/** `[CN-6]` */
export const CHANNEL_CRITICAL_LIMIT_MS = 60_000
/** `[CN-6]` Nobody is called out of bed for a consumer whose slots others get in a minute. */
export const CHANNEL_HEAL_MS = 2 * 60_000
/** `[CN-6]` "All back" is said of what stays back. */
export const CHANNEL_SETTLE_MS = 60_000
/** `[CN-6]` */
export const CHANNEL_FORGET_MS = 60_000
/** `[CN-6]` Where a channel does not say how many messages it takes in an hour. */
export const USUAL_PER_HOUR = 12

/** `[CN-6]` Those of a channel: all its alerts are one incident. @param isFor whether it passes an alert on at all */
export function channelRules(perHour: number, isFor: (alert: AlertResource) => boolean): NotifierRules<'channel'> {
  return {
    graceMs: CHANNEL_GRACE_MS,
    groupMs: CHANNEL_GROUP_MS,
    healMs: CHANNEL_HEAL_MS,
    limitMs: CHANNEL_LIMIT_MS,
    settleMs: CHANNEL_SETTLE_MS,
    forgetMs: CHANNEL_FORGET_MS,
    perHour,
    critical: { groupMs: CHANNEL_CRITICAL_GROUP_MS, limitMs: CHANNEL_CRITICAL_LIMIT_MS },
    waitsForAll: false,
    keyOf: (alert) => (isFor(alert) ? 'channel' : null),
  }
}
