import type { BrowserWindow } from 'electron'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { arrangementOf, keptState, placeAfterChange, type Rectangle, type WindowPlace } from './window-state.ts'

/** What a system says of one of its screens. */
export interface Display {
  readonly bounds: Rectangle
  /** The part that is free for windows. */
  readonly workArea: Rectangle
}

/** The screens of the system. */
export interface Screens {
  /** The primary one first. */
  readonly all: () => readonly [Display, ...Display[]]
  readonly onChange: (listener: () => void) => () => void
}

/** A system moves windows itself when a screen goes, a moment before or after it says so. */
const SETTLE_MS = 800

type Remembered = Pick<
  BrowserWindow,
  | 'on'
  | 'once'
  | 'getNormalBounds'
  | 'isMaximized'
  | 'isFullScreen'
  | 'isVisible'
  | 'isDestroyed'
  | 'setBounds'
  | 'maximize'
  | 'unmaximize'
  | 'setFullScreen'
>

/** `[DT-23]` Remembers where a window is, for each arrangement of screens, and puts it there when they change. */
export class WindowMemory {
  private readonly window: Remembered
  private readonly screens: Screens
  private readonly file: string
  private arrangement: string
  private timer: NodeJS.Timeout | undefined
  private isChanging = false

  constructor(window: Remembered, screens: Screens, file: string) {
    this.window = window
    this.screens = screens
    this.file = file
    this.arrangement = arrangementOf(screens.all().map(({ bounds }) => bounds))
    const moved = () => this.onMove()
    window.on('show', moved)
    window.on('move', moved)
    window.on('resize', moved)
    window.on('maximize', moved)
    window.on('unmaximize', moved)
    window.on('enter-full-screen', moved)
    window.on('leave-full-screen', moved)
    // Also where closing only hides it.
    window.on('close', () => this.remember())
    const end = screens.onChange(() => this.onChange())
    window.on('closed', () => {
      clearTimeout(this.timer)
      end()
    })
  }

  private onMove(): void {
    // Where screens change, it is the system that moves it.
    if (this.isChanging) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.remember(), SETTLE_MS)
  }

  private onChange(): void {
    const next = arrangementOf(this.screens.all().map(({ bounds }) => bounds))
    if (next === this.arrangement && !this.isChanging) return
    // What was moved just now was moved by it, and is not what is remembered of the arrangement before.
    this.isChanging = true
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.settle(), SETTLE_MS)
  }

  private settle(): void {
    this.isChanging = false
    if (this.window.isDestroyed()) return
    const all = this.screens.all()
    this.arrangement = arrangementOf(all.map(({ bounds }) => bounds))
    const [primary, ...others] = all
    const areas = [primary.workArea, ...others.map(({ workArea }) => workArea)] as const
    const place = placeAfterChange(readKept(this.file), this.now(), areas, this.arrangement)
    if (place) this.put(place)
    this.remember(place ?? this.now())
  }

  private put(place: WindowPlace): void {
    const { window } = this
    if (!window.isFullScreen()) this.putNow(place)
    else if (!place.isFullScreen) {
      // macOS takes its time for it, and no other bounds meanwhile.
      window.once('leave-full-screen', () => this.putNow(place))
      window.setFullScreen(false)
    }
  }

  private putNow({ bounds, isMaximized, isFullScreen }: WindowPlace): void {
    const { window } = this
    if (window.isMaximized()) window.unmaximize()
    window.setBounds(bounds)
    // Either would show it.
    whenShown(window, () => {
      if (isFullScreen) window.setFullScreen(true)
      else if (isMaximized) window.maximize()
    })
  }

  private remember(place: WindowPlace = this.now()): void {
    clearTimeout(this.timer)
    if (this.isChanging || this.window.isDestroyed()) return
    try {
      writeFileSync(`${this.file}.new`, keptState(readKept(this.file), this.arrangement, place))
      renameSync(`${this.file}.new`, this.file)
    } catch (error) {
      console.error(`The window's place could not be remembered: ${String(error)}`)
    }
  }

  private now(): WindowPlace {
    const { window } = this
    return {
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
      isFullScreen: window.isFullScreen(),
    }
  }
}

/** What is remembered; empty where nothing is. */
export function readKept(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Does it at once where the window is shown, or else when it is. */
export function whenShown(window: Pick<BrowserWindow, 'once' | 'isVisible'>, action: () => void): void {
  if (window.isVisible()) action()
  else window.once('show', action)
}
