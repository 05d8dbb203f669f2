import { app, Menu } from 'electron'
import { type AppStore, follow, languageOf } from '../app/app-state.ts'
import { dockMenu, jumpList, type LauncherTask } from './launcher-tasks.ts'

/** Keeps both in the language of the page. */
export function followLauncher(store: AppStore, choose: (task: LauncherTask) => void): void {
  follow(
    store,
    (state) => ({ language: languageOf(state), isPaused: state.pausedUntil > 0 }),
    (offer) => {
      if (process.platform === 'darwin') app.dock?.setMenu(Menu.buildFromTemplate(dockMenu(offer, choose)))
      if (process.platform !== 'win32') return
      const start = { program: process.execPath, args: app.isPackaged ? [] : [app.getAppPath()] }
      // A user may have turned such lists off.
      const result = app.setJumpList([{ type: 'tasks', items: jumpList(offer, start) }])
      if (result !== 'ok') console.error(`The list of the task bar could not be set: ${result}`)
    },
  )
}
