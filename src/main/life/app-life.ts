import { app, clipboard, dialog, shell } from 'electron'
import { join } from 'node:path'
import type { LifeResults } from '../../contract/desktop-life.ts'
import { refusal } from '../../contract/refusal.ts'
import type { DesktopHandlers } from '../bridge/desktop-calls.ts'
import { type AppStore, changeLife, changeSettings, languageOf } from '../app/app-state.ts'
import type { AppEnd } from './app-end.ts'
import type { AppLog } from './app-log.ts'
import { diagnostics } from './diagnostics.ts'
import { ownFleet } from './own-fleet.ts'
import type { OwnMonitor } from './own-monitor.ts'
import { relaunch } from './restart.ts'
import { lifeWords } from './words.ts'

interface Parts {
  readonly store: AppStore
  readonly log: AppLog
  readonly end: AppEnd
  readonly own: OwnMonitor
  /** Where logs are, and reports of faults. */
  readonly folders: { readonly logs: string; readonly reports: string }
}

/** What can be asked of the app about itself, by the menu and the page. */
export class AppLife {
  private readonly parts: Parts

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** `[DT-13]` To the clipboard. */
  readonly copyDiagnostics = async (): Promise<void> => {
    const { store, log, own } = this.parts
    const { settings } = await own.monitor.api.call('settings.list', {})
    await clipboard.writeText(
      diagnostics({
        version: app.getVersion(),
        isPackaged: app.isPackaged,
        state: store.getState(),
        fleet: ownFleet(own.monitor),
        settings,
        dataDir: own.dataDir,
        log: log.recent(100),
        redact: (text) => log.redacted(text),
        now: Date.now(),
      }),
    )
  }

  /** `[DT-13]` @throws {BatchdeckError} `STORAGE_FAILED` where the system does not open it */
  readonly openLogs = (): Promise<void> => open(this.parts.folders.logs)

  /** `[DT-12]` The newest. @throws {BatchdeckError} `STORAGE_FAILED` */
  readonly openReport = async (): Promise<void> => {
    const { store, folders } = this.parts
    const { last_report: last } = store.getState().life
    await open(last ? join(folders.reports, last.name) : folders.reports)
  }

  /** `[DT-16]` Whether the app ends now, and nobody is asked again; asks where something is under way. */
  readonly mayEnd = async (): Promise<boolean> => {
    const { end } = this.parts
    if (!(await end.mayEnd())) return false
    end.decide()
    return true
  }

  /** `[DT-16]` Starts the app anew, unless something is under way that whoever is asked would rather wait for. */
  readonly restart = async (isSafe: boolean): Promise<void> => {
    if (isSafe && !(await this.isSafeModeMeant())) return
    if (!(await this.mayEnd())) return
    relaunch({ isSafe })
    app.quit()
  }

  /** Once it runs so already, there is nothing to be asked. */
  private async isSafeModeMeant(): Promise<boolean> {
    const state = this.parts.store.getState()
    if (state.life.is_safe) return true
    const { safe, restart, cancel } = lifeWords[languageOf(state)]
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: safe.message,
      detail: safe.detail,
      buttons: [restart, cancel],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    })
    return response === 0
  }

  /** What the page can ask. */
  get handlers(): Pick<DesktopHandlers, keyof LifeResults> {
    const { store } = this.parts
    const answered = async (work: Promise<void>): Promise<null> => {
      await work
      return null
    }
    return {
      'diagnostics.copy': () => answered(this.copyDiagnostics()),
      'logs.open': () => answered(this.openLogs()),
      'report.open': () => answered(this.openReport()),
      'report.seen': () => {
        changeLife(store, { was_restarted: false })
        return null
      },
      'port.choose': ({ port }) => {
        changeSettings(store, { port })
        const { port: known } = store.getState().life
        if (known) changeLife(store, { port: { ...known, chosen: port } })
        return null
      },
      'app.restart': ({ is_safe: isSafe }) => {
        // After the answer, which the page is still there to take.
        setImmediate(() => {
          this.restart(isSafe).catch((error: unknown) => this.parts.log.write(`Not restarted: ${String(error)}`))
        })
        return null
      },
    }
  }
}

async function open(path: string): Promise<void> {
  const detail = await shell.openPath(path)
  if (detail !== '') throw refusal('path_unopenable', { path, detail })
}
