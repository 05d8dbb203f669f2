import type { ActiveWindows } from './active-windows.ts'
import type { Consumers } from './consumers.ts'
import { isSetAside } from './consumer.ts'
import type { Task } from './task.ts'
import type { Tasks } from './tasks.ts'

/** When so many go at once that nobody's slots are to move for it. */
export interface BrakeSettings {
  /** Percent of the owners of a task; 100 for all of them, 0 for never. */
  readonly massLoss: number
  /** So many at least. */
  readonly least: number
  /** After that it lets go by itself, ms; 0 for when an operator says so. */
  readonly hold: number
}

/** Of the consumers that a task counts with those that are kept, and all. */
export interface BrakeShare {
  readonly count: number
  readonly of: number
}

/**
 * `[BR-1]` Where most owners of a task are lost at once it is rather the way to them that is gone: their slots stay theirs
 * until an operator decides, or they are back. It is on in each task that counts with one of them.
 */
export class Brake {
  private readonly settings: BrakeSettings
  private readonly consumers: Consumers
  private readonly tasks: Tasks
  private readonly windows: ActiveWindows
  /** Whom it has let go, until each is back or gone: they own slots until the next epoch. */
  private readonly released = new Set<string>()
  private lookedAt = ''

  constructor(settings: BrakeSettings, consumers: Consumers, tasks: Tasks, windows: ActiveWindows) {
    this.settings = settings
    this.consumers = consumers
    this.tasks = tasks
    this.windows = windows
  }

  /** Whether nothing of a task moves by itself. */
  isOn(task: Task): boolean {
    const { kept } = this.consumers
    return kept.size > 0 && task.members.some((id) => kept.has(id))
  }

  /** How many of those it counts with are kept; null where the brake is not on. */
  shareOf(task: Task): BrakeShare | null {
    const count = this.keptOf(task).length
    return count === 0 ? null : { count, of: task.members.length }
  }

  /** `[BR-2]` When it lets go by itself, ms; Infinity where an operator has to say so, or nobody is there to take over. */
  endsAt(task: Task): number {
    const { hold } = this.settings
    if (hold === 0 || this.consumers.onlineMembers === 0) return Infinity
    const since = this.keptOf(task).map((id) => this.consumers.get(id)!.waitingSince)
    return Math.min(...since) + hold
  }

  /**
   * Looks whether it has to hold, or has held for long enough. Whoever is lost was lost in this moment or is not counted out
   * yet; who has been silent at least half as long as that takes went with them, a heartbeat apart. In a task that is held as
   * a whole (MW-2) nothing moves anyway: that is looked at when it is not any more.
   */
  tick(now: number): void {
    if (this.settings.massLoss === 0) return this.letGo([...this.consumers.kept], now)
    this.expire(now)
    const situation = `${this.consumers.revision}/${this.tasks.revision}/${this.windows.revision}`
    if (situation === this.lookedAt) return
    this.lookedAt = situation
    for (const id of this.released) if (this.consumers.get(id)?.state !== 'lost') this.released.delete(id)
    this.keepCountedOnly(now)
    const lost = new Set<string>()
    for (const consumer of this.consumers.all()) {
      const { id, state, keptSince } = consumer
      if (state !== 'lost' || keptSince !== null || isSetAside(consumer) || this.released.has(id)) continue
      lost.add(id)
    }
    if (lost.size === 0) return
    for (const task of this.tasks.all()) {
      if (this.windows.taskHeldUntil(task.id) !== null) continue
      for (const id of this.goneOf(task, lost)) this.consumers.keep(id, now)
    }
  }

  /** `[BR-2]` These are kept no more, and not again until they were back. */
  letGo(ids: Iterable<string>, now: number): void {
    for (const id of ids) {
      this.consumers.letGo(id, now)
      if (this.consumers.get(id)?.state === 'lost') this.released.add(id)
    }
  }

  /** Nothing is remembered of a consumer that is gone. */
  forget(id: string): void {
    this.released.delete(id)
  }

  /** Whom it remembers. */
  get size(): number {
    return this.released.size
  }

  /** Of those that a task counts with the lost ones, where too many of those who own slots of it are among them. */
  private goneOf(task: Task, lost: ReadonlySet<string>): string[] {
    // Where an operator decides about each (EP-8), those of long ago wait for that, and did not go at once.
    const fresh = task.members.filter((id) => lost.has(id) && (task.isAutoSync || this.consumers.isLostOfLate(id)))
    if (fresh.length === 0 || this.isOn(task)) return fresh
    const gone = new Set(fresh)
    const owners = [...new Set(task.owners)].filter((owner) => owner !== null)
    const away = owners.filter((id) => gone.has(id) || this.isFallingSilent(id))
    return owners.some((id) => gone.has(id)) && this.isMass(away.length, owners.length) ? fresh : []
  }

  private isFallingSilent(id: string): boolean {
    const consumer = this.consumers.get(id)
    return consumer?.state === 'suspect' && consumer.heldUntil === null
  }

  private isMass(count: number, of: number): boolean {
    const { massLoss, least } = this.settings
    return count >= least && (count * 100 > of * massLoss || count === of)
  }

  private keptOf({ members }: Task): string[] {
    const { kept } = this.consumers
    return kept.size === 0 ? [] : members.filter((id) => kept.has(id))
  }

  /** To keep one that no task counts with any more is to keep nothing. */
  private keepCountedOnly(now: number): void {
    if (this.consumers.kept.size === 0) return
    const counted = new Set([...this.tasks.all()].flatMap(({ members }) => members))
    this.letGo(
      [...this.consumers.kept].filter((id) => !counted.has(id)),
      now,
    )
  }

  private expire(now: number): void {
    if (this.settings.hold === 0 || this.consumers.kept.size === 0) return
    for (const task of this.tasks.all()) {
      if (this.isOn(task) && now >= this.endsAt(task)) this.letGo(this.keptOf(task), now)
    }
  }
}
