import type { Engine } from '../engine/engine.ts'
import type { AuditLog } from './events/audit-log.ts'
import type { Feed } from './feed.ts'
import type { Imports } from './imports.ts'
import type { Publisher } from './procedures/publisher.ts'
import type { Recorder } from './recorder.ts'
import type { ServerStatus } from './server-status.ts'
import type { ConsumerSocket } from './sockets/consumer-socket.ts'

interface Parts {
  readonly engine: Engine
  readonly publisher: Publisher
  readonly sockets: Pick<ConsumerSocket, 'perform'>
  readonly recorder: Recorder
  readonly feed: Feed
  readonly imports: Imports
  readonly events: AuditLog
  readonly status: ServerStatus
  readonly now: () => number
  readonly log: (line: string) => void
}

/** Time, for everything that is not told by a frame or a call that it passes. */
export class Ticker {
  private readonly parts: Parts
  private timers: readonly NodeJS.Timeout[] = []

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** @param interval between two ticks, ms */
  start(interval: number): void {
    this.timers = [setInterval(() => this.tick(), interval), setInterval(() => this.passSecond(), 1000)]
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer)
  }

  /** Members settle into epochs, and what changed is written and shown. */
  tick(): void {
    const { engine, sockets, recorder, feed, imports, events, now } = this.parts
    sockets.perform(engine.tick(now()))
    this.publishDueSyncs()
    recorder.flush()
    const shown = imports.tick()
    if (shown) feed.publish({ imports: shown })
    events.flush()
  }

  /** `[LV-3]` */
  private publishDueSyncs(): void {
    const { engine, publisher, now, log } = this.parts
    for (const { taskId, causes } of engine.drainDueSyncs(now())) {
      publisher
        .publish(taskId, { kind: 'keep' }, { causes: () => causes, isForMembers: true })
        .catch((error: unknown) => {
          log(`No epoch for task ${taskId}: ${String(error)}`)
          engine.retrySyncs(now())
        })
    }
  }

  private passSecond(): void {
    const { feed, status } = this.parts
    const server = status.passSecond()
    if (server) feed.publish({ server })
  }
}
