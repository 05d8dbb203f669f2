import { workerData } from 'node:worker_threads'
import { serveThread } from '../thread/serve-thread.ts'
import { type EventFormat, encodeEvents } from './event-encoding.ts'
import { type EventRequest, type EventRetention, AuditStore } from './audit-store.ts'

/** The store, and its events as the bytes of an answer: whatever has to be made of many of them is made here. */
export class AuditDesk extends AuditStore {
  /** As `step`, encoded. */
  encoded(request: EventRequest, format: EventFormat): EncodedStep {
    const { rows, next, newest } = this.step(request)
    return { body: Buffer.from(encodeEvents(rows, format)), count: rows.length, next, newest }
  }
}

export interface EncodedStep {
  readonly body: Uint8Array
  readonly count: number
  readonly next: number | null
  readonly newest: number
}

const { file, retention } = workerData as { file: string; retention: EventRetention }
serveThread(() => new AuditDesk(file, retention))
