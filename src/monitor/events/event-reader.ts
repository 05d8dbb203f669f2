import type { EventHistogram, EventResource } from '../../contract/events.ts'
import type { ThreadClient } from '../thread/thread-client.ts'
import type { AuditDesk } from './audit-thread.ts'
import { csvHead, eventOf, type EventFormat } from './event-encoding.ts'
import { Histogram } from './event-histogram.ts'
import type { CountRequest, EventRequest } from './event-search.ts'

/** Events read at once for an answer that is longer. */
const EVENTS_PER_READ = 2000
/** `[EV-11]` How long is looked for one answer, ms. */
const SEARCH_TIME_MS = 1000

/** A page of the log; `next` is where the following one begins (in `before` or, ascending, `after`). */
export interface EventPage {
  readonly events: readonly EventResource[]
  readonly next: number | null
  /** The number of the newest event there is, matching or not. */
  readonly newest: number
  /** Where it was left off because it took too long: when the event happened up to which all was seen, ms. */
  readonly scanned_to?: number
}

/** How an answer is written. */
export interface Encoding {
  readonly format: EventFormat
  /** The path of the page after this one, for the `next` of JSON. */
  readonly path: (next: number) => string
}

/**
 * Asks the thread for parts of the log, one part at a time of whoever asks: what is written in between waits for one part
 * at most, however many search. An answer that would take too long is left off, and says so.
 */
export class EventReader {
  private readonly thread: Pick<ThreadClient<AuditDesk>, 'call'>
  private readonly steady: () => number
  private turn: Promise<unknown> = Promise.resolve()

  /** @param steady a clock that only goes forward, ms */
  constructor(thread: Pick<ThreadClient<AuditDesk>, 'call'>, steady: () => number) {
    this.thread = thread
    this.steady = steady
  }

  /** @throws {BatchdeckError} `STORAGE_FAILED` */
  async page(request: EventRequest): Promise<EventPage> {
    const time = { spent: 0 }
    const events: EventResource[] = []
    let place: EventRequest = request
    for (;;) {
      const asked = { ...place, limit: request.limit - events.length }
      const { rows, next, newest } = await this.inTurn(time, () => this.thread.call('step', asked))
      events.push(...rows.map(eventOf))
      const page = { events, next, newest }
      if (next === null || events.length >= request.limit) return page
      if (time.spent >= SEARCH_TIME_MS) return { ...page, scanned_to: await this.timeOf(next) }
      place = following(request, next)
    }
  }

  /**
   * The bytes of an answer: read as fast as they are taken, and no further. As a page it is left off where that takes too
   * long; what is no page is all that there is.
   * @throws {BatchdeckError} `STORAGE_FAILED`
   */
  async *encoded(request: EventRequest, { format, path }: Encoding): AsyncGenerator<Uint8Array | string> {
    const time = { spent: format === 'json' ? 0 : -Infinity }
    let left = request.limit
    let place: EventRequest = request
    let hasSome = false
    for (;;) {
      const asked = { ...place, limit: Math.min(left, EVENTS_PER_READ) }
      const { body, count, next } = await this.inTurn(time, () => this.thread.call('encoded', asked, format))
      // The first step has worked before a byte is out.
      if (place === request) yield format === 'json' ? '{"events":[' : format === 'csv' ? csvHead : ''
      if (format === 'json' && hasSome && count > 0) yield ','
      hasSome ||= count > 0
      left -= count
      yield body
      const isLate = next !== null && left > 0 && time.spent >= SEARCH_TIME_MS
      if (next === null || left === 0 || isLate) {
        const late = isLate ? `,"scanned_to":${await this.timeOf(next)}` : ''
        if (format === 'json') yield next === null ? ']}' : `],"next":${JSON.stringify(path(next))}${late}}`
        return
      }
      place = following(request, next)
    }
  }

  /** `[EV-12]` From the newest back. @throws {BatchdeckError} `STORAGE_FAILED` */
  async histogram(request: CountRequest): Promise<EventHistogram> {
    const time = { spent: 0 }
    const histogram = new Histogram(request)
    let before = request.before
    for (;;) {
      const { counts, next } = await this.inTurn(time, () => this.thread.call('count', { ...request, before }))
      histogram.add(counts)
      if (next === null) return histogram.resource
      if (time.spent >= SEARCH_TIME_MS) {
        return { ...histogram.resource, partial: true, scanned_to: await this.timeOf(next) }
      }
      before = next
    }
  }

  /** @param time how long the answer has been looked for, ms: whoever reads it slowly has the same time as others */
  private async inTurn<T>(time: { spent: number }, ask: () => Promise<T>): Promise<T> {
    const beganAt = this.steady()
    const answer = this.turn.then(ask)
    this.turn = answer.catch(() => {})
    try {
      return await answer
    } finally {
      time.spent += this.steady() - beganAt
    }
  }

  private async timeOf(seq: number): Promise<number> {
    return (await this.thread.call('timeOf', seq)) ?? 0
  }
}

function following(request: EventRequest, next: number): EventRequest {
  return request.order === 'asc' ? { ...request, after: next } : { ...request, before: next }
}
