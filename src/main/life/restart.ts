import { app } from 'electron'
import { ownAppImage } from '../app/app-image.ts'
import { HIDDEN } from '../app/login-item.ts'
import { SAFE } from './safe-mode.ts'

/** What asks for a place or an action once: a task at the app's icon, a link. */
const onceOnly = /^(?:--open=|batchdeck:)/
/** What a start after a fault is given, with the name of its report. */
const AFTER_FAULT = '--after-fault='

interface Restart {
  readonly isSafe: boolean
  /** Whether it is to stay in the tray. */
  readonly isHidden?: boolean
  /** Of the fault that is why; empty where it has no report. */
  readonly afterFault?: string
}

/** When this process has ended another one begins, with the arguments of this one but for those that were about its start. */
export function relaunch({ isSafe, isHidden = false, afterFault }: Restart): void {
  const args = [
    ...keptArguments(),
    ...(isSafe ? [SAFE] : []),
    ...(isHidden ? [HIDDEN] : []),
    ...(afterFault === undefined ? [] : [AFTER_FAULT + afterFault]),
  ]
  // An AppImage is mounted anew with each start: what runs here is gone by then.
  const image = ownAppImage()
  app.relaunch({ args, ...(image !== null && { execPath: image }) })
}

/** What this process was started with, but for what was about this start: where its data is, how it is shown. */
export function keptArguments(): string[] {
  const ours = (given: string) =>
    given === SAFE || given === HIDDEN || given.startsWith(AFTER_FAULT) || onceOnly.test(given)
  return process.argv.slice(1).filter((given) => !ours(given))
}

/** The report of the fault because of which the app was started again; null where it was not. */
export function restartedAfter(): string | null {
  return (
    process.argv
      .find((given) => given.startsWith(AFTER_FAULT))
      ?.slice(AFTER_FAULT.length)
      .slice(0, 64) ?? null
  )
}
