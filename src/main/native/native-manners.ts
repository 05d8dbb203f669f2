import type { BrowserWindow } from 'electron'
import type { NativeEvent, ZoomLevel } from '../../contract/desktop-native.ts'
import type { Place } from '../../contract/place.ts'
import { type AppStore, changeSettings, languageOf } from '../app/app-state.ts'
import { followAbout } from './about.ts'
import { followAccent } from './accent.ts'
import { offerContextMenu } from './context-menu.ts'
import { followLauncher } from './launcher.ts'
import type { LauncherTask } from './launcher-tasks.ts'
import { showEmoji, startDictation } from './mac-items.ts'
import { Pages } from './pages.ts'
import { followProgress } from './task-bar.ts'
import { followZoom, zoomBy } from './zoom.ts'
import type { ZoomStep } from './zoom-level.ts'

interface Parts {
  readonly store: AppStore
  readonly window: () => BrowserWindow | null
  readonly show: () => void
  readonly showAt: (place: Place) => void
  /** Opens the preview of a reload in the page. */
  readonly openReload: () => void
  readonly pauseNotifications: (isPaused: boolean) => void
  /** Tells the page. */
  readonly tell: (event: NativeEvent) => void
}

/** What people of macOS, Windows and Linux are used to of an app, beside its window, tray and notifications. */
export class NativeManners {
  private readonly parts: Parts
  private readonly pages: Pages

  constructor(parts: Parts) {
    const { store, window } = parts
    this.parts = parts
    this.pages = new Pages({ window, language: () => languageOf(store.getState()) })
  }

  /** Once there is a window. */
  start(): void {
    const { store, window } = this.parts
    followProgress(store, window)
    followLauncher(store, (task) => this.take(task))
    followAccent(store)
    followAbout(store)
    const opened = window()
    if (!opened) return
    followZoom(store, opened)
    offerContextMenu(opened, () => languageOf(store.getState()))
  }

  /** `[DT-22]` Does what was chosen at the icon. None of it changes a fleet. */
  take(task: LauncherTask): void {
    const { store, show, showAt, openReload, pauseNotifications, tell } = this.parts
    switch (task) {
      case 'overview':
        return showAt({ screen: 'overview', params: {} })
      case 'alerts':
        show()
        return tell({ type: 'alerts' })
      case 'import':
        return showAt({ screen: 'targets', params: { import: 'add' } })
      case 'reload':
        return openReload()
      case 'pause':
        return pauseNotifications(store.getState().pausedUntil === 0)
    }
  }

  readonly menu = {
    zoom: (step: ZoomStep): void => zoomBy(this.parts.store, step),
    print: (): void => this.askToPrint('paper'),
    savePdf: (): void => this.askToPrint('pdf'),
    showEmoji,
    dictate: startDictation,
  }

  /** What the page asks for. */
  readonly handlers = {
    zoom: ({ percent }: { percent: ZoomLevel }): null => {
      changeSettings(this.parts.store, { zoom: percent })
      return null
    },
    print: () => this.pages.print(),
    'pdf.choose': () => this.pages.choosePdf(),
    'pdf.save': () => this.pages.savePdf(),
    'pdf.reveal': (): null => {
      this.pages.reveal()
      return null
    },
  }

  /** The page makes itself ready for paper, and then asks. */
  private askToPrint(as: 'paper' | 'pdf'): void {
    this.parts.show()
    this.parts.tell({ type: 'print', as })
  }
}
