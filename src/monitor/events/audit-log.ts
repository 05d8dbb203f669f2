import { setTimeout as pause } from 'node:timers/promises'
import type { AlertInputs } from '../../engine/alerts.ts'
import { problemOf, sentenceOf } from '../../contract/errors.ts'
import type { EventHistogram, NewEvent } from '../../contract/events.ts'
import type { Fact } from '../../engine/facts.ts'
import { startThread, type ThreadClient, threadScript } from '../thread/thread-client.ts'
import type { CountRequest, EventRequest } from './event-search.ts'
import type { AuditDesk, KeptHistory } from './audit-thread.ts'
import { HIDDEN_WORD, type Redactor } from '../redactor.ts'
import { type Encoding, type EventPage, EventReader } from './event-reader.ts'
import { eventOfFact } from './fact-event.ts'
import { EventQuota } from './event-quota.ts'
import { Outbox } from './outbox.ts'

/** Events in one write: few enough that handing them over is not felt. */
const MAX_EVENTS_PER_WRITE = 1000
/** How long a disk that refuses to write is left alone before the next attempt, ms. */
const RETRY_DELAY_MS = 2000
/** How often old events are looked for while nothing happens, ms. */
const TRIM_INTERVAL_MS = 10_000
/** So many that wait are a crowd: what consumers can cause at will is counted, so that there is room for all else. */
const CROWDED = 10_000
/** What an answer to an operator waits for its own event, ms. */
const NOTE_TIMEOUT_MS = 200
/** Where events are written and searched. */
export type AuditThread = Pick<ThreadClient<AuditDesk>, 'call' | 'close'>

interface Parts {
  readonly alerts: Pick<AlertInputs, 'setEventLogProblem'>
  /** Events of one kind that a consumer may cause in a minute. */
  readonly perMinute: number
  /** Has everything that happened so far accepted. */
  readonly collect: () => void
  readonly thread: AuditThread
  /** Takes secrets out of what is written down (SEC-1). */
  readonly redactor: Pick<Redactor, 'data' | 'isToken'>
  readonly now: () => number
  /** A clock that only goes forward, ms. */
  readonly steady: () => number
  readonly log: (line: string) => void
}

export function openAuditThread(file: string, kept: KeptHistory, log: (line: string) => void): ThreadClient<AuditDesk> {
  return startThread<AuditDesk>({
    script: threadScript('audit-thread', import.meta.url),
    data: { file, kept },
    name: 'events',
    holds: 'event log',
    log,
  })
}

/**
 * Carries what happened to the thread that writes it down, as events, and what is asked of the log back. Nothing waits for
 * it: a disk that refuses, or a thread that is gone, is an alert, and events that find no room are counted.
 */
export class AuditLog {
  private readonly parts: Parts
  private readonly reader: EventReader
  private readonly outbox = new Outbox()
  private readonly quota: EventQuota
  /** Taken out of the outbox and not on disk yet. */
  private unwritten: readonly NewEvent[] = []
  private writing: Promise<void> | null = null
  private hasFailed = false
  private retryAt = 0
  private trimAt = 0

  constructor(parts: Parts) {
    this.parts = parts
    this.reader = new EventReader(parts.thread, parts.steady)
    this.quota = new EventQuota(
      parts.perMinute,
      (event) => this.outbox.accept(event),
      () => this.outbox.size >= CROWDED,
    )
  }

  /** Events that are not on disk yet. */
  get waiting(): number {
    return this.unwritten.length + this.outbox.size
  }

  /** For how long the oldest of those has been waiting, ms. */
  get lag(): number {
    const oldest = this.unwritten[0]?.at ?? this.outbox.oldestAt
    return oldest === null ? 0 : Math.max(0, this.parts.now() - oldest)
  }

  /** Events that were never written, since the start. */
  get lost(): number {
    return this.outbox.lostInAll
  }

  /** Takes in what happened. */
  readonly accept = ({ facts }: { readonly facts: readonly Fact[] }): void => {
    for (const fact of facts) {
      const event = eventOfFact(fact)
      if (event) this.quota.accept(this.redacted(event), fact.kind === 'ReloadAnswered' && fact.took === null)
    }
  }

  /** Hands over what has happened; at most one write is under way. */
  flush(): void {
    const now = this.parts.now()
    this.quota.tick(now)
    this.outbox.tick(now)
    // A clock that was set back meanwhile puts nothing off.
    const isTooEarly = now < this.retryAt && this.retryAt - now <= RETRY_DELAY_MS
    if (this.writing || isTooEarly) return
    this.writing = this.write(now).finally(() => (this.writing = null))
  }

  /** Everything so far is on disk when this is done, or the disk has refused it. The thread goes on. */
  async settled(): Promise<void> {
    this.parts.collect()
    this.quota.closeAll()
    await this.writing
    this.retryAt = 0
    this.flush()
    await this.writing
  }

  /** `[EV-7]` What an operator has just done is on disk when this is done, or the disk is slow. */
  async noted(): Promise<void> {
    await Promise.race([this.catchUp(), pause(NOTE_TIMEOUT_MS, null, { ref: false })])
  }

  /** With everything that happened before it was asked for. @throws {BatchdeckError} `STORAGE_FAILED` */
  async page(request: EventRequest): Promise<EventPage> {
    await this.catchUp()
    return this.reader.page(request)
  }

  /**
   * The bytes of an answer, with everything that happened before it was asked for: read as fast as they are taken.
   * @throws {BatchdeckError} `STORAGE_FAILED`
   */
  async *encoded(request: EventRequest, encoding: Encoding): AsyncGenerator<Uint8Array | string> {
    await this.catchUp()
    yield* this.reader.encoded(request, encoding)
  }

  /** `[EV-12]` @throws {BatchdeckError} `STORAGE_FAILED` */
  async histogram(request: CountRequest): Promise<EventHistogram> {
    await this.catchUp()
    return this.reader.histogram(request)
  }

  /** @param patience ms */
  async close(patience: number): Promise<void> {
    await this.parts.thread.close(patience)
  }

  private redacted(event: NewEvent): NewEvent {
    const { redactor } = this.parts
    const { consumer_id: consumerId = '' } = event
    const data = redactor.data<unknown>(event.data)
    // Somebody has asked for a consumer of that name, and there is none.
    const isNamedSo = consumerId !== '' && redactor.isToken(consumerId)
    if (data === event.data && !isNamedSo) return event
    return { ...event, ...(isNamedSo && { consumer_id: HIDDEN_WORD }), data } as NewEvent
  }

  /** Whoever has just done something and asks what happened is to find it, and not a quarter of a second later. */
  private async catchUp(): Promise<void> {
    await this.writing
    this.parts.collect()
    this.flush()
    await this.writing
  }

  private async write(now: number): Promise<void> {
    const { alerts, thread, log } = this.parts
    // What comes while this is written waits for the next flush, so that writes do not become small and many.
    let left = this.outbox.size
    try {
      while (this.unwritten.length > 0 || left > 0) {
        if (this.unwritten.length === 0) {
          this.unwritten = this.outbox.drain(Math.min(left, MAX_EVENTS_PER_WRITE))
          left -= this.unwritten.length
        }
        await thread.call('append', this.unwritten, now)
        this.unwritten = []
        if (this.hasFailed) log('The event log can be written again.')
        this.hasFailed = false
        alerts.setEventLogProblem(null, now)
      }
      if (now < this.trimAt) return
      this.trimAt = (await thread.call('trim', now)) ? now : now + TRIM_INTERVAL_MS
    } catch (error) {
      const { code, message } = problemOf(error)
      if (code !== 'STORAGE_FAILED') {
        // To write the same again would fail the same way.
        this.outbox.lose(this.unwritten.length)
        this.unwritten = []
      }
      if (!this.hasFailed) log(message)
      this.hasFailed = true
      this.retryAt = now + RETRY_DELAY_MS
      alerts.setEventLogProblem(sentenceOf(error), now)
    }
  }
}
