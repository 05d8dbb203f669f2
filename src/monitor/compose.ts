import type { FastifyInstance } from 'fastify'
import type { StartDemoFleet } from '../demo/demo-context.ts'
import type { Effect } from '../engine/effects.ts'
import { Engine } from '../engine/engine.ts'
import type { StoredState } from '../engine/records.ts'
import type { ChannelDefinition } from '../contract/resources/channel.ts'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { GivenSetting, Settings } from '../settings/settings.ts'
import { itemsOf } from '../settings/text-forms.ts'
import type { AlertResource } from '../contract/resources/alert.ts'
import type { AccessLog } from './access-log.ts'
import { AlertLog } from './alerts/alert-log.ts'
import { Backups } from './backups.ts'
import { createAccess } from './access.ts'
import { createEdge } from './edge/edge.ts'
import type { Clock } from './clock.ts'
import { DemoControl } from './demo-control.ts'
import { Endpoint } from './endpoint.ts'
import { Channels } from './channels/channels.ts'
import { appLink, consoleLink } from './channels/console-link.ts'
import type { StoredDeliveries } from './channels/delivery-store.ts'
import { send } from './channels/senders/send.ts'
import { engineSettings } from './engine-settings.ts'
import { AuditLog, type AuditThread } from './events/audit-log.ts'
import { Feed } from './feed.ts'
import { LogDesk } from './logs/log-desk.ts'
import { Listener } from './http/listener.ts'
import { RequestRecorder } from './http/request-recorder.ts'
import { createHttpServer } from './http/server.ts'
import { Heartbeat } from './heartbeat/heartbeat.ts'
import { ping } from './heartbeat/ping.ts'
import { Imports } from './imports.ts'
import type { Metrics } from './metrics/metrics.ts'
import { channelReadings } from './metrics/channel-readings.ts'
import { edgeReadings } from './metrics/edge-readings.ts'
import { logReadings } from './metrics/log-readings.ts'
import { sourceReadings } from './metrics/source-readings.ts'
import { quietReadings } from './metrics/quiet-readings.ts'
import { seriesReadings } from './metrics/series-readings.ts'
import { monitorReadings } from './metrics/monitor-readings.ts'
import { Door } from './procedures/call.ts'
import { connectConsole } from './procedures/console-connection.ts'
import type { Caller } from './procedures/context.ts'
import { Notes } from './notes/notes.ts'
import { GuardedChanges } from './procedures/guarded-changes.ts'
import { Publisher } from './procedures/publisher.ts'
import { namedProcedures } from './procedures/registry.ts'
import { Turns } from './procedures/turns.ts'
import { ViewerTurns } from './procedures/viewer-turns.ts'
import { Recorder } from './recorder.ts'
import type { Redactor } from './redactor.ts'
import { ServerStatus } from './server-status.ts'
import { type ConsoleSocket, createConsoleSocket } from './sockets/console-socket.ts'
import { ConsumerSocket } from './sockets/consumer-socket.ts'
import { routeUpgrades } from './sockets/upgrades.ts'
import { ProgressLog } from './series/progress-log.ts'
import { SeriesLog } from './series/series-log.ts'
import { SeriesMeter } from './series/series-meter.ts'
import { seriesSources } from './series/series-sources.ts'
import type { GivenSource } from './sources/given-source.ts'
import { PendingFiles } from './sources/pending-files.ts'
import type { StoredSource } from './sources/source-state.ts'
import { Sources } from './sources/sources.ts'
import { Summaries } from './summary/summary.ts'
import { watchStorage } from './storage-watch.ts'
import type { Storage, StoredRecord, StoredToken } from './storage/port.ts'
import type { FileStorage } from './storage/sqlite/sqlite-storage.ts'
import { TargetReportDesk } from './target-report-desk.ts'
import { Ticker } from './ticker.ts'
import { NamedTokens } from './tokens/named-tokens.ts'
import { makeSecret } from './tokens/token-secret.ts'
import { Windows } from './windows/windows.ts'
import type { CertificateFiles } from './tls.ts'
import { watchedFolders } from './watch/watched-folders.ts'
import { DiskWatch } from './watch/disk-watch.ts'
import { Watch } from './watch/watch.ts'

/** What a monitor is put together from: all of it is open, and closed by whoever opened it. */
export interface OpenedParts {
  readonly settings: Settings
  readonly given: readonly GivenSetting[]
  /** Of the product. */
  readonly version: string
  /** ms since 1970 */
  readonly startedAt: number
  readonly dataDir: string
  /** Folder of the built console; null serves none. */
  readonly consoleRoot: string | null
  /** No source, channel or heartbeat does anything by itself (DT-16). */
  readonly isSafe: boolean
  readonly demo: StartDemoFleet | undefined
  readonly storage: Storage
  /** The same, for what only a storage in a file can do. */
  readonly files: FileStorage
  readonly backupFolder: string
  /** What the storage has loaded. */
  readonly stored: StoredState
  readonly storedTokens: readonly StoredToken[]
  readonly storedSources: readonly StoredSource[]
  /** What operators set up beside tasks. */
  readonly storedRecords: readonly StoredRecord[]
  /** Messages to channels; null where they could not be read. */
  readonly storedDeliveries: StoredDeliveries | null
  /** Those in force before (AL-1). */
  readonly openAlerts: readonly AlertResource[] | null
  /** Of the settings file. */
  readonly givenSources: readonly GivenSource[]
  /** Of the settings file, with their secrets. */
  readonly givenChannels: readonly ChannelDefinition[]
  readonly auditThread: AuditThread
  readonly accessLog: AccessLog | null
  readonly certificates: CertificateFiles
  readonly metrics: Metrics
  readonly redactor: Redactor
  readonly clock: Clock
  /** Of the clock. */
  readonly now: () => number
  readonly log: (line: string) => void
}

/** The parts of a monitor that go on by themselves, or that somebody outside has to do with. */
export interface ComposedParts {
  readonly engine: Engine
  readonly events: AuditLog
  readonly series: SeriesLog
  readonly progress: ProgressLog
  readonly alerts: AlertLog
  readonly sources: Sources
  readonly channels: Channels
  readonly heartbeat: Heartbeat
  readonly windows: Windows
  readonly tokens: NamedTokens
  readonly recorder: Recorder
  readonly sockets: ConsumerSocket
  readonly consoles: ConsoleSocket
  readonly demo: DemoControl
  readonly endpoint: Endpoint
  readonly status: ServerStatus
  readonly ticker: Ticker
  /** Not listening yet. */
  readonly http: FastifyInstance
  /** A new console's own way in, for whoever it speaks for. */
  readonly connect: (caller: Caller) => ReturnType<typeof connectConsole>
}

/** Puts the parts together, each of those that stand before it: nothing refers to what comes later. Nothing goes on yet. */
export async function compose(opened: OpenedParts): Promise<ComposedParts> {
  const { settings, given, version, storage, metrics, certificates, now, log } = opened
  const { traffic } = metrics
  const tokens = new NamedTokens({ stored: opened.storedTokens, storage, now, log })
  // The demo fleet comes in like any other, whoever else needs a token.
  const demoToken = makeSecret()
  const edge = createEdge(settings, { traffic, isGuarded: () => !access.isOpen, log })
  const access = createAccess(settings, tokens, demoToken, edge.guesses)
  const endpoint = new Endpoint(settings['server.host'], certificates.current !== null)
  // LV-2: the grace period of those who are away begins when they can come back, however long loading took.
  const engine = new Engine(engineSettings(settings), opened.stored, now(), opened.openAlerts ?? [])
  const logs = new LogDesk({
    engine,
    rate: settings['monitor.limits.log-lines-per-second'],
    now,
    steady: opened.clock.steady,
  })
  const sockets = new ConsumerSocket({
    engine,
    access,
    logs,
    gate: edge.gate,
    settings,
    now,
    log,
    traffic,
    redactor: opened.redactor,
  })
  const imports = new Imports({ storage, limit: settings['monitor.limits.max-import'], now })
  const demo = new DemoControl(opened.demo, () => ({
    consumerUrl: endpoint.consumerUrl,
    httpUrl: endpoint.url,
    token: demoToken,
    get certificate() {
      return certificates.current?.pem ?? null
    },
  }))
  const { startedAt, dataDir } = opened
  const notes = new Notes({
    thread: opened.auditThread,
    engine,
    redactor: opened.redactor,
    hasWindow: (windowId) => windows.has(windowId),
    now,
  })
  const status = new ServerStatus({
    version,
    startedAt,
    dataDir,
    publicUrl: settings['server.public-url'],
    endpoint,
    sockets,
    notes,
    demo,
  })
  const feed = new Feed(
    () => ({
      ...engine.snapshot(),
      server: status.resource(),
      imports: imports.shown,
      sources: sources.shown,
      windows: windows.shown,
    }),
    now,
  )
  demo.subscribe(() => feed.publish({ server: status.resource() }))
  const recorder = new Recorder({ engine, storage, feed, now, log })
  const events = new AuditLog({
    alerts: engine.alerts,
    perMinute: settings['monitor.limits.consumer-events'],
    collect: () => recorder.flush(),
    thread: opened.auditThread,
    redactor: opened.redactor,
    now,
    steady: opened.clock.steady,
    log,
  })
  recorder.listen(events.accept)
  recorder.listen(metrics.epochs.accept)
  recorder.listen(metrics.reloads.accept)
  recorder.listen((changes) => sockets.perform(engine.announce(changes)))
  recorder.listen(({ consumersGone }) => sockets.perform(logs.forget(consumersGone)))
  const targetReports = new TargetReportDesk({ engine, storage, limit: settings['monitor.limits.target-reports'] })
  recorder.listen(targetReports.accept)
  watchStorage({ storage, engine, imports, recorder, status, log })

  const open = opened.openAlerts ?? []
  const guarded = new GuardedChanges({ hasTask: (taskId) => engine.hasTask(taskId), now, open })
  const disks = new DiskWatch({
    folders: watchedFolders(opened),
    leastFree: settings['monitor.storage.least-free'],
    now,
    steady: opened.clock.steady,
    open,
  })
  const warnBefore = settings['server.tls-warn-before']
  const watch = new Watch({ certificates, warnBefore, disks, guarded, now })
  const changing = {
    engine,
    guarded,
    storage,
    turns: new Turns(),
    settings,
    sourceOf: (taskId: number) => sources.nameOf(taskId),
    now,
    perform: (effects: readonly Effect[]) => sockets.perform(effects),
    flush: () => recorder.flush(),
    decide: recorder.decide.bind(recorder),
    written: <T>(change: Promise<T>) => recorder.written(change),
  }
  const publisher = new Publisher(changing)
  const windows = new Windows({
    engine,
    storage,
    stored: opened.storedRecords,
    redactor: opened.redactor,
    publish: (shown) => feed.publish({ windows: shown }),
    written: (change) => recorder.written(change),
    now,
    steady: opened.clock.steady,
    log,
  })
  const allowedHosts = itemsOf(settings['monitor.sources.allowed-hosts'])
  const sources = new Sources({
    engine,
    storage,
    stored: opened.storedSources,
    given: opened.givenSources,
    imports,
    publisher,
    settings,
    files: new PendingFiles(join(dataDir, 'sources')),
    isHeld: opened.isSafe,
    environment: process.env,
    allowedHosts,
    version,
    written: (change) => recorder.written(change),
    now,
    log,
  })
  recorder.listen((changes) => sources.accept(changes))
  const meter = new SeriesMeter(seriesSources({ engine, traffic, sources }))
  recorder.listen(meter.accept)
  const series = new SeriesLog({
    meter,
    thread: opened.auditThread,
    now,
    steady: opened.clock.steady,
    interval: settings['console.update-interval'],
  })
  const progress = new ProgressLog({ engine, thread: opened.auditThread, now })
  const alerts = new AlertLog({
    thread: opened.auditThread,
    collect: () => recorder.flush(),
    open: opened.openAlerts,
    now,
    steady: opened.clock.steady,
  })
  recorder.listen(alerts.accept)
  const summaries = new Summaries({ engine, storage, series, alerts, notes })
  const channels = new Channels({
    storage,
    records: opened.storedRecords,
    given: opened.givenChannels,
    thread: opened.auditThread,
    stored: opened.storedDeliveries,
    alerts: opened.openAlerts ?? [],
    redactor: opened.redactor,
    isHeld: opened.isSafe,
    giveUpAfter: settings['monitor.channels.give-up-after'],
    allowsPrivate: settings['monitor.channels.private-addresses'] === 'allow',
    written: (change) => recorder.written(change),
    send,
    summaries,
    tasks: () => engine.taskResources(),
    monitor: settings['monitor.channels.name'] ?? hostname(),
    version,
    link: consoleLink({
      publicUrl: settings['server.public-url'],
      basePath: settings['server.base-path'],
      ownUrl: () => endpoint.url,
    }),
    appLink: appLink(settings['server.public-url']),
    now,
    steady: opened.clock.steady,
    random: Math.random,
    say: log,
  })
  recorder.listen((changes) => channels.accept(changes))
  const heartbeat = new Heartbeat({
    url: opened.isSafe ? null : settings['monitor.heartbeat.url'],
    interval: settings['monitor.heartbeat.interval'],
    onStop: settings['monitor.heartbeat.on-stop'],
    userAgent: `Batchdeck/${version}`,
    ping,
    steady: opened.clock.steady,
    log,
  })
  const openSockets = (token: string): number => sockets.countOf(token) + consoles.countOf(token)
  const backups = new Backups({
    storage: opened.files,
    engine,
    alerts: engine.alerts,
    folder: opened.backupFolder,
    interval: settings['monitor.backup.interval'],
    keep: settings['monitor.backup.keep'],
    now,
    log,
  })
  const parts = {
    ...changing,
    backups,
    publisher,
    imports,
    sources,
    channels,
    allowedHosts,
    viewerTurns: new ViewerTurns(),
    events,
    series,
    progress,
    alerts,
    windows,
    notes,
    redactor: opened.redactor,
    summaries,
    logs,
    demo,
    metrics,
    given,
    access,
    tokens,
    openSockets,
  }
  const door = new Door(parts, namedProcedures, log)
  const connect = (caller: Caller) => connectConsole({ door, imports, recorder }, caller)
  const consoles = createConsoleSocket(connect, settings, traffic, edge.gate)
  tokens.onCut((token) => {
    sockets.cut(token)
    consoles.cut(token)
  })

  const requests = new RequestRecorder({
    meter: metrics.http,
    redactor: opened.redactor,
    accessLog: opened.accessLog,
    callers: edge.callers,
  })
  const http = await createHttpServer({
    door,
    access,
    edge,
    settings,
    version,
    consoleRoot: opened.consoleRoot,
    requests,
    traffic,
    listener: new Listener(certificates),
    unready: () => status.unready,
    log,
  })
  routeUpgrades(
    http.server,
    { access, edge, requests, engine, traffic, now },
    { '/websocket/monitor': sockets.upgrade, '/websocket/console': consoles.upgrade },
  )
  metrics.watch(engine)
  metrics.add(
    ...monitorReadings({ sockets, consoles, events, certificates, backups, targetReports, disks }),
    ...edgeReadings(edge),
    ...sourceReadings(sources, now),
    ...channelReadings({ channels, heartbeat, now }),
    ...seriesReadings(series),
    ...logReadings(logs),
    ...quietReadings(engine, windows),
  )
  const ticker = new Ticker({
    engine,
    publisher,
    sockets,
    recorder,
    feed,
    imports,
    sources,
    channels,
    heartbeat,
    windows,
    events,
    series,
    progress,
    alerts,
    logs,
    tokens,
    status,
    edge,
    watch,
    backups,
    clock: opened.clock,
    log,
  })
  return {
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
    endpoint,
    status,
    ticker,
    http,
    connect,
  }
}
