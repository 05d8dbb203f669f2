import { setTimeout as pause } from 'node:timers/promises'
import { sentenceOf } from '../../contract/errors.ts'
import type { Sentence } from '../../contract/phrase.ts'
import type { Place } from '../../contract/place.ts'
import { refusal } from '../../contract/refusal.ts'
import type { ChannelDefinition } from '../../contract/resources/channel.ts'
import type { Summary } from '../../contract/resources/summary.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import type { Delivery } from './delivery.ts'
import type { DeliveryLog } from './delivery-log.ts'
import type { LiveChannel } from './live-channel.ts'
import type { ChannelMessage, SendContext, SendOutcome } from './message.ts'
import type { send } from './senders/send.ts'

/** An attempt that has not ended by then is cut off, ms. */
export const SEND_TIMEOUT_MS = 30_000
/** What a sender that was cut off may still take until nobody waits for it, ms. */
const CUT_TIMEOUT_MS = 2000
/** What nobody was told of changes only what would be said after a restart: it is kept so often, ms. */
const STATE_INTERVAL_MS = 30_000

export interface DispatcherParts {
  readonly send: typeof send
  readonly log: DeliveryLog
  readonly summaries: { make(from: number, to: number): Promise<Summary> }
  readonly tasks: () => readonly Pick<TaskResource, 'task_id' | 'name'>[]
  /** How the monitor calls itself. */
  readonly monitor: string
  readonly version: string
  readonly link: (place: Place) => string
  readonly appLink: (place: Place) => string | null
  /** Whether one may lead to private addresses. */
  readonly allowsPrivate: (channel: LiveChannel) => boolean
  readonly now: () => number
  /** Only forward, ms. */
  readonly steady: () => number
  /** From 0 to 1. */
  readonly random: () => number
  readonly say: (line: string) => void
}

/** What came of attempts since the start, by channel. */
export interface DeliveryCounts {
  delivered: number
  retried: number
  given_up: number
}

/** `[CN-5]` Has what is to be said go on its way, and sees to what is on it: each channel for itself. */
export class Dispatcher {
  readonly counts = new Map<string, DeliveryCounts>()
  private readonly parts: DispatcherParts
  private readonly underWay = new Set<Promise<void>>()
  private isEnded = false
  private stateAt = -Infinity

  constructor(parts: DispatcherParts) {
    this.parts = parts
  }

  tick(channels: readonly LiveChannel[]): void {
    if (this.isEnded) return
    // A counter begins at 0: Prometheus does not see the first of what was not there before.
    for (const { name } of channels) this.countsOf(name)
    const { log, steady } = this.parts
    const keepsStates = steady() - this.stateAt >= STATE_INTERVAL_MS
    for (const channel of channels) {
      this.say(channel)
      if (keepsStates && channel.hasNews) log.putState(channel.takeState())
      this.try(channel)
    }
    if (keepsStates) this.stateAt = steady()
    log.tick()
  }

  /** A message takes its place; with what is known of its channel by then it is on disk together. */
  enqueue(channel: LiveChannel, message: ChannelMessage): void {
    const { log, now } = this.parts
    this.keep(channel, channel.enqueue(message, now()))
    log.putState(channel.takeState())
  }

  /** Some that changed are to be kept, and those that were given up to be counted. */
  keep(channel: LiveChannel, deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      if (delivery.state === 'failed') this.countsOf(channel.name).given_up++
      this.parts.log.put(delivery)
    }
    for (const id of channel.takeSuperfluous()) this.parts.log.drop(id)
  }

  /** Sends something now, whatever waits. @param patience until it is cut off, ms */
  async attempt(
    definition: ChannelDefinition,
    message: ChannelMessage,
    uid: string,
    { allowsPrivate, patience, cut }: { allowsPrivate: boolean; patience: number; cut: AbortSignal },
  ): Promise<SendOutcome> {
    const { send, monitor, version, link, appLink, tasks, now, say } = this.parts
    const names = new Map(tasks().map((task) => [task.task_id, { name: task.name }]))
    const signal = AbortSignal.any([cut, AbortSignal.timeout(patience)])
    const context: SendContext = {
      deliveryId: uid,
      monitor,
      link,
      appLink,
      tasks: names,
      allowsPrivate,
      version,
      now,
      signal,
    }
    const hung = sentenceOf(refusal('delivery_hung', { seconds: Math.round(patience / 1000) }))
    const waited = new AbortController()
    // Whoever does not end by the signal is waited for no longer.
    const late = pause(patience + CUT_TIMEOUT_MS, { kind: 'retry', problem: hung, after: null } as const, {
      signal: waited.signal,
      ref: false,
    })
    try {
      return await Promise.race([send(definition, message, context), late, untilCut(cut, hung)])
    } catch (error) {
      say(`A message to the channel ${definition.name} cannot be sent: ${String(error)}`)
      return { kind: 'retry', problem: sentenceOf(refusal('delivery_broken')), after: null }
    } finally {
      late.catch(() => {})
      waited.abort()
    }
  }

  /** What is under way is cut off, and made again after the next start. */
  async close(channels: readonly LiveChannel[]): Promise<void> {
    this.isEnded = true
    for (const channel of channels) {
      channel.attempt?.abort()
      this.parts.log.putState(channel.takeState())
    }
    await Promise.all(this.underWay)
    await this.parts.log.settled()
  }

  private say(channel: LiveChannel): void {
    const { now } = this.parts
    for (const message of channel.due(now())) this.enqueue(channel, message)
    const due = channel.summaryDue(now())
    if (due) this.track(this.summarize(channel, due))
  }

  private async summarize(channel: LiveChannel, { from, to }: { from: number; to: number }): Promise<void> {
    const { summaries, now, say } = this.parts
    channel.isMakingSummary = true
    try {
      const summary = await summaries.make(from, to)
      if (this.isEnded || channel.isGone) return
      channel.noteSummary(to)
      this.enqueue(channel, { kind: 'summary', at: to, summary })
    } catch (error) {
      channel.putOffSummary(now())
      say(`The summary for the channel ${channel.name} cannot be made, and is tried again: ${String(error)}`)
    } finally {
      channel.isMakingSummary = false
    }
  }

  private try(channel: LiveChannel): void {
    const { log, now } = this.parts
    const { head } = channel.queue
    if (channel.isPaused || head === null || !log.maySend(head.delivery_id)) return
    const delivery = channel.queue.begin(now())
    if (delivery) this.track(this.deliver(channel, delivery))
  }

  private async deliver(channel: LiveChannel, delivery: Delivery): Promise<void> {
    const { log, now, random, allowsPrivate } = this.parts
    const cut = new AbortController()
    channel.attempt = cut
    const outcome = await this.attempt(channel.definition, delivery.message, delivery.uid, {
      allowsPrivate: allowsPrivate(channel),
      patience: SEND_TIMEOUT_MS,
      cut: cut.signal,
    })
    channel.attempt = null
    // What was taken was, however it ended.
    if (cut.signal.aborted && outcome.kind !== 'delivered') {
      channel.queue.cut()
      return
    }
    const after = channel.queue.end(delivery, outcome, now(), random())
    if (!after || channel.isGone) return
    channel.note(after, now())
    if (after.state === 'delivered') this.countsOf(channel.name).delivered++
    if (after.state === 'waiting') this.countsOf(channel.name).retried++
    this.keep(channel, [after])
    if (after.state === 'delivered') log.putState(channel.takeState())
    log.tick()
    // The next does not wait for a tick.
    if (after.state === 'delivered' && !this.isEnded) this.try(channel)
  }

  private track(work: Promise<void>): void {
    this.underWay.add(work)
    void work.finally(() => this.underWay.delete(work))
  }

  private countsOf(name: string): DeliveryCounts {
    const counts = this.counts.get(name) ?? { delivered: 0, retried: 0, given_up: 0 }
    this.counts.set(name, counts)
    return counts
  }
}

/** Whoever cuts an attempt off waits for nobody. */
function untilCut(cut: AbortSignal, problem: Sentence): Promise<SendOutcome> {
  return new Promise((done) => {
    const end = () => done({ kind: 'retry', problem, after: null })
    if (cut.aborted) end()
    else cut.addEventListener('abort', end, { once: true })
  })
}
