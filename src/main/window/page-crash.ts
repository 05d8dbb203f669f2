import { app, type BrowserWindow, dialog } from 'electron'
import type { Language } from '../../console/language.ts'
import { fill } from '../../console/words.ts'
import { lifeWords } from '../life/words.ts'

interface Parts {
  readonly window: BrowserWindow
  readonly log: (line: string) => void
  readonly language: () => Language
  /** Loads the page anew, at the place it showed. */
  readonly reload: () => void
  readonly openLogs: () => void
  /** ms, only forward */
  readonly steady?: () => number
}

/** So many reloads within this time, ms, and the next one would not help, either. */
const MOST = 3
const WITHIN_MS = 60_000
/** A page that does not answer has so much more time to, ms. */
const PATIENCE_MS = 15_000
/** The page was told to go elsewhere before it was there. */
const ABORTED = -3

/**
 * `[DT-14]` Reloads a page that crashed, hangs or could not be loaded, while the monitor goes on; after three times within a
 * minute somebody is asked, and a window that nobody sees waits until it is shown.
 */
export class PageCrash {
  private readonly parts: Parts
  private readonly steady: () => number
  private reloadedAt: number[] = []
  private hanging: NodeJS.Timeout | undefined
  private isAsking = false
  private hasGivenUp = false

  constructor(parts: Parts) {
    this.parts = parts
    this.steady = parts.steady ?? (() => performance.now())
  }

  /** From now on. */
  watch(): void {
    const { window } = this.parts
    const contents = window.webContents
    contents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (reason !== 'clean-exit') this.onFailure(`The page has crashed (${reason}, ${exitCode})`)
    })
    contents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
      if (isMainFrame && code !== ABORTED) this.onFailure(`The page could not be loaded (${description}, ${code})`)
    })
    window.on('unresponsive', this.onSilence)
    window.on('responsive', () => clearTimeout(this.hanging))
    window.on('show', () => {
      if (this.hasGivenUp) this.begin()
    })
    window.on('closed', () => clearTimeout(this.hanging))
  }

  private readonly onSilence = (): void => {
    const { window, log } = this.parts
    log('The page does not answer.')
    clearTimeout(this.hanging)
    this.hanging = setTimeout(() => {
      // Whoever debugs it holds it up himself.
      if (window.isDestroyed() || window.webContents.isDevToolsOpened()) return
      log('The page has not answered for long, and is ended.')
      window.webContents.forcefullyCrashRenderer()
    }, PATIENCE_MS)
  }

  private onFailure(what: string): void {
    const { window, log, reload } = this.parts
    clearTimeout(this.hanging)
    if (window.isDestroyed()) return
    const now = this.steady()
    this.reloadedAt = this.reloadedAt.filter((at) => now - at < WITHIN_MS)
    if (this.reloadedAt.length < MOST) {
      this.reloadedAt.push(now)
      log(`${what}; it is loaded anew.`)
      reload()
      return
    }
    log(`${what}, after it was loaded anew ${MOST} times within a minute; it is left like that.`)
    this.hasGivenUp = true
    if (window.isVisible()) void this.ask()
  }

  private begin(): void {
    this.hasGivenUp = false
    this.reloadedAt = []
    this.parts.reload()
  }

  private async ask(): Promise<void> {
    if (this.isAsking) return
    this.isAsking = true
    const { window, language, openLogs } = this.parts
    const words = lifeWords[language()]
    try {
      for (;;) {
        const { response } = await dialog.showMessageBox(window, {
          type: 'error',
          message: words.page.message,
          detail: fill(words.page.detail, { times: String(MOST) }),
          buttons: [words.page.reload, words.openLogs, words.quit],
          defaultId: 0,
          cancelId: 0,
          noLink: true,
        })
        if (response === 1) openLogs()
        else if (response === 2) {
          app.quit()
          return
        } else if (window.isDestroyed()) return
        else {
          this.begin()
          return
        }
      }
    } finally {
      this.isAsking = false
    }
  }
}
