import { app, dialog, shell } from 'electron'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Language } from '../../console/language.ts'
import { fill } from '../../console/words.ts'
import type { AppLog } from './app-log.ts'
import { faultText, lastRestart, noteRestart, writeReport } from './fault-report.ts'
import { relaunch } from './restart.ts'
import { lifeWords } from './words.ts'

interface Parts {
  /** Where reports go. */
  readonly folder: string
  readonly log: AppLog
  readonly language: () => Language
  /** Puts everything on disk as well as that can still be done. */
  readonly end: () => Promise<void>
  /** Whether it ends already: then it stays ended. */
  readonly isLeaving: () => boolean
  /** How the app was started, and is to be again. */
  readonly start: () => { readonly isSafe: boolean; readonly isHidden: boolean }
}

/** What the end of a faulty app may take, ms. */
const END_TIMEOUT_MS = 6000
/** A fault so soon after the app was restarted by itself, ms, would be followed by the next one. */
const RESTART_ONCE_MS = 10 * 60_000
/** Lines of the log in a report. */
const LOG_LINES = 200
/** Whoever read what we write has gone: no fault of ours, and no reason to end. */
const readerGone: ReadonlySet<unknown> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED'])

/** `[DT-12]` Faults of the main process: each is reported, and the app starts anew, once by itself. */
export class Faults {
  private readonly parts: Parts
  private isEnding = false

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** From now on nothing is left to Electron's own dialog. */
  watch(): void {
    process.on('uncaughtException', (error) => this.onFault(error, 'uncaught exception'))
    process.on('unhandledRejection', (reason) => this.onFault(reason, 'unhandled rejection'))
  }

  /** Writes a report. @returns its file; null where the disk does not take it */
  report(error: unknown, kind: string): string | null {
    const { folder, log } = this.parts
    const at = Date.now()
    const scene = {
      version: app.getVersion(),
      uptime: process.uptime() * 1000,
      log: log.recent(LOG_LINES),
      redact: (text: string) => log.redacted(text),
    }
    const text = faultText(error, kind, at, scene)
    log.write(`A fault of the app (${kind}): ${summaryOf(error)}`)
    try {
      const name = writeReport(folder, text, at)
      log.write(`The report is ${join(folder, name)}.`)
      return name
    } catch (failure) {
      log.write(`The report could not be written: ${String(failure)}\n${text}`)
      return null
    }
  }

  private onFault(thrown: unknown, kind: string): void {
    const isReaderGone = readerGone.has((thrown as NodeJS.ErrnoException | null | undefined)?.code)
    if (isReaderGone || this.isEnding) {
      this.parts.log.write(
        `${isReaderGone ? 'A reader has gone' : 'Another fault meanwhile'} (${kind}): ${summaryOf(thrown)}`,
      )
      return
    }
    if (this.parts.isLeaving()) {
      this.report(thrown, kind)
      return
    }
    this.isEnding = true
    // Whatever goes wrong from here on, the app must not stay as it is.
    this.end(thrown, this.report(thrown, kind)).catch(() => app.exit(1))
  }

  private async end(thrown: unknown, name: string | null): Promise<void> {
    const { folder, log, end, start } = this.parts
    // What was acknowledged is on disk already; the rest is saved as far as that still works.
    await Promise.race([ended(end), pause(END_TIMEOUT_MS)])
    const now = Date.now()
    const before = lastRestart(folder)
    const isAgain = before !== null && Math.abs(now - before) < RESTART_ONCE_MS
    let isAllowed = !isAgain
    if (isAllowed) {
      try {
        noteRestart(folder, now)
      } catch {
        isAllowed = false
      }
    }
    if (isAllowed || (await this.asks(thrown, name))) relaunch({ ...start(), afterFault: name ?? '' })
    await log.close()
    app.exit(1)
  }

  /** @returns whether it is to start anew */
  private async asks(thrown: unknown, name: string | null): Promise<boolean> {
    const { folder, language } = this.parts
    const words = lifeWords[language()]
    const problem = this.parts.log.redacted(summaryOf(thrown))
    const file = join(folder, name ?? '')
    const detail = name === null ? words.fault.detailWithout : words.fault.detail
    if (!app.isReady()) {
      // Nothing but this can be shown so early.
      dialog.showErrorBox(words.fault.message, fill(detail, { problem, file }))
      return false
    }
    const buttons = [words.restart, ...(name === null ? [] : [words.fault.open]), words.quit]
    for (;;) {
      const { response } = await dialog.showMessageBox({
        type: 'error',
        message: words.fault.message,
        detail: fill(detail, { problem, file }),
        buttons,
        defaultId: 0,
        cancelId: buttons.length - 1,
        noLink: true,
      })
      const chosen = buttons[response]
      if (chosen !== words.fault.open) return chosen === words.restart
      await shell.openPath(file)
    }
  }
}

/** Whatever else is broken. */
async function ended(end: () => Promise<void>): Promise<void> {
  try {
    await end()
  } catch {
    // What could not be saved was not acknowledged.
  }
}

function summaryOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
