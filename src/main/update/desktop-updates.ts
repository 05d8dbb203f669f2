import { app, dialog, net, shell } from 'electron'
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fill } from '../../console/words.ts'
import type { UpdateState } from '../../contract/desktop-update.ts'
import type { Monitor } from '../../monitor/monitor.ts'
import { type AppState, type AppStore, languageOf } from '../app/app-state.ts'
import type { AppLife } from '../life/app-life.ts'
import { keptArguments } from '../life/restart.ts'
import { monitorClient } from '../remote/monitor-client.ts'
import { ownTransport } from '../remote/own-transport.ts'
import { startsFile } from './first-steps.ts'
import { keptFolder, type Run, run } from './kept-version.ts'
import { ReleaseFeed } from './release-feed.ts'
import { SeenReleases } from './seen-releases.ts'
import { endStart, MAX_FAILED_STARTS } from './start-count.ts'
import { readStarts, writeStarts } from './start-record.ts'
import { updateCopy } from './update-copy.ts'
import { firstStage } from './update-stage.ts'
import { Updates } from './updates.ts'
import { updateWords } from './words.ts'
import { watchWork } from './work-watch.ts'

interface Parts {
  readonly store: AppStore
  readonly monitor: Monitor
  readonly life: Pick<AppLife, 'mayEnd'>
  /** Of the app. */
  readonly userData: string
  readonly log: (line: string) => void
}

/** macOS takes its time to take an update over, ms. */
const HAND_OVER_TIMEOUT_MS = 60_000

/** `[DT-10]` `[DT-11]` Updates of this app, as it is packaged here. */
export class DesktopUpdates {
  private readonly parts: Parts
  /** Null where this copy looks for none. */
  private readonly updates: Updates | null
  private isHandedOver = false

  constructor(parts: Parts) {
    this.parts = parts
    const { store, userData, monitor, life, log } = parts
    const { platform, arch, env, execPath } = process
    const copy = updateCopy({
      platform,
      env,
      execPath,
      isPackaged: app.isPackaged,
      resources: process.resourcesPath,
      appPath: app.getAppPath(),
    })
    const putBack = readStarts(startsFile()).put_back
    store.setState({ update: { stage: firstStage(typeof copy === 'string' ? copy : null), checkedAt: null, putBack } })
    if (typeof copy === 'string') {
      this.updates = null
      return
    }
    const { way, bases, keys, configFile } = copy
    const version = app.getVersion()
    const seen = new SeenReleases(join(userData, 'updates.json'))
    // By the network of Chromium, which knows the proxies and authorities of the system.
    const fetch = ((url: string, init: RequestInit) => net.fetch(url, init)) as typeof globalThis.fetch
    const feed = new ReleaseFeed({ bases, keys, platform, arch, version, seen, fetch })
    const updates = new Updates({
      store,
      way,
      newest: (channel) => feed.newest(channel),
      installer: async () => {
        // Most starts find nothing, and need none of it.
        const [{ PackageUpdater }, { ProgramInstaller }] = await Promise.all([
          import('./package-updater.ts'),
          import('./program-installer.ts'),
        ])
        const again: Run = (command, args) => run(command, [...args, ...keptArguments()])
        const packages = new PackageUpdater({ way, configFile, version, userData, quit: () => app.quit() })
        return new ProgramInstaller({ way, packages, version, userData, startsFile: startsFile(), run: again })
      },
      putBack,
      mayEnd: life.mayEnd,
      quit: () => app.quit(),
      log,
      lastLog: (line) => appendLine(join(userData, 'logs', 'batchdeck.log'), line),
    })
    this.updates = updates
    watchWork(
      store,
      () => monitorClient(ownTransport(monitor)),
      (work) => updates.apply({ type: 'work', work }),
    )
    if (way.kind === 'mac') app.on('will-quit', (event) => this.handOver(event))
    else {
      app.once('quit', (_event, code) => {
        if (code !== 0) return
        // The new one must not take this one, which is about to be gone, for the first.
        if (updates.pending) app.releaseSingleInstanceLock()
        updates.installNow()
      })
    }
  }

  /** The monitor listens, and the page is there: this version starts. */
  started(): void {
    // A checkout has the folder of the installed one: that this starts says nothing of that one, which may have to go back.
    if (app.isPackaged) this.noteStart()
    // DT-16: in safe mode nothing is looked for by itself.
    if (!this.parts.store.getState().life.is_safe) this.updates?.start()
  }

  private noteStart(): void {
    const { userData, log } = this.parts
    const file = startsFile()
    const record = readStarts(file)
    const version = app.getVersion()
    try {
      if (record.good !== version || record.trying !== null || record.kept !== null)
        writeStarts(file, endStart(record, version))
      if (record.kept !== null || record.put_back?.told === false)
        rmSync(keptFolder(userData), { recursive: true, force: true })
    } catch (error) {
      log(`Update: that ${version} starts could not be noted: ${String(error)}`)
    }
    void this.tellPutBack()
  }

  check(): void {
    void this.updates?.check()
  }

  download(): void {
    void this.updates?.download()
  }

  restart(): void {
    void this.updates?.restart()
  }

  putOff(): void {
    this.updates?.putOff()
  }

  change(change: Parameters<Updates['change']>[0]): void {
    this.updates?.change(change)
  }

  /** Once, in the version that is back. */
  private async tellPutBack(): Promise<void> {
    const { store, userData } = this.parts
    const record = readStarts(startsFile())
    const { put_back: putBack } = record
    if (putBack === null || putBack.told || putBack.to !== app.getVersion()) return
    const words = updateWords[languageOf(store.getState())].putBack
    const folder = join(userData, 'logs')
    const { from, to } = putBack
    const values = { from, to, count: MAX_FAILED_STARTS, folder }
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      message: fill(words.message, values),
      detail: `${fill(words.detail, values)}\n\n${fill(words.logs, values)}`,
      buttons: [words.ok, words.openLogs],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    })
    writeStarts(startsFile(), { ...readStarts(startsFile()), put_back: { ...putBack, told: true } })
    if (response === 1) await shell.openPath(folder)
  }

  /** macOS installs by itself once the app has ended, and starts it again; so only where that was asked for. */
  private handOver(event: { preventDefault(): void }): void {
    if (this.isHandedOver || this.updates?.pending?.again !== true) return
    this.isHandedOver = true
    event.preventDefault()
    setTimeout(() => app.exit(0), HAND_OVER_TIMEOUT_MS)
    this.updates.installNow()
  }
}

function appendLine(file: string, line: string): void {
  try {
    appendFileSync(file, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 })
  } catch {
    // There is nobody left to tell.
  }
}

/** What the page is shown of it. */
export function updateState(state: AppState): UpdateState {
  const { settings, update } = state
  return {
    version: app.getVersion(),
    ...settings.update,
    checked_at: update.checkedAt,
    stage: update.stage,
    put_back: update.putBack,
    on_quit: process.platform !== 'darwin',
  }
}
