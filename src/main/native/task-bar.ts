import type { BrowserWindow } from 'electron'
import { type AppStore, follow } from '../app/app-state.ts'
import { type Progress, progressOf } from './progress.ts'

/** What is over sooner is not shown, and what is shown changes no more often. */
const INTERVAL_MS = 500
/** Whatever is above 1 says that it goes on. */
const GOES_ON = 2

type Bar = Pick<BrowserWindow, 'setProgressBar'>

/** `[DT-22]` Shows on the dock and the task bar how far imports and rollouts are. @param window null where there is none */
export function followProgress(store: AppStore, window: () => Bar | null): void {
  let shown: Progress | null = null
  let timer: NodeJS.Timeout | null = null
  const show = () => {
    timer = null
    const { fleet, connection } = store.getState()
    const next = fleet !== null && connection === 'live' ? progressOf(fleet) : null
    if (next?.share === shown?.share && next?.isStuck === shown?.isStuck) return
    shown = next
    if (next === null) window()?.setProgressBar(-1)
    else if (next.share === null) window()?.setProgressBar(GOES_ON, { mode: 'indeterminate' })
    else window()?.setProgressBar(next.share, { mode: next.isStuck ? 'error' : 'normal' })
  }
  follow(
    store,
    ({ fleet, connection }) => ({ imports: fleet?.imports, epochs: fleet?.epochs, alerts: fleet?.alerts, connection }),
    () => {
      timer ??= setTimeout(show, INTERVAL_MS)
    },
  )
}
