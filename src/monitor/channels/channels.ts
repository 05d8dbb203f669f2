import { randomUUID } from 'node:crypto'
import { CHANNEL_GRACE_MS } from '../../console/notifier-rules.ts'
import { messageTitle } from '../../console/words/message-words.ts'
import { sentenceOf } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type {
  ChannelDefinition,
  ChannelRequest,
  ChannelResource,
  ChannelTest,
  DeliveryResource,
} from '../../contract/resources/channel.ts'
import type { ChangeSet } from '../../engine/change-set.ts'
import type { AuditThread } from '../events/audit-log.ts'
import type { Redactor } from '../redactor.ts'
import type { Storage, StoredRecord } from '../storage/port.ts'
import { placeOf, privateHostOf, secretTexts } from './channel-place.ts'
import { assertSound } from './channel-terms.ts'
import { alertsOf, channelView } from './channel-view.ts'
import { DeliveryLog } from './delivery-log.ts'
import type { DeliveryPage, StoredDeliveries } from './delivery-store.ts'
import { type DeliveryCounts, Dispatcher, type DispatcherParts } from './dispatcher.ts'
import { wholeDefinition } from './kept-secrets.ts'
import { type ChannelPast, LiveChannel } from './live-channel.ts'
import type { ChannelMessage } from './message.ts'
import { TestGate } from './test-gate.ts'
import { CHANNEL_RECORD, type ChannelOrigin, channelsIn, recordOf, type StoredChannel } from './stored-channel.ts'

interface Parts extends Omit<DispatcherParts, 'log' | 'allowsPrivate'> {
  readonly storage: Pick<Storage, 'putRecord' | 'deleteRecord'>
  /** As they were when the monitor started. */
  readonly records: readonly StoredRecord[]
  /** Of the settings file, with their secrets. */
  readonly given: readonly ChannelDefinition[]
  readonly thread: Pick<AuditThread, 'call'>
  /** What there was at the start; null where it could not be read. */
  readonly stored: StoredDeliveries | null
  /** Those in force when the monitor starts. */
  readonly alerts: readonly AlertResource[]
  readonly redactor: Pick<Redactor, 'learn'>
  /** Nothing is sent but tests; what there is to say waits for the next start without it (DT-16). */
  readonly isHeld?: boolean
  /** `monitor.channels.give-up-after`, ms. */
  readonly giveUpAfter: number
  /** Whether channels of tokens may lead to private addresses. */
  readonly allowsPrivate: boolean
  /** Waits for a write: one that fails is an alert of the database. */
  readonly written: <T>(write: Promise<T>) => Promise<T>
}

const MAX_CHANNELS = 100
/** Of messages that wait for a channel. */
const MAX_WAITING = 200
/** A test is waited for so long, ms. */
const TEST_TIMEOUT_MS = 15_000

/** `[CN-1]` All channels: where alerts go when nobody looks. */
export class Channels {
  private readonly startsUntil: number
  private readonly parts: Parts
  private readonly log: DeliveryLog
  private readonly dispatcher: Dispatcher
  private readonly live = new Map<string, LiveChannel>()
  private readonly tests = new TestGate()
  private readonly closing = new AbortController()
  private nextId: number
  private newest: readonly AlertResource[]

  constructor(parts: Parts) {
    this.parts = parts
    this.startsUntil = parts.now() + CHANNEL_GRACE_MS
    const { stored, steady } = parts
    // Where the log cannot be read numbers go on that no message has.
    this.nextId = stored?.next ?? parts.now()
    const onDisk = stored ? [...stored.waiting, ...stored.failed].map(({ delivery_id: id }) => id) : []
    this.log = new DeliveryLog({ thread: parts.thread, steady, onDisk })
    this.dispatcher = new Dispatcher({
      ...parts,
      log: this.log,
      allowsPrivate: (channel) => this.mayBePrivate(channel.origin),
    })
    this.newest = parts.alerts
    const { channels, pauses } = channelsIn(parts.records, parts.say)
    for (const given of parts.given) {
      assertSound(given)
      const isPaused = pauses.find(({ name }) => name === given.name)?.paused
      const definition = isPaused === undefined ? given : { ...given, paused: isPaused }
      this.start({ origin: 'settings', definition }, pastOf(stored, given.name))
    }
    for (const channel of channels) {
      const { name } = channel.definition
      if (this.live.has(name))
        parts.say(`The channel ${name} of the settings is used; another of this name is left out.`)
      else this.restart(channel)
    }
    // What waits for a channel that is there no more waits for nobody.
    for (const name of new Set(stored?.states.map((state) => state.name)))
      if (!this.live.has(name)) this.log.dropChannel(name)
  }

  /** In order of name. */
  resources(): ChannelResource[] {
    return this.all().map((channel) => channelView(channel))
  }

  /** Those in force, or what becomes of them. */
  accept({ alerts }: Pick<ChangeSet, 'alerts'>): void {
    if (alerts === null) return
    this.newest = alerts
    if (this.parts.isHeld === true) return
    const now = this.parts.now()
    for (const channel of this.live.values()) channel.accept(alerts, now)
  }

  /** Time passes: what is due is said, and what waits is tried. */
  tick(): void {
    if (this.parts.isHeld !== true) this.dispatcher.tick([...this.live.values()])
  }

  /** `[CN-5]` */
  alerts(): Omit<AlertResource, 'since'>[] {
    return this.all().flatMap((channel) => alertsOf(channel))
  }

  /**
   * `[CN-2]` A new one, or in place of the one of this name.
   * @throws {BatchdeckError} `INVALID_MESSAGE`, `FORBIDDEN`, `CONFLICT`, `STORAGE_FAILED`
   */
  async put(request: ChannelRequest, by: ChannelOrigin): Promise<ChannelResource> {
    const { storage, written } = this.parts
    const before = this.live.get(request.name)
    if (before?.origin === 'settings') throw refusal('channel_of_settings', { channel: request.name })
    if (!before && this.live.size >= MAX_CHANNELS) throw refusal('channels_too_many', { most: MAX_CHANNELS })
    const channel = this.checked(request, by)
    await written(storage.putRecord(recordOf(channel)))
    return this.replace(channel)
  }

  /** What waits for it is dropped. @throws {BatchdeckError} `UNKNOWN_CHANNEL`, `CONFLICT`, `STORAGE_FAILED` */
  async delete(name: string): Promise<void> {
    const channel = this.get(name)
    if (channel.origin === 'settings') throw refusal('channel_of_settings', { channel: name })
    await this.parts.written(this.parts.storage.deleteRecord(CHANNEL_RECORD, name))
    this.stop(name)
    this.log.dropChannel(name)
    this.parts.redactor.learn(ownerOf(name), [])
  }

  /** @throws {BatchdeckError} `UNKNOWN_CHANNEL`, `STORAGE_FAILED` */
  async pause(name: string, paused: boolean): Promise<ChannelResource> {
    const { storage, written } = this.parts
    const { origin, definition } = this.get(name)
    const channel = { origin, definition: { ...definition, paused } }
    await written(storage.putRecord(recordOf(channel)))
    return this.replace(channel)
  }

  /**
   * `[CN-3]` Sends a message now and keeps nothing.
   * @throws {BatchdeckError} `INVALID_MESSAGE`, `FORBIDDEN`, `RATE_LIMITED`
   */
  async test(request: ChannelRequest, by: ChannelOrigin): Promise<ChannelTest> {
    const { now, steady, redactor } = this.parts
    this.tests.pass(steady())
    const { origin, definition } = this.checked(request, by)
    const owner = ownerOf(`${definition.name} ${randomUUID()}`)
    redactor.learn(owner, secretTexts(definition))
    const began = steady()
    try {
      const message = { kind: 'test', at: now() } as const
      const outcome = await this.dispatcher.attempt(definition, message, randomUUID(), {
        allowsPrivate: this.mayBePrivate(origin),
        patience: TEST_TIMEOUT_MS,
        cut: this.closing.signal,
      })
      const took = Math.max(0, Math.round(steady() - began))
      return {
        delivered: outcome.kind === 'delivered',
        took,
        problem: outcome.kind === 'delivered' ? null : outcome.problem,
      }
    } finally {
      redactor.learn(owner, [])
    }
  }

  /** `[CN-5]` Newest first. @throws {BatchdeckError} `STORAGE_FAILED` */
  async deliveries(page: DeliveryPage): Promise<{ deliveries: DeliveryResource[]; next: number | null }> {
    await this.log.settled()
    return this.parts.thread.call('listDeliveries', page)
  }

  /** `[CN-5]` @returns how many are on their way again. @throws {BatchdeckError} `UNKNOWN_…`, `STORAGE_FAILED` */
  async retry(which: Which): Promise<number> {
    const { waiting, failed } = this.named(which)
    await this.log.settled()
    const again = await this.parts.thread.call('failedDeliveries', failed)
    const now = this.parts.now()
    for (const delivery of again) {
      const channel = this.live.get(delivery.channel)
      if (channel?.failed.has(delivery.delivery_id)) this.dispatcher.keep(channel, channel.requeue(delivery, now))
    }
    for (const channel of waiting) this.dispatcher.keep(channel, channel.queue.hasten(now))
    await this.log.settled()
    return again.length
  }

  /** `[CN-5]` @returns how many are kept no more. @throws {BatchdeckError} `UNKNOWN_…` */
  async discard(which: Which): Promise<number> {
    const { delivery_id: id } = which
    const { waiting, failed } = this.named(which)
    let count = 0
    for (const channel of this.live.values()) {
      for (const one of failed) {
        if (!channel.failed.delete(one)) continue
        this.log.drop(one)
        count++
      }
      if (id === undefined || !waiting.includes(channel) || !channel.queue.take(id)) continue
      this.log.drop(id)
      count++
    }
    await this.log.settled()
    return count
  }

  /** `[LV-7]` The clock was set by so many ms. */
  shift(by: number): void {
    for (const channel of this.live.values()) for (const delivery of channel.shift(by)) this.log.put(delivery)
  }

  /** What came of attempts since the start. */
  get counts(): ReadonlyMap<string, DeliveryCounts> {
    return this.dispatcher.counts
  }

  /** Since when the oldest waits, of each channel; null where none does. */
  oldest(): (readonly [name: string, madeAt: number | null])[] {
    return this.all().map(({ name, queue }) => [name, queue.head?.made_at ?? null])
  }

  /** Everything so far is on disk when this is done, or the disk has refused it. */
  settled(): Promise<void> {
    return this.log.settled()
  }

  /** Nothing is sent any more, and all that waits is on disk. */
  async close(): Promise<void> {
    this.closing.abort()
    await this.dispatcher.close([...this.live.values()])
  }

  private all(): LiveChannel[] {
    return [...this.live.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** @throws {BatchdeckError} `UNKNOWN_CHANNEL` */
  private get(name: string): LiveChannel {
    const channel = this.live.get(name)
    if (!channel) throw refusal('channel_unknown', { channel: name })
    return channel
  }

  /** What is meant, and is there. @throws {BatchdeckError} `UNKNOWN_DELIVERY`, `UNKNOWN_CHANNEL`, `INVALID_MESSAGE` */
  private named({ delivery_id: id, channel: name }: Which): { waiting: LiveChannel[]; failed: number[] } {
    if (id === undefined) {
      if (name === undefined) throw refusal('delivery_of_none')
      const channel = this.get(name)
      return { waiting: [channel], failed: [...channel.failed] }
    }
    const channels = [...this.live.values()].filter((channel) => name === undefined || channel.name === name)
    const waiting = channels.filter(({ queue }) => queue.all.some((one) => one.delivery_id === id))
    const failed = channels.some((channel) => channel.failed.has(id)) ? [id] : []
    if (waiting.length + failed.length === 0) throw refusal('delivery_unknown', { delivery: id })
    return { waiting, failed }
  }

  /**
   * What somebody sends, whole and sound. Who changes how a channel is used, and not where it leads, leaves it whose it is.
   * @throws {BatchdeckError} `INVALID_MESSAGE`, `FORBIDDEN`
   */
  private checked(request: ChannelRequest, by: ChannelOrigin): StoredChannel {
    const before = this.live.get(request.name)
    const definition = wholeDefinition(request, before?.definition ?? null)
    assertSound(definition)
    const isSamePlace =
      before?.definition.kind === definition.kind && placeOf(before.definition) === placeOf(definition)
    const origin = isSamePlace ? before.origin : by
    const host = this.mayBePrivate(origin) ? null : privateHostOf(definition)
    if (host !== null) throw refusal('channel_place_private', { host })
    return { origin, definition }
  }

  private mayBePrivate(origin: ChannelOrigin): boolean {
    return this.parts.allowsPrivate || origin !== 'token'
  }

  /** One of the database at the start: what is no good any more is left out, and stays there. */
  private restart(channel: StoredChannel): void {
    try {
      assertSound(channel.definition)
      this.start(channel, pastOf(this.parts.stored, channel.definition.name))
    } catch (error) {
      this.parts.say(`The channel ${channel.definition.name} is left out: ${sentenceOf(error).message}`)
    }
  }

  private replace(channel: StoredChannel): ChannelResource {
    const { name } = channel.definition
    const past = this.stop(name)
    const now = this.parts.now()
    const live = this.start(channel, past)
    if (!live.isPaused) this.dispatcher.keep(live, live.queue.hasten(now))
    this.log.putState(live.takeState())
    return channelView(live)
  }

  private start(channel: StoredChannel, past: ChannelPast): LiveChannel {
    const { definition } = channel
    const { redactor, giveUpAfter, now } = this.parts
    redactor.learn(ownerOf(definition.name), secretTexts(definition))
    const rules = { mostWaiting: MAX_WAITING, giveUpAfter }
    const live = new LiveChannel(
      channel,
      past,
      {
        rules,
        nextId: () => this.nextId++,
        titleOf: (message) => this.titleOf(message),
        startsUntil: this.startsUntil,
      },
      now(),
    )
    this.live.set(definition.name, live)
    live.accept(this.newest, now())
    return live
  }

  /** What stands for a message in a list: in English, as all that is kept. */
  private titleOf(message: ChannelMessage): string {
    const { monitor, tasks } = this.parts
    const named = new Map(tasks().map((task) => [task.task_id, task]))
    return messageTitle(message, { monitor, tasks: named, language: 'en' })
  }

  /** @returns what is known of it */
  private stop(name: string): ChannelPast {
    const channel = this.live.get(name)
    if (!channel) return { state: null, waiting: [], failed: [], problem: null }
    channel.isGone = true
    channel.attempt?.abort()
    this.live.delete(name)
    return channel.past
  }
}

/** A message by its number, or those of a channel that were given up. */
interface Which {
  readonly delivery_id?: number | undefined
  readonly channel?: string | undefined
}

function pastOf(stored: StoredDeliveries | null, name: string): ChannelPast {
  const failed = stored?.failed.filter(({ channel }) => channel === name) ?? []
  return {
    state: stored?.states.find((state) => state.name === name) ?? null,
    waiting: stored?.waiting.filter(({ channel }) => channel === name) ?? [],
    failed: failed.map(({ delivery_id: id }) => id),
    problem: failed.at(-1)?.problem ?? null,
  }
}

function ownerOf(name: string): string {
  return `channel ${name}`
}
