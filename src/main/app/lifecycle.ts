import { app, dialog, powerMonitor } from 'electron'
import { join } from 'node:path'
import type { Language } from '../../console/language.ts'
import { fill } from '../../console/words.ts'
import { problemOf } from '../../contract/errors.ts'
import { LineWriter } from '../../monitor/line-writer.ts'
import { outliveReaders } from '../../monitor/standard-stream.ts'
import { AppEnd } from '../life/app-end.ts'
import { AppLife } from '../life/app-life.ts'
import { AppLog } from '../life/app-log.ts'
import { reportsIn } from '../life/fault-report.ts'
import { Faults } from '../life/faults.ts'
import { startOwnMonitor } from '../life/own-monitor.ts'
import { restartedAfter } from '../life/restart.ts'
import { isSafeStart } from '../life/safe-mode.ts'
import { startWords } from '../life/start-words.ts'
import { lifeWords } from '../life/words.ts'
import { type AppStore, changeLife, createAppStore, languageOf } from './app-state.ts'
import { DesktopApp } from './desktop-app.ts'
import { trustExtraAuthorities } from './extra-authorities.ts'
import { openingIn } from '../links/given-arguments.ts'
import { claimLinks, Openings } from '../links/openings.ts'
import { ownAddresses } from '../links/own-addresses.ts'
import { HIDDEN, isHiddenStart } from './login-item.ts'
import { isWritable } from './writable-folder.ts'
import { taskIn } from '../native/launcher-tasks.ts'
import { withoutItemsOfTheSystem } from '../native/mac-items.ts'

let desktop: DesktopApp | null = null
let store: AppStore | null = null
const openings = new Openings()

/** What lasts from the start of the process to its end. */
interface Run {
  /** The folder with everything that was built. */
  readonly out: string
  /** The folder of the app. */
  readonly userData: string
  readonly folders: { readonly logs: string; readonly reports: string }
  readonly log: AppLog
  readonly end: AppEnd
  readonly faults: Faults
}

/** From the start of the process to its end. @param out the folder with everything that was built */
export function runApp(out: string): void {
  outliveReaders()
  // Whatever is made from here on is this user's alone (FM-1).
  process.umask(0o077)
  // Windows shows notifications of an app by this id: that of the shortcuts its installer makes.
  if (process.platform === 'win32') app.setAppUserModelId('io.github.batchdeck')
  withoutItemsOfTheSystem()
  trustExtraAuthorities((line) => console.error(line))

  const userData = app.getPath('userData')
  const folders = { logs: join(userData, 'logs'), reports: join(userData, 'reports') }
  const log = new AppLog(folders.logs)
  log.takeConsole()
  const end = new AppEnd({
    log,
    ask: async (what) => (await desktop?.mayQuit(what)) ?? true,
    letGo: () => desktop?.quit(),
  })
  const faults = new Faults({
    folder: folders.reports,
    log,
    language,
    end: async () => {
      desktop?.quit()
      await end.save()
    },
    isLeaving: () => end.isLeaving,
    start: () => ({ isSafe: isSafeStart(), isHidden: desktop?.isHidden ?? isHiddenStart() }),
  })
  faults.watch()
  openings.listen()
  app.on('second-instance', (_event, args, folder) => {
    const task = taskIn(args)
    if (task !== null) desktop?.take(task)
    // Whoever opens something wants to see it.
    else if (!openGiven(args, folder) && !args.includes(HIDDEN)) desktop?.show()
  })
  app.on('activate', () => desktop?.show())
  app.on('window-all-closed', () => app.quit())
  app.on('child-process-gone', (_event, { type, reason, exitCode, name = '' }) => {
    if (reason !== 'clean-exit') log.write(`A process of Chromium has gone: ${type} ${name} (${reason}, ${exitCode}).`)
  })
  const run = { out, userData, folders, log, end, faults }
  // Not awaited at the top level: that never returns in an ESM entry (electron#40719).
  app.whenReady().then(
    () => start(run),
    (error: unknown) => fail(error, run),
  )
}

async function start(run: Run): Promise<void> {
  const { out, userData, folders, log, end } = run
  end.listen()
  // Only now: until it was ready, Chromium takes it for an order to quit. It is what a terminal sends that is closed (DT-13).
  let onHangUp = () => {}
  process.on('SIGHUP', () => onHangUp())
  try {
    const isSafe = isSafeStart()
    store = createAppStore(join(userData, 'desktop.json'), systemLanguage())
    changeLife(store, {
      is_safe: isSafe,
      last_report: reportsIn(folders.reports, Date.now())[0] ?? null,
      was_restarted: restartedAfter() !== null,
      keeps_settings: isWritable(userData),
    })
    const version = app.getVersion()
    log.write(`Batchdeck ${version}${isSafe ? ' in safe mode' : ''}, Electron ${process.versions['electron'] ?? '-'}.`)
    const own = await startOwnMonitor({ out, userData, version, store, log, isSafe })
    if (!own) {
      app.quit()
      return
    }
    const { monitor, settings, dataDir } = own
    end.keep(monitor)
    new LineWriter('stdout', log.write).write(`Console: ${monitor.address.url}/\n`)
    // LV-7: the clocks of some systems tell nothing of it.
    powerMonitor.on('suspend', () => {
      monitor.suspend().catch((error: unknown) => log.write(`Not everything is on disk: ${String(error)}`))
    })
    powerMonitor.on('resume', () => {
      monitor.resume()
      desktop?.wake()
    })
    onHangUp = () => monitor.renew()
    desktop = new DesktopApp({
      monitor,
      store,
      log: log.write,
      life: new AppLife({ store, log, end, own, folders }),
      dataDir,
      userData,
      grace: settings['monitor.liveness.grace'],
      ownAddresses: ownAddresses({
        url: monitor.address.url,
        publicUrl: settings['server.public-url'],
        basePath: settings['server.base-path'],
      }),
      maxImport: settings['monitor.limits.max-import'],
      out,
      onSessionEnd: end.decide,
    })
    openGiven(process.argv, process.cwd())
    await desktop.start(isHiddenStart())
    const task = taskIn(process.argv)
    if (task !== null) desktop.take(task)
    openings.passTo(desktop)
    claimLinks()
  } catch (error) {
    fail(error, run)
  }
}

/** @returns whether a command line names something to open */
function openGiven(args: readonly string[], folder: string): boolean {
  const opening = openingIn(args, folder, app.getAppPath())
  if (opening) openings.take(opening)
  return opening !== null
}

/** There is nothing to be done about it but to say it. */
function fail(error: unknown, { log, faults, folders, end }: Run): void {
  const problem = problemOf(error)
  const words = lifeWords[language()]
  const isInternal = problem.code === 'INTERNAL'
  if (!isInternal) log.write(`The app cannot start: ${problem.message}`)
  const name = isInternal ? faults.report(error, 'start') : null
  const detail = isInternal
    ? fill(words.internal, {
        problem: log.redacted(String(error)),
        file: name === null ? '-' : join(folders.reports, name),
      })
    : startWords(problem, language())
  dialog.showErrorBox(words.cannotStart, detail)
  void leave(end, log)
}

async function leave(end: AppEnd, log: AppLog): Promise<void> {
  await Promise.allSettled([end.save(), log.close()])
  app.exit(1)
}

function language(): Language {
  return store ? languageOf(store.getState()) : 'en'
}

function systemLanguage(): Language {
  return app.getLocale().startsWith('zh') ? 'zh' : 'en'
}
