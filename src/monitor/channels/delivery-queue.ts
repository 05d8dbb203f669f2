import { refusal } from '../../contract/refusal.ts'
import { sentenceOf } from '../../contract/errors.ts'
import type { SendOutcome } from './message.ts'
import { refusedDelay, retryDelay } from './backoff.ts'
import type { Delivery } from './delivery.ts'

export interface QueueRules {
  /** More do not wait for a channel: what is least missed of them is given up. */
  readonly mostWaiting: number
  /** So long after it was made an attempt that fails was the last, ms. */
  readonly giveUpAfter: number
}

/**
 * `[CN-5]` The messages that wait for one channel, in order, one attempt at a time. It has no clock and does nothing by itself:
 * whoever has it writes down what it answers, sends, and says what came of that.
 */
export class DeliveryQueue {
  private readonly rules: QueueRules
  private waiting: readonly Delivery[]
  private isUnderWay = false

  /** @param waiting those of before a restart; an attempt that was under way then is made again */
  constructor(rules: QueueRules, waiting: readonly Delivery[] = []) {
    this.rules = rules
    this.waiting = waiting.toSorted((a, b) => a.delivery_id - b.delivery_id)
  }

  get all(): readonly Delivery[] {
    return this.waiting
  }

  /** The one whose turn it is, now or later. */
  get head(): Delivery | null {
    return this.waiting[0] ?? null
  }

  get isTrying(): boolean {
    return this.isUnderWay
  }

  /** Attempts of the one whose turn it is that failed. */
  get failures(): number {
    return this.head?.attempts ?? 0
  }

  /** A message more, or one that is to be sent again. @returns those that are given up to make room for it */
  add(delivery: Delivery, now: number): Delivery[] {
    const expires_at = now + this.rules.giveUpAfter
    const fresh = { ...delivery, state: 'waiting', attempts: 0, refusals: 0, next_at: now, expires_at } as const
    this.insert({ ...fresh, ended_at: null })
    const givenUp: Delivery[] = []
    while (this.waiting.length > this.rules.mostWaiting) {
      const least = this.leastMissed()
      this.waiting = this.waiting.filter((one) => one !== least)
      const problem = sentenceOf(refusal('delivery_crowded', { most: this.rules.mostWaiting }))
      givenUp.push({ ...least, state: 'failed', ended_at: now, problem })
    }
    return givenUp
  }

  /** Begins an attempt. @returns what is to be sent now; null where nothing is */
  begin(now: number): Delivery | null {
    const { head } = this
    if (this.isUnderWay || head === null || now < head.next_at) return null
    this.isUnderWay = true
    return head
  }

  /**
   * What came of the attempt.
   * @param random of 0 to 1
   * @returns the message as it is from now on; null where somebody has taken it back meanwhile
   */
  end(delivery: Delivery, outcome: SendOutcome, now: number, random: number): Delivery | null {
    this.isUnderWay = false
    const tried = this.waiting.find(({ delivery_id: id }) => id === delivery.delivery_id)
    if (!tried) return null
    const after = afterAttempt(tried, outcome, now, random)
    this.waiting = this.waiting.flatMap((one) => (one !== tried ? [one] : after.state === 'waiting' ? [after] : []))
    return after
  }

  /** The attempt was cut off by ourselves: it is made again as if it had not been. */
  cut(): void {
    this.isUnderWay = false
  }

  /** One is not to be sent any more. @returns whether it waited */
  take(deliveryId: number): boolean {
    const before = this.waiting.length
    this.waiting = this.waiting.filter(({ delivery_id: id }) => id !== deliveryId)
    return this.waiting.length < before
  }

  /** What failed before does not count: something about the channel is otherwise now. @returns those that changed */
  hasten(now: number): Delivery[] {
    const { head } = this
    if (head === null || (head.attempts === 0 && head.next_at <= now)) return []
    const expires_at = Math.max(head.expires_at, now + this.rules.giveUpAfter)
    const fresh = { ...head, attempts: 0, refusals: 0, next_at: now, expires_at }
    this.waiting = [fresh, ...this.waiting.slice(1)]
    return [fresh]
  }

  /** `[LV-7]` The clock was set by so many ms. @returns all that wait, as they are now */
  shift(by: number): readonly Delivery[] {
    this.waiting = this.waiting.map((one) => ({ ...one, next_at: one.next_at + by, expires_at: one.expires_at + by }))
    return this.waiting
  }

  /** By its number: one that is sent again goes before those that came after it. */
  private insert(delivery: Delivery): void {
    const at = this.waiting.findIndex(({ delivery_id: id }) => id > delivery.delivery_id)
    this.waiting = at === -1 ? [...this.waiting, delivery] : this.waiting.toSpliced(at, 0, delivery)
  }

  /** The oldest of what is not critical, and the oldest where all is; not what is being sent, nor what came last. */
  private leastMissed(): Delivery {
    const candidates = this.waiting.slice(this.isUnderWay ? 1 : 0, -1)
    return candidates.find(({ isCritical }) => !isCritical) ?? candidates[0] ?? this.waiting[0]!
  }
}

function afterAttempt(tried: Delivery, outcome: SendOutcome, now: number, random: number): Delivery {
  const attempts = tried.attempts + 1
  if (outcome.kind === 'delivered') return { ...tried, attempts, state: 'delivered', ended_at: now, problem: null }
  const { problem } = outcome
  const refusals = outcome.kind === 'refused' ? tried.refusals + 1 : 0
  const delay = outcome.kind === 'refused' ? refusedDelay(refusals) : retryDelay(attempts, outcome.after, random)
  if (delay === null || now >= tried.expires_at)
    return { ...tried, attempts, refusals, state: 'failed', ended_at: now, problem }
  return { ...tried, attempts, refusals, next_at: now + delay, problem }
}
