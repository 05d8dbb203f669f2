import { app, dialog } from 'electron'
import { join } from 'node:path'
import type { Language } from '../../console/language.ts'
import { fill } from '../../console/words.ts'
import { putVersionBack } from './kept-version.ts'
import { afterPutBack, beginStart, MAX_FAILED_STARTS, undoStart } from './start-count.ts'
import { readStarts, type StartRecord, writeStarts } from './start-record.ts'
import { updateWords } from './words.ts'

/** Where the starts of this app are counted. */
export function startsFile(): string {
  return join(app.getPath('userData'), 'starts.json')
}

/**
 * `[DT-11]` Before anything else of the app, in its first instance only: counts the start of a version that never started before. After two that came to
 * nothing it puts the version before back, and starts that.
 * @returns whether this version is to start
 */
export function mayStart(): boolean {
  // From a folder of sources there is nothing to go back to.
  if (!app.isPackaged) return true
  const file = startsFile()
  const version = app.getVersion()
  try {
    const decision = beginStart(readStarts(file), { version, pid: process.pid })
    const { record } = decision
    if (decision.step === 'put_back' && putBack(file, record, version)) return false
    if (record.trying?.pid === process.pid) {
      writeStarts(file, record)
      // Whoever quits while it starts has seen nothing fail.
      app.once('quit', (_event, code) => {
        if (code === 0) undo(file, version)
      })
    }
    if (decision.step !== 'start') void app.whenReady().then(() => warn(record, version))
  } catch (error) {
    console.error(`Whether ${version} starts could not be noted: ${String(error)}`)
  }
  return true
}

/** The version that did not start, where this one is the one that is back in its place; else null. */
export function putBackHere(): StartRecord['put_back'] {
  const { put_back: last } = readStarts(startsFile())
  return last?.to === app.getVersion() ? last : null
}

/** Whether the version before is in its place, and has been started. */
function putBack(file: string, record: StartRecord, version: string): boolean {
  if (record.kept === null) return false
  try {
    const startIt = putVersionBack(record.kept)
    writeStarts(file, afterPutBack(record, version, Date.now()))
    // The one that starts now is no second one beside this.
    app.releaseSingleInstanceLock()
    startIt()
  } catch (error) {
    console.error(`The version before ${version} could not be put back: ${String(error)}`)
    return false
  }
  console.error(`${version} has not started ${MAX_FAILED_STARTS} times; ${record.kept.version} is back in its place.`)
  app.exit(0)
  return true
}

/** On a full disk the start counts: nothing that still happens at the end may be kept from that. */
function undo(file: string, version: string): void {
  try {
    const noted = readStarts(file)
    const next = undoStart(noted, { version, pid: process.pid })
    if (next !== noted) writeStarts(file, next)
  } catch (error) {
    console.error(`That ${version} was ended while it started could not be noted: ${String(error)}`)
  }
}

/** Nothing can be put back: says so, and what a person can do. */
function warn({ good }: StartRecord, version: string): void {
  const language: Language = app.getLocale().startsWith('zh') ? 'zh' : 'en'
  const words = updateWords[language].notStarting
  const values = { version, good: good ?? '', count: MAX_FAILED_STARTS }
  dialog.showErrorBox(fill(words.message, values), fill(words.detail, values))
}
