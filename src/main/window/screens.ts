import { screen } from 'electron'
import type { Screens } from './window-memory.ts'

/** The screens of this machine. */
export const systemScreens: Screens = {
  all() {
    const primary = screen.getPrimaryDisplay()
    return [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)]
  },
  onChange(listener) {
    screen.on('display-added', listener)
    screen.on('display-removed', listener)
    screen.on('display-metrics-changed', listener)
    return () => {
      screen.off('display-added', listener)
      screen.off('display-removed', listener)
      screen.off('display-metrics-changed', listener)
    }
  },
}
