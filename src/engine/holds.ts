import type { ActiveWindows } from './active-windows.ts'
import type { Brake } from './brake.ts'
import type { Consumers } from './consumers.ts'
import type { Task } from './task.ts'

/**
 * `[MW-2]` `[BR-1]` Whose slots stay where they are, and whom a task is planned with where nobody asked for an epoch: by
 * itself nothing is taken from those who are held or kept. What an operator asks for is planned with everybody.
 */
export class Holds {
  private readonly windows: ActiveWindows
  private readonly brake: Brake
  private readonly consumers: Consumers
  private heldAt = 0

  constructor(windows: ActiveWindows, brake: Brake, consumers: Consumers) {
    this.windows = windows
    this.brake = brake
    this.consumers = consumers
  }

  /** Windows may have begun or ended: before time makes anything of whom they hold. */
  lookAtWindows(now: number): void {
    if (this.windows.revision === this.heldAt) return
    this.heldAt = this.windows.revision
    this.consumers.hold(now)
  }

  /** Somebody may have gone, with others. */
  lookAtLosses(now: number): void {
    this.brake.tick(now)
  }

  /** Other whenever something may move by itself that might not before. */
  get revision(): string {
    return `${this.windows.revision}/${this.consumers.keptRevision}`
  }

  /** From when on slots of a task move by themselves, as far as can be said, ms; null where they may now. */
  untilOf(task: Task): number | null {
    const window = this.windows.taskHeldUntil(task.id)
    const brake = this.brake.isOn(task) ? this.brake.endsAt(task) : null
    return window === null || brake === null ? (window ?? brake) : Math.max(window, brake)
  }

  /**
   * Whom an epoch counts with that nobody asked for. Where all of a task is held these are those of its epoch, but for whom
   * an operator drained; else whoever is held himself and owns nothing waits, for his part is not settled. Where nobody would
   * be left it is everybody who is there.
   */
  membersByItself(task: Task): readonly string[] {
    const { planned, members: counted } = task
    if (task.epoch === 0 || this.isFree) return planned
    const left = this.withoutNewcomers(task, planned, counted)
    return left.length > 0 ? left : planned
  }

  /** Whose slots stay theirs in such an epoch, whoever goes: else evening out would take some. */
  pinnedByItself(task: Task): readonly string[] {
    if (this.isFree) return []
    return this.isWhole(task) ? this.membersByItself(task) : task.members.filter((id) => this.isHeld(id))
  }

  /**
   * Who gets no more in such an epoch: who is held by name, and where all of a task is held whoever is not there. Else what is
   * to be kept through an absence would grow by it.
   */
  restingByItself(task: Task): readonly string[] {
    if (this.isFree) return []
    if (!this.isWhole(task)) return task.members.filter((id) => this.isHeld(id))
    return this.membersByItself(task).filter((id) => this.consumers.get(id)?.state !== 'online')
  }

  private withoutNewcomers(task: Task, planned: readonly string[], counted: readonly string[]): readonly string[] {
    if (this.isWhole(task)) {
      return counted.filter((id) => (this.consumers.get(id)?.drainedAt ?? null) === null)
    }
    const known = new Set(counted)
    return planned.filter((id) => known.has(id) || !this.isHeld(id))
  }

  /** All of a task is held. */
  private isWhole(task: Task): boolean {
    return this.windows.taskHeldUntil(task.id) !== null || this.brake.isOn(task)
  }

  private isHeld(id: string): boolean {
    const consumer = this.consumers.get(id)
    return consumer !== undefined && consumer.heldUntil !== null
  }

  /** Nothing is held at all. */
  private get isFree(): boolean {
    return this.consumers.kept.size === 0 && !this.windows.isHolding
  }
}
