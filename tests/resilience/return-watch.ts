import type { ConsumerResource } from '../../src/contract/resources/consumer.ts'

export const faultKinds = ['kill', 'freeze', 'cut', 'half-open'] as const
export type FaultKind = (typeof faultKinds)[number]

/** A client that a fault has hit, until it is back. */
interface Hit {
  readonly fault: FaultKind
  /** ms */
  readonly endedAt: number
  /** By which session it was known when the fault began. */
  readonly sessionBefore: string | null
  /** Since when it is back without a break; null while it is not. */
  backAt: number | null
}

/** How long each client took to come back after the end of each fault that hit it, by what the monitor says of it. */
export class ReturnWatch {
  /** ms */
  readonly times: Record<FaultKind, number[]> = { kill: [], freeze: [], cut: [], 'half-open': [] }
  /** Returns that the next fault came before. */
  interrupted = 0
  private readonly hits = new Map<string, Hit>()

  /** They are hit from now on, and whatever was waited for of them is over. */
  begin(ids: Iterable<string>): void {
    for (const id of ids) this.close(id)
  }

  /** The fault that hit them is over: they may come back. */
  ended(fault: FaultKind, ids: Iterable<string>, sessionsBefore: ReadonlyMap<string, string | null>): void {
    const endedAt = Date.now()
    for (const id of ids) {
      this.hits.set(id, { fault, endedAt, sessionBefore: sessionsBefore.get(id) ?? null, backAt: null })
    }
  }

  /** What the monitor says of all of them now. */
  see(consumers: readonly ConsumerResource[]): void {
    const now = Date.now()
    const known = new Map(consumers.map((consumer) => [consumer.consumer_id, consumer]))
    for (const [id, hit] of this.hits) {
      const consumer = known.get(id)
      // Who is seen as back may have been on a connection that was dead already.
      if (!consumer || !isBack(consumer, hit)) hit.backAt = null
      else hit.backAt ??= now
    }
  }

  /** Who is not back yet, and since when it could be, ms. */
  get waiting(): { id: string; fault: FaultKind; for: number }[] {
    const away = [...this.hits].filter(([, { backAt }]) => backAt === null)
    return away.map(([id, { fault, endedAt }]) => ({ id, fault, for: Date.now() - endedAt }))
  }

  /** Nothing is waited for any more. */
  finish(): void {
    for (const id of this.hits.keys()) this.close(id)
  }

  private close(id: string): void {
    const hit = this.hits.get(id)
    if (!hit) return
    this.hits.delete(id)
    if (hit.backAt === null) this.interrupted++
    else this.times[hit.fault].push(hit.backAt - hit.endedAt)
  }
}

function isBack({ state, session_id, last_seen_at }: ConsumerResource, hit: Hit): boolean {
  if (state !== 'online' || session_id === null) return false
  switch (hit.fault) {
    case 'kill':
      return true
    case 'freeze':
      return last_seen_at > hit.endedAt
    default:
      return session_id !== hit.sessionBefore
  }
}
