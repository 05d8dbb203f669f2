import type { ReloadAction } from '../contract/consumer-frames.ts'
import type { EpochState, RolloutResource, RolloutState } from '../contract/resources/epoch.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import { Deadlines } from './deadlines.ts'
import { nobodyTold, type ToldCounts } from './epoch.ts'
import { isAwaited, restoredTold, rolloutResource, type Told, waitingResource } from './told.ts'

export interface RolloutSettings {
  /** ms */
  readonly ackTimeout: number
  readonly resends: number
}

/**
 * What follows the publishing of an epoch: who was told and who has answered (EP-3, EP-4). Per consumer
 * `waiting` (not connected) → `sent` → `acked` → `confirmed`; without an ack in time it is told again, then `stuck`.
 */
export class Rollout {
  readonly taskId: number
  readonly epoch: number
  private readonly settings: RolloutSettings
  private readonly recorder: ChangeRecorder
  private readonly told = new Map<string, Told>()
  private readonly counts: Record<RolloutState, number> = { ...nobodyTold }
  /** When somebody has waited long enough for an answer. */
  private readonly deadlines = new Deadlines<string>()
  private changes = 0

  /** @param stored who was told before, all of them unconnected now */
  constructor(
    taskId: number,
    epoch: number,
    stored: readonly RolloutResource[],
    settings: RolloutSettings,
    recorder: ChangeRecorder,
  ) {
    this.taskId = taskId
    this.epoch = epoch
    this.settings = settings
    this.recorder = recorder
    for (const resource of stored) this.add(restoredTold(resource))
  }

  /** Whom it concerns, in the order they were told. */
  *all(): Iterable<Readonly<Told>> {
    yield* this.told.values()
  }

  get(consumerId: string): Readonly<Told> | undefined {
    return this.told.get(consumerId)
  }

  /** As it is shown. */
  resources(): RolloutResource[] {
    return Array.from(this.told.values(), rolloutResource)
  }

  /** Grows whenever somebody is told or in another state. */
  get revision(): number {
    return this.changes
  }

  /** Those of whom an answer is due some time. */
  get armed(): number {
    return this.deadlines.size
  }

  /** Everybody in it is to be shown: it is new. */
  show(): void {
    for (const told of this.told.values()) this.recorder.rollout(told)
  }

  /** Those who have not answered: the next epoch tells them too, whatever it changes. */
  unanswered(): string[] {
    return [...this.told.values()].filter(isAwaited).map(({ consumerId }) => consumerId)
  }

  /** The first of the epochs in a row that a consumer has not answered, if another one follows this. */
  unansweredFrom(consumerId: string): number {
    const told = this.told.get(consumerId)
    return told && isAwaited(told) ? told.unansweredFrom : this.epoch + 1
  }

  /** It answered an older epoch after all: it is behind by the later ones only. */
  answeredUpTo(consumerId: string, epoch: number): void {
    const told = this.told.get(consumerId)
    if (!told || epoch < told.unansweredFrom || epoch >= this.epoch) return
    told.unansweredFrom = epoch + 1
    this.recorder.rollout(told)
  }

  /** A `batch_reload` goes out, or would if it were connected. It starts the wait for an answer anew. */
  tell(consumerId: string, isConnected: boolean, now: number): void {
    const known = this.told.get(consumerId)
    const told = known ?? restoredTold(waitingResource(this.taskId, this.epoch, consumerId))
    if (!known) this.add(told)
    told.resends = 0
    this.send(told, isConnected, now)
  }

  /** `[WS-8]` @returns whether an answer was awaited from this consumer at all */
  ack(consumerId: string, action: ReloadAction, now: number): boolean {
    const told = this.told.get(consumerId)
    if (!told || told.state === 'waiting') return false
    told.action = action
    told.ackedAt ??= now
    told.unansweredFrom = this.epoch
    this.enter(told, told.state === 'confirmed' ? 'confirmed' : 'acked')
    return true
  }

  /** `[EP-3]` It works with this epoch: it fetched the batches, or said so in a heartbeat. */
  confirm(consumerId: string, now: number): void {
    const told = this.told.get(consumerId)
    if (!told || told.state === 'confirmed') return
    this.enter(told, 'confirmed')
    told.confirmedAt = now
    told.unansweredFrom = this.epoch
    this.recorder.fact({ kind: 'ReloadConfirmed', at: now, ...this.about(consumerId) })
  }

  /** Its socket is gone: what it has not answered is sent when it returns. */
  disconnected(consumerId: string): void {
    const told = this.told.get(consumerId)
    if (told && isAwaited(told)) this.enter(told, 'waiting')
  }

  /** Lets time pass. @returns the consumers to send `batch_reload` to once more */
  tick(now: number): string[] {
    const again: string[] = []
    for (const consumerId of this.deadlines.drainDue(now)) {
      const told = this.told.get(consumerId)
      if (told?.state !== 'sent') continue
      if (now < this.answerDueAt(told)) this.deadlines.arm(consumerId, this.answerDueAt(told))
      else if (told.resends < this.settings.resends) {
        told.resends++
        this.send(told, true, now)
        again.push(consumerId)
      } else {
        this.enter(told, 'stuck')
        this.recorder.fact({ kind: 'ReloadUnanswered', at: now, ...this.about(consumerId) })
      }
    }
    return again
  }

  /** The clock was set by so many ms: everybody has as long to answer as before. */
  shift(by: number): void {
    for (const told of this.told.values()) told.lastSentAt += by
    this.deadlines.shift(by)
  }

  /** Nobody could answer for a while: everybody who has not has the full time from now on. */
  renew(now: number): void {
    for (const told of this.told.values()) told.lastSentAt = now
  }

  /** How many of those told are in each state. */
  standing(): ToldCounts {
    return { ...this.counts }
  }

  /** `[EP-4]` The state of the epoch as a whole, as long as it is the current one. */
  state(isLost: (consumerId: string) => boolean): EpochState {
    const { waiting, sent, stuck } = this.counts
    if (stuck > 0) return 'degraded'
    if (waiting + sent === 0) return 'settled'
    for (const told of this.told.values()) if (isAwaited(told) && isLost(told.consumerId)) return 'degraded'
    return 'rolling_out'
  }

  /** When the last answer came, ms; `earliest` where none did. */
  lastAnswerAt(earliest: number): number {
    let last = earliest
    for (const { ackedAt, confirmedAt } of this.told.values()) last = Math.max(last, ackedAt ?? confirmedAt ?? 0)
    return last
  }

  private about(consumerId: string) {
    return { taskId: this.taskId, consumerId, epoch: this.epoch }
  }

  private answerDueAt({ lastSentAt }: Told): number {
    return lastSentAt + this.settings.ackTimeout
  }

  private send(told: Told, isConnected: boolean, now: number): void {
    this.enter(told, isConnected ? 'sent' : 'waiting')
    if (isConnected) {
      told.sentAt ??= now
      told.lastSentAt = now
      this.deadlines.arm(told.consumerId, this.answerDueAt(told))
    }
    told.action = null
    told.ackedAt = null
    told.confirmedAt = null
  }

  private add(told: Told): void {
    this.told.set(told.consumerId, told)
    this.counts[told.state]++
    this.changes++
  }

  private enter(told: Told, state: RolloutState): void {
    this.counts[told.state]--
    this.counts[state]++
    told.state = state
    this.changes++
    this.recorder.rollout(told)
  }
}
