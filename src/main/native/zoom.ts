import type { BrowserWindow } from 'electron'
import { type AppStore, changeSettings, follow } from '../app/app-state.ts'
import { zoomAfter, type ZoomStep } from './zoom-level.ts'

export function zoomBy(store: AppStore, step: ZoomStep): void {
  changeSettings(store, { zoom: zoomAfter(store.getState().settings.zoom, step) })
}

/** `[DT-23]` Shows the page as large as it was chosen, after each time it was loaded, too, and takes the wheel of the mouse. */
export function followZoom(store: AppStore, window: BrowserWindow): void {
  const { webContents } = window
  const apply = () => {
    if (!webContents.isDestroyed()) webContents.setZoomFactor(store.getState().settings.zoom / 100)
  }
  webContents.on('did-finish-load', apply)
  webContents.on('zoom-changed', (_event, direction) => zoomBy(store, direction))
  follow(store, ({ settings }) => settings.zoom, apply)
}
