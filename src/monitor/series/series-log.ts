import type { SeriesRange, SeriesResource } from '../../contract/resources/series.ts'
import type { AuditThread } from '../events/audit-log.ts'
import type { SeriesMeter } from './series-meter.ts'
import type { SeriesRow, SeriesSize } from './series-store.ts'

/** Steps that wait for a disk that refuses them: an hour. */
const MAX_WAITING_ROWS = 360

/** To add it all up is no work for every step: once an hour. */
const SIZED_EVERY_ROWS = 360

interface Parts {
  readonly meter: Pick<SeriesMeter, 'tick' | 'passGap'>
  /** They are kept in the audit log's file: a disk that refuses it is an alert of the audit log (EV-6). */
  readonly thread: Pick<AuditThread, 'call'>
  readonly now: () => number
  readonly steady: () => number
  /** Between two ticks, ms. */
  readonly interval: number
}

/** `[TS-1]` Carries what is read of the fleet to the thread that keeps it, and what is asked of it back. */
export class SeriesLog {
  private readonly parts: Parts
  /** How much there is, as it was within the last hour; null before it was ever asked for. */
  size: SeriesSize | null = null
  private waiting: SeriesRow[] = []
  private untilSized = 0
  private writing: Promise<void> | null = null

  constructor(parts: Parts) {
    this.parts = parts
  }

  tick(): void {
    const { meter, now, steady, interval } = this.parts
    const row = meter.tick(now(), steady(), interval)
    if (!row) return
    this.waiting = [...this.waiting.slice(1 - MAX_WAITING_ROWS), row]
    this.writing ??= this.write().finally(() => (this.writing = null))
  }

  /** The monitor did not run, or the clock was set: that is no delay. */
  passGap(): void {
    this.parts.meter.passGap()
  }

  /** `[TS-2]` @throws {BatchdeckError} `STORAGE_FAILED` */
  read(range: SeriesRange): Promise<SeriesResource> {
    return this.parts.thread.call('readSeries', range)
  }

  /** What there is to write is written, or refused. */
  async settled(): Promise<void> {
    await this.writing
  }

  private async write(): Promise<void> {
    const rows = this.waiting
    this.waiting = []
    try {
      await this.parts.thread.call('appendSeries', rows)
    } catch {
      // With the next step again; whoever looks sees a gap until then.
      this.waiting = [...rows, ...this.waiting].slice(-MAX_WAITING_ROWS)
      return
    }
    this.untilSized -= rows.length
    if (this.untilSized > 0) return
    this.untilSized = SIZED_EVERY_ROWS
    this.size = await this.parts.thread.call('seriesSize').catch(() => this.size)
  }
}
