import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConsoleApi, ConsoleConnection } from '../contract/procedures.ts'
import type { ServerResource } from '../contract/resources/server.ts'
import type { StartDemoFleet } from '../demo/demo-context.ts'
import type { Effect } from '../engine/effects.ts'
import { Engine, type EngineSettings } from '../engine/engine.ts'
import { type BatchdeckError, type Problem, problemOf } from '../contract/errors.ts'
import { refusal } from '../contract/refusal.ts'
import type { GivenSetting, Settings } from '../settings/settings.ts'
import { openAccessLog } from './access-log.ts'
import { createAccess } from './access.ts'
import { ConsumerSocket, limits } from './sockets/consumer-socket.ts'
import { DemoControl } from './demo-control.ts'
import { EventLog, openEventThread } from './events/event-log.ts'
import { Feed } from './feed.ts'
import { createConsoleSocket } from './sockets/console-socket.ts'
import { Listener } from './http/listener.ts'
import { RequestRecorder } from './http/request-recorder.ts'
import { closeHttpServer, createHttpServer } from './http/server.ts'
import { routeUpgrades } from './sockets/upgrades.ts'
import { Imports } from './imports.ts'
import type { Storage } from './storage/port.ts'
import { openSqliteStorage } from './storage/sqlite/sqlite-storage.ts'
import { meteredStorage } from './metrics/storage-meter.ts'
import { Metrics } from './metrics/metrics.ts'
import { Door } from './procedures/call.ts'
import { connectConsole } from './procedures/console-connection.ts'
import type { Caller } from './procedures/context.ts'
import { Publisher } from './procedures/publisher.ts'
import { namedProcedures } from './procedures/registry.ts'
import { Turns } from './procedures/turns.ts'
import { Recorder } from './recorder.ts'
import { Redactor } from './redactor.ts'
import { readCertificate } from './tls.ts'

export interface MonitorOptions {
  /** With a `data-dir`: whoever starts the monitor knows where the platform wants it. */
  readonly settings: Settings
  /** What they were resolved from, to say where each was given. */
  readonly given?: readonly GivenSetting[]
  readonly version: string
  /** Folder of the built console; null serves none. */
  readonly consoleRoot: string | null
  readonly demo?: StartDemoFleet
  /** Who calls `Monitor.api`, for the event log; the command line by default. */
  readonly via?: 'desktop' | 'command'
  readonly log?: (line: string) => void
  readonly now?: () => number
}

/** After the sockets have ended, ms: all together an end takes less than 5 s. */
const SAVE_TIMEOUT_MS = 1200
const STORAGE_CLOSE_TIMEOUT_MS = 400

/** A running monitor. Whoever starts it closes it. */
export interface Monitor {
  readonly address: { readonly host: string; readonly port: number; readonly url: string }
  /** The console API, for whoever started the monitor. */
  readonly api: ConsoleApi
  /**
   * Reads the certificate again and goes on in a new access log, as after a SIGHUP. A certificate that cannot be used is
   * logged, and the one before stays.
   */
  renew(): void
  /** For a console that comes and goes. */
  readonly connect: () => ConsoleConnection
  /** Everything is on disk and every socket closed when this is done; idempotent. */
  close(): Promise<void>
}

/**
 * Starts the whole monitor: database, engine, sockets, HTTP.
 * @throws {BatchdeckError} `ADDRESS_UNAVAILABLE` or `STORAGE_FAILED`, with a sentence that says what to do
 */
export async function startMonitor(options: MonitorOptions): Promise<Monitor> {
  const { settings, given = [], version, consoleRoot, via = 'command', now = Date.now } = options
  const startedAt = now()
  const redactor = new Redactor(settings)
  const log = (line: string) => options.log?.(redactor.line(line))
  let certificate = readCertificate(settings)
  const accessLog = openAccessLog(settings['server.access-log'], log)
  const dataDir = makeDataDir(settings['data-dir'])
  const metrics = new Metrics(version)
  const opened = openSqliteStorage(resolve(dataDir, 'batchdeck.db'), log, settings['monitor.retention.epochs'])
  const eventRetention = {
    keptFor: settings['monitor.retention.events'],
    keptCount: settings['monitor.retention.event-count'],
  }
  const eventThread = openEventThread(resolve(dataDir, 'events.db'), eventRetention, log)
  try {
    return await run(meteredStorage(opened, metrics.registry))
  } catch (error) {
    await Promise.all([opened.close(), eventThread.close()])
    metrics.close()
    await accessLog?.close()
    throw error
  }

  async function run(storage: Storage): Promise<Monitor> {
    const stored = await storage.load()
    // LV-2: the grace period of those who are away begins when they can come back, however long loading took.
    const engine = new Engine(engineSettings(settings), stored, now())
    const events = new EventLog({ engine, thread: eventThread, now, log })
    const { journal } = engine
    const access = createAccess(settings)
    const feed = new Feed(() => {
      recorder.flush()
      return { ...engine.snapshot(), server: serverView(), imports: imports.shown }
    }, now)
    const recorder = new Recorder({ engine, storage, feed, now, log })
    const { traffic, reloads } = metrics
    const sockets = new ConsumerSocket({ engine, access, settings, now, log, traffic, reloads })
    const demo = new DemoControl(options.demo, demoContext, () => feed.publish({ server: serverView() }))
    const limit = settings['monitor.limits.max-import']
    const imports = new Imports({ storage, limit, now, show: (shown) => feed.publish({ imports: shown }) })
    const acting = {
      engine,
      storage,
      turns: new Turns(),
      now,
      perform: (effects: readonly Effect[]) => sockets.perform(effects),
      flush: () => recorder.flush(),
      written: <T>(write: Promise<T>) => recorder.written(write),
    }
    const publisher = new Publisher(acting)
    const door = new Door(
      { ...acting, publisher, imports, events, demo, metrics, settings, given },
      namedProcedures,
      log,
    )
    const connectAs = (caller: Caller) => connectConsole({ door, feed, imports }, caller)
    const connect = () => connectAs({ role: 'operator', via, remote: null })
    const requests = new RequestRecorder({ meter: metrics.http, redactor, accessLog })
    const listener = new Listener(certificate)
    const http = await createHttpServer({
      door,
      access,
      settings,
      version,
      consoleRoot,
      requests,
      traffic,
      listener,
      ready: () => !isClosing,
      log,
    })
    const consoles = createConsoleSocket(connectAs, settings, traffic)
    const handshakes = { access, requests, onRefused: refused }
    routeUpgrades(http.server, handshakes, {
      '/websocket/monitor': sockets.upgrade,
      '/websocket/console': consoles.upgrade,
    })
    measure()
    let framesPerSecond = 0
    let shownServer = ''
    let isClosing = false
    const host = settings['server.host']
    const port = await listen()
    const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
    const scheme = certificate ? 's' : ''
    const url = `http${scheme}://${authority}`
    const consumerUrl = `ws${scheme}://${authority}/websocket/monitor`

    feed.subscribe(metrics.epochs.accept)
    feed.subscribe((frame) => sockets.perform(engine.observers.announce(frame)))
    const beat = setInterval(tick, settings['console.update-interval'])
    const second = setInterval(showServer, 1000)
    let closing: Promise<void> | null = null
    journal.note('monitor', now(), {}, { action: 'started', version })

    return { address: { host, port, url }, api: connect(), connect, renew, close: () => (closing ??= close()) }

    /** Time passes, members settle into epochs, and what changed is written and shown. */
    function tick(): void {
      sockets.perform(engine.tick(now()))
      for (const { taskId, causes } of engine.takeDueSyncs(now())) {
        publisher
          .publish(taskId, { kind: 'keep' }, { causes: () => causes, isForMembers: true })
          .catch((error: unknown) => {
            log(`No epoch for task ${taskId}: ${String(error)}`)
            engine.retrySyncs(now())
          })
      }
      recorder.flush()
      imports.tick()
      events.flush()
    }

    function showServer(): void {
      framesPerSecond = sockets.drainFrameCount()
      const server = serverView()
      const shown = JSON.stringify(server)
      if (shown !== shownServer) feed.publish({ server })
      shownServer = shown
    }

    function serverView(): ServerResource {
      return {
        version,
        role: 'operator',
        started_at: startedAt,
        url,
        consumer_url: consumerUrl,
        data_dir: dataDir,
        connections: sockets.size,
        frames_per_second: framesPerSecond,
        demo: demo.state,
      }
    }

    function demoContext() {
      return {
        consumerUrl,
        httpUrl: url,
        token: settings['server.token'],
        get certificate() {
          return certificate?.pem ?? null
        },
      }
    }

    function refused({ code, message }: Problem, remote: string | null): void {
      traffic.refused.add(code)
      if (limits.has(code)) journal.count('limit', now(), {}, { code, remote })
      else journal.count('error', now(), {}, { code, message, remote })
    }

    /** What is read at each scrape beyond what is counted as it happens. */
    function measure(): void {
      metrics.watch(engine)
      metrics.add(
        {
          kind: 'gauge',
          name: 'batchdeck_consumer_sockets',
          help: 'Open sockets of consumers and observers, registered or not; monitor.limits.max-connections is the most.',
          read: () => sockets.size,
        },
        {
          kind: 'gauge',
          name: 'batchdeck_console_sockets',
          help: 'Open consoles in browsers.',
          read: () => consoles.size(),
        },
        {
          kind: 'gauge',
          name: 'batchdeck_event_log_waiting_events',
          help: 'Events that are not on disk yet; 50,000 at most, what comes beyond is lost.',
          read: () => events.waiting,
        },
        {
          kind: 'gauge',
          name: 'batchdeck_event_log_lag_seconds',
          help: 'For how long the oldest of them has been waiting. Above some seconds: the disk of events.db is slow or refuses.',
          read: () => events.lag / 1000,
        },
        {
          kind: 'counter',
          name: 'batchdeck_event_log_lost_events_total',
          help: 'Events that were never written, because the disk refused for too long.',
          read: () => journal.lostInAll,
        },
      )
      if (!certificate) return
      metrics.add({
        kind: 'gauge',
        name: 'batchdeck_tls_certificate_expires_timestamp_seconds',
        help: 'When the TLS certificate is of no use any more, in s since 1970. Renew it before, and send SIGHUP.',
        read: () => (certificate?.expiresAt ?? 0) / 1000,
      })
    }

    function renew(): void {
      accessLog?.reopen()
      if (!certificate) return
      try {
        certificate = readCertificate(settings) ?? certificate
        listener.renew(certificate)
        log('The TLS certificate was read again.')
      } catch (error) {
        log(`The TLS certificate stays as it was. ${problemOf(error).message}`)
      }
    }

    async function listen(): Promise<number> {
      try {
        await http.listen({ host: settings['server.host'], port: settings['server.port'] })
      } catch (error) {
        await http.close()
        throw addressUnavailable(error as NodeJS.ErrnoException, settings)
      }
      return (http.server.address() as AddressInfo).port
    }

    async function close(): Promise<void> {
      isClosing = true
      journal.note('monitor', now(), {}, { action: 'stopping', version })
      await demo.stop()
      clearInterval(beat)
      clearInterval(second)
      consoles.close()
      // At the same time: whoever is told to go would come back through a door that is still open.
      await Promise.all([sockets.shutdown(), closeHttpServer(http)])
      // A large plan that is under way must not hold up the end (WS-19): it was not answered, and never was.
      const saved = recorder.settled().then(() => events.settled())
      await Promise.race([saved, pause(SAVE_TIMEOUT_MS, null, { ref: false })])
      await Promise.all([storage.close(STORAGE_CLOSE_TIMEOUT_MS), events.close(STORAGE_CLOSE_TIMEOUT_MS)])
      metrics.close()
      await accessLog?.close()
    }
  }
}

function makeDataDir(given: string | null): string {
  if (given === null) throw refusal('data_dir_missing')
  const folder = resolve(given)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const { code: errno = 'unknown' } = error as NodeJS.ErrnoException
    throw refusal('data_dir_unmakeable', { folder, errno }, { cause: error })
  }
  return folder
}

function addressUnavailable(error: NodeJS.ErrnoException, settings: Settings): BatchdeckError {
  const address = `${settings['server.host']}:${settings['server.port']}`
  const options = { cause: error }
  switch (error.code) {
    case 'EADDRINUSE':
      return refusal('address_in_use', { address }, options)
    case 'EACCES':
      return refusal('address_forbidden', { address }, options)
    case 'EADDRNOTAVAIL':
      return refusal('address_elsewhere', { address }, options)
    default:
      return refusal('address_failed', { address, detail: error.message }, options)
  }
}

function engineSettings(settings: Settings): EngineSettings {
  return {
    fleet: {
      suspectAfter: settings['monitor.liveness.suspect-after'],
      lostAfter: settings['monitor.liveness.lost-after'],
      grace: settings['monitor.liveness.grace'],
      memberDebounce: settings['monitor.liveness.member-debounce'],
      memberDebounceMax: settings['monitor.liveness.member-debounce-max'],
      lostRetention: settings['monitor.retention.lost-consumers'],
    },
    rollout: { ackTimeout: settings['monitor.rollout.ack-timeout'], resends: settings['monitor.rollout.resends'] },
    unplannedBatches: settings['monitor.limits.unplanned-batches'],
    heartbeatInterval: settings['monitor.liveness.heartbeat-interval'],
    stuckAfter: settings['monitor.liveness.stuck-after'],
  }
}
