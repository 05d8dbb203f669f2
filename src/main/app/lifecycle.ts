import { app, dialog, powerMonitor } from 'electron'
import { join } from 'node:path'
import type { Language } from '../../console/language.ts'
import { refusalWords } from '../../console/words/refusal-words.ts'
import { problemOf } from '../../contract/errors.ts'
import { startDemoFleet } from '../../demo/demo-fleet.ts'
import { settingsFromEnvironment } from '../../monitor/environment.ts'
import { LineWriter } from '../../monitor/line-writer.ts'
import { type Monitor, startMonitor } from '../../monitor/monitor.ts'
import { outliveReaders } from '../../monitor/standard-stream.ts'
import { byDefault, givenBy, resolveSettings } from '../../settings/settings.ts'
import { type AppStore, createAppStore, languageOf } from './app-state.ts'
import { DesktopApp } from './desktop-app.ts'
import { trustExtraAuthorities } from './extra-authorities.ts'
import { HIDDEN, isHiddenStart } from './login-item.ts'
import { isOlderStateAccepted } from './older-state.ts'
import { texts } from './texts.ts'

let monitor: Monitor | null = null
let desktop: DesktopApp | null = null
let store: AppStore | null = null

/** From the start of the process to its end. @param out the folder with everything that was built */
export function runApp(out: string): void {
  outliveReaders()
  // Whatever is made from here on is this user's alone (FM-1).
  process.umask(0o077)
  // Windows shows notifications of an app by this id: that of the shortcuts its installer makes.
  if (process.platform === 'win32') app.setAppUserModelId('io.github.batchdeck')
  trustExtraAuthorities((line) => console.error(line))

  // A second start shows the first one's window: two monitors cannot share a database.
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  app.on('second-instance', (_event, args) => {
    if (!args.includes(HIDDEN)) desktop?.show()
  })
  app.on('activate', () => desktop?.show())
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    desktop?.quit()
    if (!monitor) return
    // Everything is on disk and every socket closed before the process ends.
    event.preventDefault()
    const running = monitor
    monitor = null
    void running.close().finally(() => app.quit())
  })
  // Not awaited at the top level: that never returns in an ESM entry (electron#40719).
  app.whenReady().then(() => start(out), fail)
}

async function start(out: string): Promise<void> {
  try {
    const userData = app.getPath('userData')
    store = createAppStore(join(userData, 'desktop.json'), systemLanguage())
    const given = [...givenBy(byDefault, { 'data-dir': userData }), ...settingsFromEnvironment(process.env)]
    const settings = resolveSettings(given)
    const errors = new LineWriter('stderr', (line) => errors.write(`${line}\n`))
    const log = (line: string) => errors.write(`${line}\n`)
    const output = new LineWriter('stdout', log)
    const options = {
      settings,
      given,
      version: app.getVersion(),
      consoleRoot: join(out, 'renderer'),
      demo: startDemoFleet,
      via: 'desktop',
      log,
    } as const
    try {
      monitor = await startMonitor(options)
    } catch (error) {
      if (!(await isOlderStateAccepted(error, languageOf(store.getState())))) throw error
      monitor = await startMonitor({ ...options, acceptsOlderState: true })
    }
    output.write(`Console: ${monitor.address.url}/\n`)
    // LV-7: the clocks of some systems tell nothing of it.
    powerMonitor.on('suspend', () => void monitor?.suspend())
    powerMonitor.on('resume', () => {
      monitor?.resume()
      desktop?.wake()
    })
    // Only now: Chromium takes it for an order to quit, and it is what a terminal sends that is closed.
    process.on('SIGHUP', () => monitor?.renew())
    desktop = new DesktopApp({
      monitor,
      store,
      dataDir: settings['data-dir'] ?? userData,
      userData,
      grace: settings['monitor.liveness.grace'],
      out,
    })
    await desktop.start(isHiddenStart())
  } catch (error) {
    fail(error)
  }
}

function fail(error: unknown): void {
  const problem = problemOf(error)
  if (problem.code === 'INTERNAL') console.error(error)
  const language = store ? languageOf(store.getState()) : 'en'
  dialog.showErrorBox(texts[language].cannotStart, refusalWords(problem, language))
  app.exit(1)
}

function systemLanguage(): Language {
  return app.getLocale().startsWith('zh') ? 'zh' : 'en'
}
