import type { AlertResource } from '../../contract/resources/alert.ts'
import { type NotifiedKind, notifiedKinds } from '../../contract/desktop-bridge.ts'

/** What the operator is told of at once, and no more. */
export type Notice =
  | { readonly type: 'raised'; readonly kind: NotifiedKind; readonly alerts: readonly AlertResource[] }
  /** All of them are over. */
  | { readonly type: 'recovered'; readonly kind: NotifiedKind }

/** What is the case besides the alerts. */
export interface Circumstances {
  readonly enabled: Readonly<Record<NotifiedKind, boolean>>
  /** Nothing is said before, ms. */
  readonly pausedUntil: number
  /** Whether the operator has the place of this kind before the eyes. */
  readonly isWatched: (kind: NotifiedKind) => boolean
}

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

interface Kind {
  /** In force and not told of: since when. */
  readonly waiting: Map<string, number>
  /** Told of, or seen by the operator, by their id: since when they are over; null while in force. */
  readonly known: Map<string, number | null>
  /** Whether something was raised and its end was not told of. */
  isOpen: boolean
  raisedAt: number
}

/**
 * `[DT-1]` Which alerts become notifications of the system, and when. It has no clock: whoever uses it says what time
 * it is, whenever something has changed and at {@link nextAt}.
 *
 * - Nothing for the grace after the start: what is over by then was never said.
 * - What comes together is one notice, a kind is raised at most once a {@link LIMIT_MS}; what is over before it could be
 *   said is not said.
 * - An alert that comes and goes while others of its kind stay is said once, until it was over for {@link FORGET_MS}.
 * - One "recovered" when all that was said of a kind is over, and none before the next was raised.
 * - What the operator has before the eyes, or does not want to hear of, counts as said. In a pause everything waits.
 */
export class Notifier {
  private readonly kinds: Record<NotifiedKind, Kind>
  private readonly quietUntil: number
  private alerts: readonly AlertResource[] = []

  constructor(now: number, grace = GRACE_MS) {
    this.quietUntil = now + grace
    const kind = (): Kind => ({ waiting: new Map(), known: new Map(), isOpen: false, raisedAt: -Infinity })
    this.kinds = { consumer_lost: kind(), rollout_stuck: kind(), coverage: kind() }
  }

  /** All alerts in force now. */
  accept(alerts: readonly AlertResource[], now: number): void {
    this.alerts = alerts
    for (const name of notifiedKinds) {
      const { waiting, known } = this.kinds[name]
      const inForce = new Set(alerts.filter(({ kind }) => kind === name).map(({ alert_id }) => alert_id))
      for (const id of inForce) {
        if (known.has(id)) known.set(id, null)
        else if (!waiting.has(id)) waiting.set(id, now)
      }
      for (const id of waiting.keys()) if (!inForce.has(id)) waiting.delete(id)
      for (const [id, over] of known) if (over === null && !inForce.has(id)) known.set(id, now)
    }
  }

  /** What is to be said now. */
  due(now: number, { enabled, pausedUntil, isWatched }: Circumstances): Notice[] {
    return notifiedKinds.flatMap((name) => {
      const kind = this.kinds[name]
      if (!enabled[name] || isWatched(name)) {
        this.see(kind)
        return []
      }
      if (now < this.quietUntil || now < pausedUntil) return []
      const recovered = this.recover(kind, now)
      const raised = this.raise(kind, now)
      return [
        ...(recovered ? [{ type: 'recovered' as const, kind: name }] : []),
        ...(raised.length > 0 ? [{ type: 'raised' as const, kind: name, alerts: raised }] : []),
      ]
    })
  }

  /** When something may be due though nothing changes until then, ms; null where nothing is. */
  nextAt(now: number): number | null {
    const moments = [this.quietUntil]
    for (const { waiting, known, raisedAt } of Object.values(this.kinds)) {
      if (waiting.size > 0) moments.push(Math.min(...waiting.values()) + GROUP_MS, raisedAt + LIMIT_MS)
      for (const over of known.values()) if (over !== null) moments.push(over + SETTLE_MS, over + FORGET_MS)
    }
    const next = Math.min(...moments.filter((moment) => moment > now))
    return next === Infinity ? null : next
  }

  /** All is known without a word; nobody needs to hear of its end. */
  private see(kind: Kind): void {
    const { waiting, known } = kind
    kind.isOpen = false
    for (const id of waiting.keys()) known.set(id, null)
    waiting.clear()
    for (const [id, over] of known) if (over !== null) known.delete(id)
  }

  private raise(kind: Kind, now: number): AlertResource[] {
    const { waiting, known } = kind
    if (waiting.size === 0 || now - kind.raisedAt < LIMIT_MS) return []
    if (now - Math.min(...waiting.values()) < GROUP_MS) return []
    const raised = this.alerts.filter(({ alert_id }) => waiting.has(alert_id))
    for (const id of waiting.keys()) known.set(id, null)
    waiting.clear()
    kind.isOpen = true
    kind.raisedAt = now
    return raised
  }

  private recover(kind: Kind, now: number): boolean {
    const { known } = kind
    const overSince = [...known.values()]
    const isOver = overSince.every((over) => over !== null && now - over >= SETTLE_MS)
    for (const [id, over] of known) if (over !== null && now - over >= FORGET_MS) known.delete(id)
    if (!kind.isOpen || !isOver || kind.waiting.size > 0) return false
    known.clear()
    kind.isOpen = false
    return true
  }
}
