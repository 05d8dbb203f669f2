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

/** Of the consumers that own slots of a task those whose slots are kept, and all. */
export interface BrakeShare {
  readonly count: number
  readonly of: number
}

/**
 * `[BR-1]` Where most owners of a task are lost at once it is rather the way to them that is gone: their slots stay theirs
 * until an operator decides, or they are back. It is on in each task of which somebody owns slots whose slots are kept.
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
    return kept.size > 0 && task.owners.some((owner) => owner !== null && kept.has(owner))
  }

  /** How many of its owners are kept; null where the brake is not on. */
  shareOf(task: Task): BrakeShare | null {
    if (!this.isOn(task)) return null
    const owners = ownersOf(task)
    return { count: this.keptOf(owners).length, of: owners.length }
  }

  /** `[BR-2]` When it lets go by itself, ms; Infinity where an operator has to say so, or nobody is there to take over. */
  endsAt(task: Task): number {
    const { hold } = this.settings
    if (hold === 0 || this.consumers.onlineMembers === 0) return Infinity
    const since = this.keptOf(ownersOf(task)).map((id) => this.consumers.get(id)!.waitingSince)
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
    this.keepOwnersOnly(now)
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

  /** Of those who own slots of a task the lost ones, where they are too many. */
  private goneOf(task: Task, lost: ReadonlySet<string>): string[] {
    const owners = ownersOf(task)
    // Where an operator decides about each (EP-8), those of long ago wait for that, and did not go at once.
    const fresh = owners.filter((id) => lost.has(id) && (task.isAutoSync || this.consumers.isLostOfLate(id)))
    if (fresh.length === 0 || this.isOn(task)) return fresh
    const silent = owners.filter((id) => {
      const consumer = this.consumers.get(id)
      return consumer?.state === 'suspect' && consumer.heldUntil === null
    })
    return this.isMass(fresh.length + silent.length, owners.length) ? fresh : []
  }

  private isMass(count: number, of: number): boolean {
    const { massLoss, least } = this.settings
    return count >= least && (count * 100 > of * massLoss || count === of)
  }

  private keptOf(owners: readonly string[]): string[] {
    return owners.filter((id) => this.consumers.kept.has(id))
  }

  /** To keep the slots of somebody who owns none any more, of whatever task, is to keep nothing. */
  private keepOwnersOnly(now: number): void {
    if (this.consumers.kept.size === 0) return
    const owners = new Set([...this.tasks.all()].flatMap(({ owners: each }) => each))
    this.letGo(
      [...this.consumers.kept].filter((id) => !owners.has(id)),
      now,
    )
  }

  private expire(now: number): void {
    if (this.settings.hold === 0 || this.consumers.kept.size === 0) return
    for (const task of this.tasks.all()) {
      if (this.isOn(task) && now >= this.endsAt(task)) this.letGo(this.keptOf(ownersOf(task)), now)
    }
  }
}

function ownersOf({ owners }: Task): string[] {
  return [...new Set(owners)].filter((owner) => owner !== null)
}
