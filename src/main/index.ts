import { app, type BrowserWindow, dialog } from 'electron'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { problemOf } from '../core/errors.ts'
import { byDefault, givenBy, resolveSettings } from '../core/settings.ts'
import { startDemoFleet } from '../demo/demo-fleet.ts'
import { assertSafeBinding } from '../monitor/access.ts'
import { settingsFromEnvironment } from '../monitor/environment.ts'
import { type Monitor, startMonitor } from '../monitor/monitor.ts'
import { serveIpc } from './ipc.ts'
import { setMenu } from './menu.ts'
import { openWindow } from './window.ts'

const out = join(import.meta.dirname, '..')
const page = join(out, 'renderer', 'index.html')

let monitor: Monitor | null = null
let window: BrowserWindow | null = null

// A second start shows the first one's window: two monitors cannot share a database.
if (app.requestSingleInstanceLock()) {
  app.on('second-instance', showWindow)
  app.on('activate', showWindow)
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
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
    const { connect } = monitor
    serveIpc(connect, pathToFileURL(page).href)
    setMenu(settings['data-dir'] ?? userData)
    showWindow()
  } catch (error) {
    fail(error)
  }
}

function showWindow(): void {
  if (window && !window.isDestroyed()) {
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  } else if (monitor) {
    window = openWindow(page, join(out, 'preload', 'index.cjs'), join(app.getPath('userData'), 'window.json'))
  }
}

function fail(error: unknown): void {
  const { code, message } = problemOf(error)
  if (code === 'INTERNAL') console.error(error)
  dialog.showErrorBox('Batchdeck cannot start', message)
  app.exit(1)
}
