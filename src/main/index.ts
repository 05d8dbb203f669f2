import { app, dialog } from 'electron'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { problemOf } from '../contract/errors.ts'
import { byDefault, givenBy, resolveSettings } from '../settings/settings.ts'
import { startDemoFleet } from '../demo/demo-fleet.ts'
import { assertSafeBinding } from '../monitor/access.ts'
import { settingsFromEnvironment } from '../monitor/environment.ts'
import { type Monitor, startMonitor } from '../monitor/monitor.ts'
import { Desktop } from './desktop.ts'
import { serveIpc } from './ipc.ts'
import { HIDDEN, isHiddenStart } from './login-item.ts'
import { texts } from './texts.ts'
import { openWindow } from './window.ts'

const out = join(import.meta.dirname, '..')
const page = join(out, 'renderer', 'index.html')

let monitor: Monitor | null = null
let desktop: Desktop | null = null

// Without an id of its own, Windows shows no notification of an app that was not installed.
if (process.platform === 'win32') app.setAppUserModelId('batchdeck')

// A second start shows the first one's window: two monitors cannot share a database.
if (app.requestSingleInstanceLock()) {
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
  app.whenReady().then(start, fail)
} else app.quit()

async function start(): Promise<void> {
  try {
    const userData = app.getPath('userData')
    const given = [...givenBy(byDefault, { 'data-dir': userData }), ...settingsFromEnvironment(process.env)]
    const settings = resolveSettings(given)
    assertSafeBinding(settings, false)
    monitor = await startMonitor({
      settings,
      given,
      version: app.getVersion(),
      consoleRoot: join(out, 'renderer'),
      demo: startDemoFleet,
      via: 'desktop',
      log: (line) => console.error(line),
    })
    console.log(`Console: ${monitor.address.url}/`)
    desktop = new Desktop({
      monitor,
      page,
      dataDir: settings['data-dir'] ?? userData,
      grace: settings['monitor.liveness.grace'],
      settingsFile: join(userData, 'desktop.json'),
      openWindow: (isHidden) =>
        openWindow(
          { page, preload: join(out, 'preload', 'index.cjs'), state: join(userData, 'window.json') },
          isHidden,
        ),
    })
    serveIpc({ connect: desktop.connect, desktop: desktop.call, pageUrl: pathToFileURL(page).href })
    await desktop.start(isHiddenStart())
  } catch (error) {
    fail(error)
  }
}

function fail(error: unknown): void {
  const { code, message } = problemOf(error)
  if (code === 'INTERNAL') console.error(error)
  dialog.showErrorBox(texts[desktop?.language ?? 'en'].cannotStart, message)
  app.exit(1)
}
