import { Menu } from 'electron'
import { monitorLabel } from '../../console/monitor-label.ts'
import { knownMonitors } from '../remote/monitor-list.ts'
import { type AppStore, follow, languageOf } from './app-state.ts'
import { type MenuActions, menuTemplate } from './menu.ts'
import { texts } from './texts.ts'

/** The native menu, made anew where what it can do or how it speaks has changed. */
export function showMenu(store: AppStore, actions: MenuActions): void {
  follow(
    store,
    (state) => ({
      language: languageOf(state),
      canAct: state.fleet?.server.role === 'operator',
      attached: state.settings.attached,
      known: state.known,
      isSafe: state.life.is_safe,
    }),
    ({ attached, known, ...menu }) => {
      const { here } = texts[menu.language].tray
      const monitors = knownMonitors({ known, health: new Map() }).map(({ id, ...one }) => ({
        id,
        label: id === null ? here : monitorLabel(one),
        isShown: id === attached,
      }))
      const state = { ...menu, isAttached: attached !== null, monitors }
      Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(state, actions, process.platform)))
    },
  )
}
