import { workerData } from 'node:worker_threads'
import type { SeriesRange, SeriesResource } from '../../contract/resources/series.ts'
import { type SeriesRetention, type SeriesRow, type SeriesSize, SeriesStore } from '../series/series-store.ts'
import { serveThread } from '../thread/serve-thread.ts'
import { type EventFormat, encodeEvents } from './event-encoding.ts'
import { type EventRequest, type EventRetention, AuditStore } from './audit-store.ts'

/**
 * The store, its events as the bytes of an answer – whatever has to be made of many of them is made here –, and the series
 * that are kept in the same file.
 */
export class AuditDesk extends AuditStore {
  private readonly series: SeriesStore

  constructor(file: string, { events, series }: KeptHistory) {
    super(file, events)
    this.series = this.guard(() => new SeriesStore(this.database, series))
  }

  /** As `step`, encoded. */
  encoded(request: EventRequest, format: EventFormat): EncodedStep {
    const { rows, next, newest } = this.step(request)
    return { body: Buffer.from(encodeEvents(rows, format)), count: rows.length, next, newest }
  }

  /** `[TS-1]` All of them or none is on disk. */
  appendSeries(rows: readonly SeriesRow[]): void {
    this.guard(() => this.series.append(rows))
  }

  /** `[TS-2]` */
  readSeries(range: SeriesRange): SeriesResource {
    return this.guard(() => this.series.read(range))
  }

  seriesSize(): SeriesSize {
    return this.guard(() => this.series.size())
  }
}

/** How much is kept of what happened, and of what was read. */
export interface KeptHistory {
  readonly events: EventRetention
  readonly series: SeriesRetention
}

export interface EncodedStep {
  readonly body: Uint8Array
  readonly count: number
  readonly next: number | null
  readonly newest: number
}

const { file, kept } = workerData as { file: string; kept: KeptHistory }
serveThread(() => new AuditDesk(file, kept))
