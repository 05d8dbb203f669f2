// What our main process imports from 'electron'. Where something native has no effect here, it is a no-op.
export { app } from './app.ts'
export { BrowserWindow } from './browser-window.ts'
export { dialog } from './dialog.ts'
export { ipcMain } from './ipc-main.ts'
export { Menu } from './menu.ts'
export { nativeImage } from './native-image.ts'
export { Notification } from './notification.ts'
export { powerMonitor } from './power-monitor.ts'
export { safeStorage } from './safe-storage.ts'
export { screen } from './screen.ts'
export { session } from './session.ts'
export { shell } from './shell.ts'
export { Tray } from './tray.ts'
<<<<<<< HEAD
=======

export { clipboard } from './clipboard.ts'

export const dialog = {
  showErrorBox(title: string, content: string): void {
    console.error(`${title}: ${content}`)
  },
  /** Nobody is there to answer: as if it was cancelled. A test answers by putting its own in this place. */
  async showMessageBox(first: object, second?: object) {
    const { cancelId = 0 } = (second ?? first) as { cancelId?: number }
    return { response: cancelId, checkboxChecked: false }
  },
  /** Nothing is chosen, unless a test puts its own in this place. */
  async showOpenDialog() {
    return { canceled: true, filePaths: [] as string[] }
  },
}

const display = { id: 1, scaleFactor: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } }

/** One of usual size. */
export const screen = {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
}

/** Never suspended, unless a test says so. */
export const powerMonitor = new EventEmitter()

export const shell = {
  async openExternal(): Promise<void> {},
  async openPath(): Promise<string> {
    return ''
  },
}
>>>>>>> 9a10ddc0 (feat(desktop): the app outlives crashes, faults, ports and folders in use [DT-12 DT-13 DT-14 DT-15 DT-16])
