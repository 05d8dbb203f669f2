// What our main process imports from 'electron'. Where something native has no effect here, it is a no-op.
export { app } from './app.ts'
export { BrowserWindow } from './browser-window.ts'
export { ipcMain } from './ipc-main.ts'

export const Menu = {
  buildFromTemplate: (template: unknown) => ({ template }),
  setApplicationMenu: () => {},
}

export const dialog = {
  showErrorBox(title: string, content: string): void {
    console.error(`${title}: ${content}`)
  },
}

export const shell = {
  async openExternal(): Promise<void> {},
  async openPath(): Promise<string> {
    return ''
  },
}
