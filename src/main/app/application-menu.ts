import { Menu } from 'electron'
import { type AppStore, follow, languageOf } from './app-state.ts'
import { type MenuActions, menuTemplate } from './menu.ts'

/** The native menu, made anew where what it can do or how it speaks has changed. */
export function showMenu(store: AppStore, actions: MenuActions): void {
  follow(
    store,
    (state) => ({
      language: languageOf(state),
      canAct: state.fleet?.server.role === 'operator',
      isAttached: state.settings.attached !== null,
      isSafe: state.life.is_safe,
    }),
    (menu) => Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(menu, actions, process.platform))),
  )
}
