import { type NotifierRules } from '../../console/notifier-rules.ts'
import { type NotifiedKind, notifiedKinds } from '../../contract/desktop-bridge.ts'

/** At the start, what is in force may be over as soon as everybody has come back: as long as slots are held, ms. */
export const GRACE_MS = 60_000
/** What comes within so long is one notice, ms. */
export const GROUP_MS = 3000
/** A kind is raised at most once in so long, ms. */
export const LIMIT_MS = 60_000
/** What is over for so long is over, ms. */
export const SETTLE_MS = 5000
/** What is over for so long is news when it comes again, though others of its kind are not over, ms. */
export const FORGET_MS = 60_000

/** `[DT-1]` Those of notifications of the system: each kind by itself, and who sits there has eyes to see the rest. */
export function desktopRules(graceMs = GRACE_MS): NotifierRules<NotifiedKind> {
  return {
    graceMs,
    groupMs: GROUP_MS,
    // Who sits there sees it, and sees it heal.
    healMs: 0,
    limitMs: LIMIT_MS,
    settleMs: SETTLE_MS,
    forgetMs: FORGET_MS,
    perHour: null,
    critical: null,
    waitsForAll: true,
    keyOf: ({ kind }) => notifiedKinds.find((notified) => notified === kind) ?? null,
  }
}
