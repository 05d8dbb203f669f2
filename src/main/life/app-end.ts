import { app, powerMonitor } from 'electron'
import type { Monitor } from '../../monitor/monitor.ts'
import type { AppLog } from './app-log.ts'
import { ownFleet } from './own-fleet.ts'
import { type UnderWay, underWay } from './quit-question.ts'

/**
 * A monitor that has not ended by then never will: its disk is gone, or its network share answers no more. What it has answered is on
 * disk already; an app that stays without a window could not even be started anew.
 */
const CLOSE_TIMEOUT_MS = 20_000

interface Parts {
  readonly log: AppLog
  /** Asks whether the app is to end all the same; answers false where it goes on. */
  readonly ask: (what: UnderWay) => Promise<boolean>
  /** From now on closing the window ends it. */
  readonly letGo: () => void
}

/** `[DT-16]` The one way out of the app: it asks where something is under way, and then saves everything. */
export class AppEnd {
  private readonly parts: Parts
  private monitor: Monitor | null = null
  private isAsking = false
  private isDecided = false
  private saving: Promise<void> | null = null
  private isSaved = false

  constructor(parts: Parts) {
    this.parts = parts
    app.on('before-quit', this.onQuit)
  }

  /** Only once the app is ready: until then signals are Chromium's. */
  listen(): void {
    // The system ends, or somebody who can see no dialog wants it.
    powerMonitor.on('shutdown', this.withoutAsking)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, this.withoutAsking)
  }

  /** What is to be saved. */
  keep(monitor: Monitor): void {
    this.monitor = monitor
  }

  /** The app ends from here on, whoever asks: the session ends, or it is decided. */
  readonly decide = (): void => {
    this.isDecided = true
  }

  /** Whether it may end now; asks where something is under way. Whoever has said yes is not asked again. */
  async mayEnd(): Promise<boolean> {
    const what = this.cutOff()
    if (what === null) return true
    if (this.isAsking) return false
    this.isAsking = true
    try {
      this.isDecided = await this.parts.ask(what)
      return this.isDecided
    } finally {
      this.isAsking = false
    }
  }

  /** Whether it is on its way out. */
  get isLeaving(): boolean {
    return this.saving !== null
  }

  /** Everything is on disk and every socket closed when this is done, or nothing more can be done about it. */
  save(): Promise<void> {
    return (this.saving ??= this.close())
  }

  private async close(): Promise<void> {
    const { log } = this.parts
    const late = Promise.withResolvers<void>()
    const timer = setTimeout(() => {
      log.write(`The monitor has not ended within ${CLOSE_TIMEOUT_MS / 1000} s.`)
      late.resolve()
    }, CLOSE_TIMEOUT_MS)
    try {
      await Promise.race([this.monitor?.close(), late.promise])
    } catch (error) {
      log.write(`The monitor did not end well: ${String(error)}`)
    } finally {
      clearTimeout(timer)
    }
    this.isSaved = true
  }

  private readonly withoutAsking = (): void => {
    this.decide()
    app.quit()
  }

  private readonly onQuit = (event: { preventDefault(): void }): void => {
    if (this.isSaved) {
      this.parts.letGo()
      return
    }
    event.preventDefault()
    if (this.saving !== null) return
    if (this.cutOff() !== null) void this.quitIfMeant()
    else void this.quit()
  }

  private async quitIfMeant(): Promise<void> {
    if (await this.mayEnd()) app.quit()
  }

  private async quit(): Promise<void> {
    this.parts.letGo()
    await this.save()
    await this.parts.log.close()
    app.quit()
  }

  private cutOff(): UnderWay | null {
    if (this.isDecided || this.monitor === null || this.saving !== null) return null
    const fleet = ownFleet(this.monitor)
    return fleet && underWay(fleet)
  }
}
