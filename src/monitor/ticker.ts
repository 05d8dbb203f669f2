import type { AlertLog } from './alerts/alert-log.ts'
import type { Backups } from './backups.ts'
import type { Channels } from './channels/channels.ts'
import type { Engine } from '../engine/engine.ts'
import type { Clock } from './clock.ts'
import type { Edge } from './edge/edge.ts'
import type { AuditLog } from './events/audit-log.ts'
import type { Feed } from './feed.ts'
import type { Heartbeat } from './heartbeat/heartbeat.ts'
import type { Imports } from './imports.ts'
import type { LogDesk } from './logs/log-desk.ts'
import type { Publisher } from './procedures/publisher.ts'
import type { Recorder } from './recorder.ts'
import type { ProgressLog } from './series/progress-log.ts'
import type { SeriesLog } from './series/series-log.ts'
import type { ServerStatus } from './server-status.ts'
import type { ConsumerSocket } from './sockets/consumer-socket.ts'
import type { Sources } from './sources/sources.ts'
import type { Watch } from './watch/watch.ts'
import type { NamedTokens } from './tokens/named-tokens.ts'
import type { Windows } from './windows/windows.ts'

interface Parts {
  readonly engine: Engine
  readonly publisher: Publisher
  readonly sockets: Pick<ConsumerSocket, 'perform' | 'passGap'>
  readonly recorder: Recorder
  readonly feed: Feed
  readonly imports: Imports
  readonly sources: Sources
  readonly channels: Pick<Channels, 'tick' | 'shift' | 'alerts'>
  readonly heartbeat: Pick<Heartbeat, 'tick' | 'alerts'>
  readonly windows: Pick<Windows, 'tick' | 'shift'>
  readonly events: AuditLog
  readonly series: Pick<SeriesLog, 'tick' | 'passGap'>
  readonly progress: Pick<ProgressLog, 'tick'>
  readonly alerts: Pick<AlertLog, 'tick'>
  readonly logs: Pick<LogDesk, 'tick' | 'passGap'>
  readonly tokens: Pick<NamedTokens, 'tick'>
  readonly status: ServerStatus
  readonly backups: Backups
  readonly clock: Clock
  readonly edge: Pick<Edge, 'alerts'>
  readonly watch: Pick<Watch, 'tick' | 'alerts' | 'shift'>
  readonly log: (line: string) => void
}

/** Time, for everything that is not told by a frame or a call that it passes. */
export class Ticker {
  private readonly parts: Parts
  private timers: readonly NodeJS.Timeout[] = []
  /** When the machine was about to be suspended, by the steady clock, and no gap was seen since; null where it was not. */
  private suspendedAt: number | null = null

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** @param interval between two ticks, ms */
  start(interval: number): void {
    // What there was to wait for until now was nobody's silence.
    this.parts.clock.look()
    this.timers = [setInterval(() => this.tick(), interval), setInterval(() => this.passSecond(), 1000)]
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer)
  }

  /** `[LV-7]` The machine is about to be suspended. */
  suspend(): void {
    this.suspendedAt = this.parts.clock.steady()
  }

  /** `[LV-7]` It is awake again: however short that was, nobody could be heard meanwhile. */
  resume(): void {
    const { clock, log } = this.parts
    this.lookAtClock()
    if (this.suspendedAt !== null) {
      log('The machine was suspended for a moment; everybody has the full time from now on.')
      this.passGap(Math.round(clock.steady() - this.suspendedAt))
    }
    this.tick()
  }

  /** Members settle into epochs, and what changed is written and shown. */
  tick(): void {
    const {
      engine,
      sockets,
      recorder,
      feed,
      imports,
      sources,
      events,
      series,
      progress,
      alerts,
      channels,
      logs,
      clock,
    } = this.parts
    this.lookAtClock()
    sockets.perform(engine.tick(clock.now()))
    sockets.perform(logs.tick())
    this.publishDueSyncs()
    recorder.flush()
    const shown = imports.tick()
    if (shown) feed.publish({ imports: shown })
    const shownSources = sources.tick()
    if (shownSources) feed.publish({ sources: shownSources })
    events.flush()
    series.tick()
    progress.tick()
    alerts.tick()
    channels.tick()
  }

  /** `[LV-7]` Before anything else that time makes of something. */
  private lookAtClock(): void {
    const { engine, recorder, feed, imports, sources, channels, windows, series, watch, clock, log } = this.parts
    for (const change of clock.look()) {
      if (change.kind === 'gap') {
        log(
          `The monitor did not run for ${Math.round(change.length / 1000)} s; everybody has the full time from now on.`,
        )
        this.passGap(change.length)
        continue
      }
      series.passGap()
      const { by } = change
      log(`The clock was set ${by < 0 ? 'back' : 'forward'} by ${Math.round(Math.abs(by) / 1000)} s.`)
      engine.stepClock(by, clock.now())
      imports.shift(by)
      sources.shift(by)
      channels.shift(by)
      windows.shift(by)
      watch.shift(by)
      // Consoles have times of before, also such as never come as a change.
      recorder.flush()
      feed.renew()
    }
  }

  private passGap(length: number): void {
    const { engine, sockets, series, logs, clock } = this.parts
    this.suspendedAt = null
    series.passGap()
    engine.passGap(length, clock.now())
    sockets.passGap(length)
    logs.passGap(length)
  }

  /** `[LV-3]` */
  private publishDueSyncs(): void {
    const { engine, publisher, clock, log } = this.parts
    for (const { taskId, causes } of engine.drainDueSyncs(clock.now())) {
      publisher
        .publish(taskId, { kind: 'keep' }, { causes: () => causes, isForMembers: true })
        .catch((error: unknown) => {
          log(`No epoch for task ${taskId}: ${String(error)}`)
          engine.retrySyncs(clock.now())
        })
    }
  }

  private passSecond(): void {
    const { engine, edge, watch, feed, tokens, backups, sources, channels, heartbeat, windows, status } = this.parts
    windows.tick()
    tokens.tick()
    heartbeat.tick()
    backups.tick()
    watch.tick()
    engine.alerts.setOfMonitor([
      ...edge.alerts(),
      ...sources.alerts(),
      ...watch.alerts(),
      ...channels.alerts(),
      ...heartbeat.alerts(),
    ])
    const server = status.passSecond()
    if (server) feed.publish({ server })
  }
}
