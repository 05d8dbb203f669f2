import { workerData } from 'node:worker_threads'
import type { AlertHistory, AlertHistoryRange } from '../../contract/resources/alert-span.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { SeriesRange, SeriesResource } from '../../contract/resources/series.ts'
import type { Note, NoteQuestion } from '../../contract/resources/note.ts'
import type { Incidents } from '../alerts/alert-incidents.ts'
import { type AlertRecord, type AlertRetention, AlertStore } from '../alerts/alert-store.ts'
import {
  type DeliveryPage,
  DeliveryStore,
  type DeliveryWrite,
  type StoredDeliveries,
} from '../channels/delivery-store.ts'
import type { Delivery } from '../channels/delivery.ts'
import { type NewNote, NoteStore } from '../notes/note-store.ts'
import type { ProgressHistory, ProgressRange } from '../../contract/resources/progress-history.ts'
import { type ProgressRetention, type ProgressRow, ProgressStore } from '../series/progress-store.ts'
import { type SeriesRetention, type SeriesRow, type SeriesSize, SeriesStore } from '../series/series-store.ts'
import { serveThread } from '../thread/serve-thread.ts'
import { ClockDoubt } from './clock-doubt.ts'
import { type EventFormat, encodeEvents } from './event-encoding.ts'
import { type EventRetention, AuditStore } from './audit-store.ts'
import type { EventRequest } from './event-search.ts'

/**
 * The store, its events as the bytes of an answer – whatever has to be made of many of them is made here –, and the series,
 * notes and alerts that are kept in the same file.
 */
export class AuditDesk extends AuditStore {
  private readonly series: SeriesStore
  private readonly progress: ProgressStore
  private readonly notes: NoteStore
  private readonly alerts: AlertStore
  private readonly deliveries: DeliveryStore
  private readonly alertDoubt: ClockDoubt

  constructor(file: string, { events, series, progress, alerts }: KeptHistory) {
    super(file, events)
    this.series = this.guard(() => new SeriesStore(this.database, series))
    this.progress = this.guard(() => new ProgressStore(this.database, this.consumers, progress))
    this.notes = this.guard(() => new NoteStore(this.database))
    this.alerts = this.guard(() => new AlertStore(this.database, alerts))
    this.deliveries = this.guard(() => new DeliveryStore(this.database))
    this.alertDoubt = this.guard(() => new ClockDoubt(this.database, 'alerts', alerts.keptFor))
    this.doubts.push(this.alertDoubt)
  }

  override trim(now: number): boolean {
    const hasMore = super.trim(now)
    return this.guard(() => this.alerts.trim(this.alertDoubt.trusted(now))) || hasMore
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

  /** `[TS-3]` */
  appendProgress(row: ProgressRow): void {
    this.guard(() => this.progress.append(row))
  }

  /** `[TS-3]` */
  readProgress(range: ProgressRange): ProgressHistory {
    return this.guard(() => this.progress.read(range))
  }

  /** `[AL-1]` */
  alertsInForce(): AlertResource[] {
    return this.guard(() => this.alerts.inForce())
  }

  /** `[AL-2]` All of them or none is on disk. */
  writeAlerts(records: readonly AlertRecord[]): void {
    this.guard(() => this.alerts.write(records))
  }

  /** `[AL-2]` */
  alertHistory(range: AlertHistoryRange): AlertHistory {
    return this.guard(() => this.alerts.history(range))
  }

  /** `[CN-7]` */
  alertIncidents(from: number, to: number): Incidents {
    return this.guard(() => this.alerts.incidents(from, to))
  }

  /** `[NT-1]` */
  createNote(note: NewNote): Note {
    return this.guard(() => this.notes.create(note))
  }

  deleteNote(noteId: number): Note | null {
    return this.guard(() => this.notes.delete(noteId))
  }

  listNotes(question: NoteQuestion): ReturnType<NoteStore['list']> {
    return this.guard(() => this.notes.list(question))
  }

  /** `[CN-5]` */
  storedDeliveries(): StoredDeliveries {
    return this.guard(() => this.deliveries.load())
  }

  /** `[CN-5]` All of it or nothing is on disk. */
  writeDeliveries(changes: DeliveryWrite): void {
    this.guard(() => this.deliveries.write(changes))
  }

  /** `[CN-5]` Those of these that were given up, to be sent again. */
  failedDeliveries(ids: readonly number[]): Delivery[] {
    return this.guard(() => this.deliveries.failed(ids))
  }

  /** `[CN-5]` */
  listDeliveries(page: DeliveryPage): ReturnType<DeliveryStore['list']> {
    return this.guard(() => this.deliveries.list(page))
  }

  seriesSize(): SeriesSize {
    return this.guard(() => {
      const [series, progress] = [this.series.size(), this.progress.size()]
      return { bytes: series.bytes + progress.bytes, perDay: series.perDay + progress.perDay }
    })
  }
}

/** How much is kept of what happened, and of what was read. */
export interface KeptHistory {
  readonly events: EventRetention
  readonly series: SeriesRetention
  readonly progress: ProgressRetention
  readonly alerts: AlertRetention
}

export interface EncodedStep {
  readonly body: Uint8Array
  readonly count: number
  readonly next: number | null
  readonly newest: number
}

const { file, kept } = workerData as { file: string; kept: KeptHistory }
serveThread(() => new AuditDesk(file, kept))
