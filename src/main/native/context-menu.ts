import { type BrowserWindow, clipboard, Menu } from 'electron'
import type { Language } from '../../console/language.ts'
import { contextMenu } from './context-menu-items.ts'

/** Shows it where the window is clicked. */
export function offerContextMenu(window: BrowserWindow, language: () => Language): void {
  window.webContents.on('context-menu', (_event, params) => {
    const items = contextMenu(params, language(), (text) => void clipboard.writeText(text))
    if (items.length === 0) return
    // With its frame, macOS adds what it has for texts.
    Menu.buildFromTemplate(items).popup({ window, ...(params.frame && { frame: params.frame }) })
  })
}
