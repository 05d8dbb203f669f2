import type { SentTargetReport } from '../contract/resources/target.ts'

/** What a consumer said of single targets (WS-27); of each only the newest. */
export interface ConsumerSayings {
  readonly consumer_id: string
  readonly reports: readonly TargetSaying[]
}

/** @see SentTargetReport */
export interface TargetSaying extends SentTargetReport {
  /** When it was said, ms since 1970. */
  readonly at: number
}

/**
 * `[WS-27]` What consumers say of single targets, until it is handed on to where the targets are: the engine knows batches
 * only. Of each target the newest, and no more than there is room for.
 */
export class TargetSayings {
  private readonly limit: number
  private byConsumer = new Map<string, Map<string, TargetSaying>>()
  private count = 0
  private received = 0
  private droppedEver = 0

  /** @param limit of all that wait together */
  constructor(limit: number) {
    this.limit = limit
  }

  /** Those that wait. */
  get size(): number {
    return this.count
  }

  /** Reports that ever came. */
  get receivedEver(): number {
    return this.received
  }

  /** Those of them that found no room here. */
  get dropped(): number {
    return this.droppedEver
  }

  /** @param now ms */
  note(consumerId: string, reports: readonly SentTargetReport[], now: number): void {
    if (reports.length === 0) return
    this.received += reports.length
    let own = this.byConsumer.get(consumerId)
    if (!own) this.byConsumer.set(consumerId, (own = new Map()))
    for (const report of reports) {
      if (!own.has(report.target)) {
        if (this.count >= this.limit) {
          this.droppedEver++
          continue
        }
        this.count++
      }
      const { target, status, message, value } = report
      own.set(target, { target, status, at: now, ...(message && { message }), ...(value !== undefined && { value }) })
    }
  }

  /** Everything since the last call. */
  drain(): ConsumerSayings[] {
    if (this.count === 0) return []
    const all = Array.from(this.byConsumer, ([consumer_id, reports]) => ({
      consumer_id,
      reports: [...reports.values()],
    }))
    this.byConsumer = new Map()
    this.count = 0
    return all
  }
}
