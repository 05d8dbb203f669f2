import type { Consumer } from './consumer.ts'
import type { Consumers } from './consumers.ts'

export interface FlapSettings {
  /** More restarts than these within the window are too many; 0 leaves it at the alert. */
  readonly maxRestarts: number
  /** Who has stayed for so long is trusted again, ms. */
  readonly stableAfter: number
  /** How long the slots of a consumer that is away are held for it, ms. */
  readonly grace: number
}

/** `[LV-6]` Restarts are too many within this time, and shown for the last hour, ms. */
const WINDOW_MS = 600_000
const SHOWN_MS = 3_600_000
/** Returns from being lost are too many within this time, ms: each of them is two epochs, so that they are far apart. */
const RETURN_WINDOW_MS = 3_600_000
/** Where nobody is taken out for it, so many are worth an alert. */
const ALERTED_RESTARTS = 5
/** Who has restarted so often within the window, or come back from being lost, is restless. */
const RESTLESS_RESTARTS = 2
/** Remembered of one consumer. */
const MAX_RESTARTS_KNOWN = 1000
/** What is shown of them is brought up to date this often at most, ms: a restless fleet has news all the time. */
const SHOWN_INTERVAL_MS = 5000
/** Those of whom nothing is left to remember are looked for this often, ms. */
const TIDY_INTERVAL_MS = 60_000

interface Life {
  /** When it fell, of each time that it came back as another process; oldest first. */
  restarts: number[]
  /** When it came back after its slots had gone to others; oldest first. */
  returns: number[]
  /** When it came, and when it went; null while it is here. */
  cameAt: number
  fellAt: number | null
  isFlapping: boolean
}

/**
 * `[LV-6]` Finds consumers that fall and come back again and again: each time they are back before their slots are given
 * to others, and so what they own is watched half of the time, for ever. Or each time they are back after that, and all
 * that they own moves away and back, for ever. Beyond a limit such a consumer is no member until it has stayed for a while.
 *
 * That is for the few: where half of the fleet is restless the cause is elsewhere – a proxy that cuts everybody, a release
 * that crashes – and nobody could take over what they own.
 */
export class FlapWatch {
  private readonly settings: FlapSettings
  private readonly consumers: Consumers
  private readonly lives = new Map<string, Life>()
  /** With how many restarts are shown. */
  private readonly flapping = new Map<string, number>()
  /** Of those the ones that are lost each time. */
  private readonly losing = new Set<string>()
  private shownAt = -Infinity
  private changes = 0
  private tidiedAt = -Infinity

  constructor(settings: FlapSettings, consumers: Consumers) {
    this.settings = settings
    this.consumers = consumers
  }

  /** After a restart of the monitor: who was not trusted is not trusted yet. */
  restore(now: number): void {
    for (const { id, flappingSince, restarts } of this.consumers.all()) {
      if (flappingSince === null) continue
      const known = Math.min(restarts, MAX_RESTARTS_KNOWN)
      const at = Math.max(flappingSince, now - WINDOW_MS)
      this.lives.set(id, {
        restarts: Array<number>(known).fill(at),
        returns: [],
        cameAt: now,
        fellAt: null,
        isFlapping: true,
      })
      this.flapping.set(id, known)
    }
  }

  /** Those that are restless beyond the limit, and how often they restarted, as of a few seconds ago. */
  get all(): ReadonlyMap<string, number> {
    return this.flapping
  }

  /** Those of them for which it is no news to be lost: they have come back from it too often within the last hour. */
  get oftenLost(): ReadonlySet<string> {
    return this.losing
  }

  /** Consumers of which something is remembered. */
  get size(): number {
    return this.lives.size
  }

  /** Grows whenever there is something else to show. */
  get revision(): number {
    return this.changes
  }

  /** It registered. @param isSameProcess it says that it never ended: only its connection did */
  came(id: string, isSameProcess: boolean, now: number): void {
    const life = this.lives.get(id)
    if (!life) return
    const { fellAt } = life
    life.fellAt = null
    life.cameAt = now
    if (fellAt === null || isSameProcess) return
    life.restarts = [...life.restarts.filter((at) => at > now - SHOWN_MS), fellAt].slice(-MAX_RESTARTS_KNOWN)
    this.consumers.setRestarts(id, timesOf(life))
    if (!life.isFlapping && this.recent(life, now) > this.most) this.begin(id, life)
  }

  /** Its connection ended, and nobody here ended it. After a long time that is one fall, and no habit. */
  fell(id: string, connectedAt: number, now: number): void {
    const life = this.lives.get(id)
    const isShort = now - connectedAt < this.settings.stableAfter
    if (life) life.fellAt = isShort || life.isFlapping ? now : null
    else if (isShort) this.lives.set(id, newLife(connectedAt, now))
  }

  /** It is gone. */
  forget(id: string): void {
    this.lives.delete(id)
    this.losing.delete(id)
    if (this.flapping.delete(id)) this.changes++
  }

  /** Lets time pass: who goes on like this is taken out, and who has stayed is trusted again. */
  tick(now: number): void {
    for (const id of this.consumers.drainReturned()) this.returned(id, now)
    let isCalm: boolean | null = null
    for (const id of this.flapping.keys()) {
      const life = this.lives.get(id)!
      const consumer = this.consumers.get(id)
      if (!consumer) this.forget(id)
      else if (this.hasStayed(consumer, life, now)) this.end(id, life, now)
      else if (this.mustGo(consumer, life, now)) {
        // Once for all of them: a fleet that is restless as a whole is large.
        isCalm ??= this.isRestOfFleetCalm(now)
        if (isCalm) this.consumers.setAside(id, now)
      }
    }
    this.show(now)
    if (now - this.tidiedAt < TIDY_INTERVAL_MS) return
    this.tidiedAt = now
    for (const [id, life] of this.lives) this.tidy(id, life, now)
  }

  /** The clock was set by so many ms. */
  shift(by: number): void {
    for (const life of this.lives.values()) {
      life.restarts = life.restarts.map((at) => at + by)
      life.returns = life.returns.map((at) => at + by)
      life.cameAt += by
      if (life.fellAt !== null) life.fellAt += by
    }
    this.tidiedAt += by
    this.shownAt += by
  }

  /** The alert comes beyond so many. */
  private get most(): number {
    return this.settings.maxRestarts || ALERTED_RESTARTS
  }

  /** It gave a sign of life, and was lost: its slots were others' meanwhile, however it went and however long it had stayed. */
  private returned(id: string, now: number): void {
    // For one that is drained nothing moves (LV-5).
    if ((this.consumers.get(id)?.drainedAt ?? null) !== null) return
    const life = this.lives.get(id) ?? newLife(now, null)
    this.lives.set(id, life)
    // Also where its connection was there all the time, and nothing came on it.
    life.cameAt = now
    life.returns = [...life.returns.filter((at) => at > now - RETURN_WINDOW_MS), now].slice(-MAX_RESTARTS_KNOWN)
    this.consumers.setRestarts(id, timesOf(life))
    if (life.returns.length <= this.most) return
    this.losing.add(id)
    if (!life.isFlapping) this.begin(id, life)
  }

  /** Whoever stays for longer than what is asked of others, and goes all the same, is asked for more each time. */
  private hasStayed({ state, session }: Readonly<Consumer>, life: Life, now: number): boolean {
    const times = Math.max(1, returnsWithin(life, now))
    return session !== null && state === 'online' && now - life.cameAt >= this.settings.stableAfter * times
  }

  /** Its slots go to others when the grace from the first of its falls is over; where they are others' already, at once. */
  private mustGo({ flappingSince, heldUntil }: Readonly<Consumer>, life: Life, now: number): boolean {
    const { maxRestarts, grace } = this.settings
    if (maxRestarts === 0 || flappingSince !== null || heldUntil !== null) return false
    if (returnsWithin(life, now) > maxRestarts) return true
    const first = life.restarts.find((at) => at > now - WINDOW_MS) ?? now
    return now - first >= grace
  }

  private isRestOfFleetCalm(now: number): boolean {
    let restless = 0
    for (const life of this.lives.values()) {
      if (Math.max(this.recent(life, now), returnsWithin(life, now)) >= RESTLESS_RESTARTS) restless++
    }
    return restless <= this.consumers.aliveCount / 2
  }

  /** Restarts within the window. */
  private recent({ restarts }: Life, now: number): number {
    return restarts.reduce((count, at) => count + (at > now - WINDOW_MS ? 1 : 0), 0)
  }

  private begin(id: string, life: Life): void {
    life.isFlapping = true
    this.flapping.set(id, timesOf(life))
    this.changes++
  }

  private show(now: number): void {
    if (now - this.shownAt < SHOWN_INTERVAL_MS) return
    this.shownAt = now
    let isNews = false
    for (const [id, shown] of this.flapping) {
      const life = this.lives.get(id)!
      const count = timesOf(life)
      isNews ||= count !== shown
      this.flapping.set(id, count)
      if (returnsWithin(life, now) <= this.most) isNews = this.losing.delete(id) || isNews
    }
    if (isNews) this.changes++
  }

  private end(id: string, life: Life, now: number): void {
    life.isFlapping = false
    life.restarts = []
    life.returns = []
    this.flapping.delete(id)
    this.losing.delete(id)
    this.changes++
    this.consumers.setRestarts(id, 0)
    this.consumers.trust(id, now)
  }

  private tidy(id: string, life: Life, now: number): void {
    if (life.isFlapping) return
    const before = timesOf(life)
    life.restarts = life.restarts.filter((at) => at > now - SHOWN_MS)
    life.returns = life.returns.filter((at) => at > now - RETURN_WINDOW_MS)
    const times = timesOf(life)
    if (times !== before) this.consumers.setRestarts(id, times)
    const isCalm = life.fellAt === null && now - life.cameAt >= this.settings.stableAfter
    if (times === 0 && (isCalm || !this.consumers.get(id))) this.lives.delete(id)
  }
}

function newLife(cameAt: number, fellAt: number | null): Life {
  return { restarts: [], returns: [], cameAt, fellAt, isFlapping: false }
}

/** How often it came back, as it is shown: a return may be a restart, too. */
function timesOf({ restarts, returns }: Life): number {
  return Math.max(restarts.length, returns.length)
}

function returnsWithin({ returns }: Life, now: number): number {
  return returns.reduce((count, at) => count + (at > now - RETURN_WINDOW_MS ? 1 : 0), 0)
}
