import { BrowserWindow } from 'electron'
import { pagePreferences } from './page-preferences.ts'
import { systemScreens } from './screens.ts'
import { readKept, WindowMemory, whenShown } from './window-memory.ts'
import { arrangementOf, windowState } from './window-state.ts'

export interface WindowFiles {
  readonly page: string
  readonly preload: string
  /** For Linux, where the window brings its own; elsewhere the app has it. */
  readonly icon: string
  /** Where the window remembers its place. */
  readonly state: string
}

/**
 * `[SEC-3]` The console's window: sandboxed, isolated and without Node; `guardPages` holds its page.
 * @param isHidden it is not shown before somebody asks for it
 */
export function openWindow({ page, preload, icon, state: stateFile }: WindowFiles, isHidden: boolean): BrowserWindow {
  const [primary, ...others] = systemScreens.all()
  const state = windowState(
    readKept(stateFile),
    [primary.workArea, ...others.map(({ workArea }) => workArea)],
    arrangementOf([primary, ...others].map(({ bounds }) => bounds)),
  )
  const window = new BrowserWindow({
    ...state.bounds,
    minWidth: state.minWidth,
    minHeight: state.minHeight,
    title: 'Batchdeck',
    ...(process.platform === 'linux' ? { icon } : {}),
    backgroundColor: '#0e1116',
    show: false,
    webPreferences: { ...pagePreferences, preload },
  })
  // Either would show it.
  if (state.isFullScreen) whenShown(window, () => window.setFullScreen(true))
  else if (state.isMaximized) whenShown(window, () => window.maximize())
  if (!isHidden) window.once('ready-to-show', () => window.show())
  void new WindowMemory(window, systemScreens, stateFile)
  // What fails is told as `did-fail-load`.
  window.loadFile(page).catch(() => {})
  return window
}

/** Brings it before the operator's eyes, from wherever it is. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Out of sight, while it goes on. A full screen of macOS would stay behind, empty. */
export function hide(window: BrowserWindow): void {
  if (window.isFullScreen()) {
    window.once('leave-full-screen', () => window.hide())
    window.setFullScreen(false)
  } else window.hide()
}
