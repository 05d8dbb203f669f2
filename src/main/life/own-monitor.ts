import { join } from 'node:path'
import { problemOf } from '../../contract/errors.ts'
import { startDemoFleet } from '../../demo/demo-fleet.ts'
import { BACKUP_FOLDER } from '../../monitor/backup-names.ts'
import { settingsFromEnvironment } from '../../monitor/environment.ts'
import { type Monitor, startMonitor } from '../../monitor/monitor.ts'
import { Redactor } from '../../monitor/redactor.ts'
import {
  byDefault,
  environmentName,
  type GivenSetting,
  givenBy,
  resolveSettings,
  type Settings,
  settingsTable,
  sourceOf,
} from '../../settings/settings.ts'
import { type AppStore, changeLife, changeSettings, languageOf } from '../app/app-state.ts'
import { isOlderState, isOlderStateAccepted } from '../app/older-state.ts'
import { askAboutLaterDatabase } from '../update/later-database.ts'
import { putBackHere } from '../update/first-steps.ts'
import type { AppLog } from './app-log.ts'
import { networkShare } from './network-share.ts'
import { askAboutShare, askForRemedy, type Attempt, type Remedy } from './start-problems.ts'

interface Parts {
  /** The folder with everything that was built. */
  readonly out: string
  /** Of the app. */
  readonly userData: string
  readonly version: string
  readonly store: AppStore
  readonly log: AppLog
  readonly isSafe: boolean
}

export interface OwnMonitor {
  readonly monitor: Monitor
  readonly settings: Settings
  readonly dataDir: string
}

/** What was chosen for this start only. */
interface Chosen {
  readonly port?: number
  readonly acceptsOlderState?: boolean
}

/**
 * `[DT-15]` Starts the app's own monitor; where that does not work, whoever is there is asked until it does.
 * @returns null where he would rather quit
 * @throws {BatchdeckError} where nothing that can be chosen helps
 */
export async function startOwnMonitor(parts: Parts): Promise<OwnMonitor | null> {
  const { out, version, store, log, isSafe } = parts
  for (let chosen: Chosen = {}; ;) {
    const given = givenSettings(parts, chosen)
    const settings = resolveSettings(given)
    const redactor = new Redactor(settings)
    log.redactBy(redactor)
    const dataDir = settings['data-dir'] ?? parts.userData
    const attempt = attemptOf(parts, given, settings, dataDir)
    const onShare = await lookAtShare(attempt, store)
    if (onShare !== null) {
      if (!take(onShare, store, attempt)) return null
      continue
    }
    try {
      const monitor = await startMonitor({
        settings,
        given,
        version,
        consoleRoot: join(out, 'renderer'),
        demo: startDemoFleet,
        isSafe,
        via: 'desktop',
        log: log.write,
        ...(chosen.acceptsOlderState === true && { acceptsOlderState: true }),
      })
      log.redactBy(monitor.redactor)
      changeLife(store, { port: portOf(monitor, store, attempt) })
      return { monitor, settings, dataDir }
    } catch (error) {
      const problem = problemOf(error)
      log.write(`The monitor cannot start: ${problem.message}`)
      if (isOlderState(error)) {
        const answer = await isOlderStateAccepted(error, { ...attempt, dataFolder: dataDir })
        if (answer === 'quit') return null
        if (answer === 'accepted') chosen = { ...chosen, acceptsOlderState: true }
        continue
      }
      // DT-11: before anything else that can be done about it.
      const putBack = putBackHere()
      const later =
        putBack &&
        (await askAboutLaterDatabase(problem, {
          putBack,
          dataFolder: dataDir,
          backupFolder: settings['monitor.backup.folder'] ?? join(dataDir, BACKUP_FOLDER),
          language: attempt.language,
          log: log.write,
        }))
      if (later === 'quit') return null
      if (later === 'again') continue
      const remedy = await askForRemedy(problem, attempt)
      if (remedy === null) throw error
      if (!take(remedy, store, attempt)) return null
      if (remedy.kind === 'port') chosen = { ...chosen, port: remedy.port }
    }
  }
}

/** The settings of the app below those of the environment; what was chosen just now is above both. */
function givenSettings({ userData, store }: Parts, chosen: Chosen): GivenSetting[] {
  const { port, dataFolder } = store.getState().settings
  const inApp = { kind: 'file', place: 'desktop.json' } as const
  return [
    ...givenBy(byDefault, { 'data-dir': userData }),
    ...givenBy(inApp, {
      ...(port !== null && { 'server.port': port }),
      ...(dataFolder !== null && { 'data-dir': dataFolder }),
    }),
    ...settingsFromEnvironment(process.env),
    ...givenBy(inApp, chosen.port === undefined ? {} : { 'server.port': chosen.port }),
  ]
}

function attemptOf({ store, log }: Parts, given: GivenSetting[], settings: Settings, dataFolder: string): Attempt {
  const isVariable = (name: 'server.port' | 'data-dir') =>
    given.some((one) => one.name === name && one.source.kind === 'variable')
  return {
    host: settings['server.host'],
    port: settings['server.port'],
    portVariable: isVariable('server.port') ? environmentName('server.port') : null,
    dataFolder,
    isFolderGiven: sourceOf('data-dir', given).kind === 'variable',
    language: languageOf(store.getState()),
    log: log.write,
  }
}

async function lookAtShare(attempt: Attempt, store: AppStore): Promise<Remedy | null> {
  const { dataFolder } = attempt
  if (store.getState().settings.acceptedShare === dataFolder) return null
  const kind = networkShare(dataFolder)
  if (kind === null) return null
  attempt.log(`The data folder ${dataFolder} is on a network drive (${kind}).`)
  const answer = await askAboutShare(kind, attempt)
  if (answer !== 'accepted') return answer
  changeSettings(store, { acceptedShare: dataFolder })
  return null
}

/** Keeps what was chosen. @returns whether the start is to be tried again */
function take(remedy: Remedy, store: AppStore, { portVariable, log }: Attempt): boolean {
  if (remedy.kind === 'quit') return false
  if (remedy.kind === 'folder') {
    log(`The data folder is ${remedy.folder} from now on.`)
    changeSettings(store, { dataFolder: remedy.folder })
  }
  // Where the environment says another one, what is kept would be used by nobody.
  if (remedy.kind === 'port' && portVariable === null) changeSettings(store, { port: remedy.port })
  return true
}

function portOf(monitor: Monitor, store: AppStore, { portVariable }: Attempt) {
  return {
    listening: monitor.address.port,
    chosen: store.getState().settings.port,
    usual: settingsTable['server.port'].default,
    variable: portVariable,
  }
}
