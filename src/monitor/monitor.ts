import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConsoleApi, ConsoleConnection } from '../contract/procedures.ts'
import type { StartDemoFleet } from '../demo/demo-context.ts'
import type { GivenSetting, Settings } from '../settings/settings.ts'
import { assertSafeBinding } from './access.ts'
import { BACKUP_FOLDER } from './backup-names.ts'
import { lookBeside } from './beside-files.ts'
import { openAccessLog } from './access-log.ts'
import { Clock, gapAfter, type TimeSources } from './clock.ts'
import { compose, type ComposedParts, type OpenedParts } from './compose.ts'
import { DATABASE_FILE, EVENTS_FILE, makeDataDir } from './data-dir.ts'
import { openAuditThread } from './events/audit-log.ts'
import { listen } from './http/listener.ts'
import { givenBy, knownState, withGiven } from './known-state.ts'
import { concernOf } from './storage/standing.ts'
import { closeHttpServer } from './http/server.ts'
import { Metrics } from './metrics/metrics.ts'
import { meteredStorage } from './metrics/storage-meter.ts'
import { Redactor } from './redactor.ts'
import { type GivenChannel, resolvedChannel } from './channels/given-channel.ts'
import type { GivenSource } from './sources/given-source.ts'
import { progressRetention, seriesRetention } from './series/series-retention.ts'
import { openSqliteStorage } from './storage/sqlite/sqlite-storage.ts'
import { CertificateFiles } from './tls.ts'
import { ownGrant } from './tokens/grant.ts'
import { withTokenFiles } from './tokens/token-files.ts'

export interface MonitorOptions {
  /** With a `data-dir`: whoever starts the monitor knows where the platform wants it. */
  readonly settings: Settings
  /** What they were resolved from, to say where each was given. */
  readonly given?: readonly GivenSetting[]
  /** Of the settings file (SO-3). */
  readonly sources?: readonly GivenSource[]
  /** Of the settings file (CN-1). */
  readonly channels?: readonly GivenChannel[]
  readonly version: string
  /** `--insecure`: an address that is not loopback needs no token (SEC-1). */
  readonly isInsecure?: boolean
  /** Folder of the built console; null serves none. */
  readonly consoleRoot: string | null
  readonly demo?: StartDemoFleet
  /** It is gone on with a database that is older than what was published (ST-3). */
  readonly acceptsOlderState?: boolean
  /** Nothing is fetched, sent or simulated by itself: no source runs, no channel and no heartbeat sends, there is no demo (DT-16). */
  readonly isSafe?: boolean
  /** Who calls `Monitor.api`, for the audit log; the command line by default. */
  readonly via?: 'desktop' | 'command'
  readonly log?: (line: string) => void
  readonly time?: TimeSources
}

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
  /** The machine is about to be suspended: what is known goes to disk. */
  suspend(): Promise<void>
  /** It is awake again: everybody has the full time from now on (LV-7). */
  resume(): void
  /** For a console that comes and goes. */
  readonly connect: () => ConsoleConnection
  /** What takes out of a line what this monitor knows to be secret. */
  readonly redactor: Pick<Redactor, 'line'>
  /** Everything is on disk and every socket closed when this is done; idempotent. */
  close(): Promise<void>
}

/**
 * After the sockets have ended. All together an end takes less than 5 s (WS-19): what a thread does outside of JavaScript, such
 * as taking back a transaction of a million targets, cannot be cut off and may take most of a second more.
 */
const SAVE_TIMEOUT_MS = 800
const STORAGE_CLOSE_TIMEOUT_MS = 250

/**
 * Starts the whole monitor: database, engine, sockets, HTTP.
 * @throws {BatchdeckError} `ADDRESS_UNAVAILABLE`, `INVALID_SETTING` or `STORAGE_FAILED`, with a sentence that says what to do
 */
export async function startMonitor(options: MonitorOptions): Promise<Monitor> {
  const { version, isInsecure = false, isSafe = false, consoleRoot, via = 'command', time } = options
  const demo = isSafe ? undefined : options.demo
  const clock = new Clock(time, gapAfter(options.settings))
  const { now } = clock
  const { acceptsOlderState: acceptsOlder = false } = options
  const startedAt = now()
  const { settings, given } = withTokenFiles(options.settings, options.given ?? [], options.log ?? (() => {}))
  const redactor = new Redactor(settings)
  const givenChannels = (options.channels ?? []).map((channel) => resolvedChannel(channel, process.env))
  const log = (line: string) => options.log?.(redactor.line(line))
  const certificates = new CertificateFiles(settings, log)
  const accessLog = openAccessLog(settings['server.access-log'], log)
  const dataDir = makeDataDir(settings['data-dir'], log)
  const databaseFile = resolve(dataDir, DATABASE_FILE)
  // Where there is none yet, there is no token in it: nothing is left behind by a start that is refused.
  if (!existsSync(databaseFile)) assertSafeBinding(settings, false, isInsecure)
  const metrics = new Metrics(version)
  const backupFolder = resolve(settings['monitor.backup.folder'] ?? resolve(dataDir, BACKUP_FOLDER))
  const database = openSqliteStorage(databaseFile, log, {
    keptEpochs: settings['monitor.retention.epochs'],
    limits: { maxLines: settings['monitor.limits.max-import-lines'] },
    maxHeap: settings['monitor.limits.planning-memory'],
    acceptsOlder,
    migrationFolder: backupFolder,
  })
  const events = {
    keptFor: settings['monitor.retention.events'],
    keptCount: settings['monitor.retention.event-count'],
    lastingFor: settings['monitor.retention.operator-events'],
    lastingCount: settings['monitor.retention.operator-event-count'],
  }
  const eventsFile = resolve(dataDir, EVENTS_FILE)
  const alerts = {
    keptFor: settings['monitor.history.alerts'],
    keptCount: settings['monitor.history.alert-count'],
  }
  const auditThread = openAuditThread(
    eventsFile,
    { events, series: seriesRetention(settings), progress: progressRetention(settings), alerts },
    log,
  )
  try {
    const storage = meteredStorage(database, metrics.registry)
    const loaded = await storage.load()
    const storedTokens = await storage.tokens()
    const storedSources = await storage.sources()
    const storedRecords = await storage.records()
    const hasAdmin = storedTokens.some(({ role }) => role === 'admin')
    assertSafeBinding(settings, hasAdmin, isInsecure)
    const standing = await knownState({
      storage: database,
      stored: loaded,
      auditThread,
      file: databaseFile,
      acceptsOlder,
    })
    const givenEpochs = givenBy(standing)
    const noted = await database.beside()
    const at = now()
    const { beside, missed } = await lookBeside({ noted, standing, auditThread, eventsFile, backupFolder, now: at })
    await database.begin(givenEpochs, beside)
    const stored = withGiven(loaded, givenEpochs)
    // A log that cannot be read knows of none; that is an alert of its own.
    const storedDeliveries = await auditThread.call('storedDeliveries').catch(() => null)
    const openAlerts = await auditThread.call('alertsInForce').catch(() => null)
    const how = { settings, given, version, startedAt, dataDir, consoleRoot, isSafe, demo, clock, now, log }
    const opened = {
      ...how,
      storage,
      files: database,
      backupFolder,
      stored,
      storedTokens,
      storedSources,
      storedRecords,
      storedDeliveries,
      openAlerts,
      givenSources: options.sources ?? [],
      givenChannels,
      auditThread,
      accessLog,
      certificates,
      metrics,
      redactor,
    }
    const parts = await compose(opened)
    await listen(parts.http, parts.endpoint, settings)
    const concern = concernOf(standing, databaseFile)
    for (const { kind, sentence } of [...missed, ...(concern ? [concern] : [])]) {
      log(sentence.message)
      parts.engine.alerts.setConcern(kind, sentence)
    }
    return begin(opened, parts, via)
  } catch (error) {
    await Promise.all([database.close(), auditThread.close()])
    metrics.close()
    await accessLog?.close()
    throw error
  }
}

/** From here on time passes, and what happens is told. */
function begin(opened: OpenedParts, parts: ComposedParts, via: 'desktop' | 'command'): Monitor {
  const { settings, version, accessLog, certificates, now } = opened
  const { engine, endpoint, ticker } = parts
  const connect = () => parts.connect({ ...ownGrant, via, remote: null })
  ticker.start(settings['console.update-interval'])
  engine.audit.noteMonitor(now(), { action: 'started', version })
  let closing: Promise<void> | null = null
  return {
    address: { host: endpoint.host, port: endpoint.port, url: endpoint.url },
    api: connect(),
    connect,
    redactor: opened.redactor,
    suspend() {
      ticker.suspend()
      return parts.recorder.settled()
    },
    resume() {
      // It may have been closed just before the machine fell asleep.
      if (closing === null) ticker.resume()
    },
    renew() {
      accessLog?.reopen()
      certificates.renew()
    },
    close: () => (closing ??= end(opened, parts)),
  }
}

/** `[WS-19]` */
async function end(opened: OpenedParts, parts: ComposedParts): Promise<void> {
  const { version, storage, metrics, accessLog, now } = opened
  const {
    engine,
    events,
    series,
    progress,
    alerts,
    sources,
    channels,
    heartbeat,
    windows,
    tokens,
    recorder,
    sockets,
    consoles,
    demo,
    status,
    ticker,
    http,
  } = parts
  status.end()
  engine.audit.noteMonitor(now(), { action: 'stopping', version })
  // What is in force now is so after the restart, whoever is let go meanwhile.
  recorder.flush()
  engine.alerts.end()
  await demo.stop()
  ticker.stop()
  const sourcesEnded = sources.close()
  const channelsEnded = channels.close()
  const lastWord = heartbeat.close()
  consoles.close()
  // At the same time: whoever is told to go would come back through a door that is still open.
  await Promise.all([sockets.shutdown(), closeHttpServer(http)])
  // A large plan that is under way must not hold up the end: it was not answered, and never was.
  engine.audit.closeCounts()
  const saved = Promise.all([
    sourcesEnded,
    channelsEnded,
    lastWord,
    windows.settled(),
    recorder.settled().then(() => Promise.all([events.settled(), alerts.settled()])),
    series.settled(),
    progress.settled(),
    tokens.settle(),
  ])
  await Promise.race([saved, pause(SAVE_TIMEOUT_MS, null, { ref: false })])
  await Promise.all([storage.close(STORAGE_CLOSE_TIMEOUT_MS), events.close(STORAGE_CLOSE_TIMEOUT_MS)])
  metrics.close()
  await accessLog?.close()
}
