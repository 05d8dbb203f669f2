import { systemPreferences } from 'electron'
import type { AppStore } from '../app/app-state.ts'
import { accentOf } from './accent-color.ts'

/** `[DT-24]` Follows the accent colour of macOS and Windows. */
export function followAccent(store: AppStore): void {
  if (process.platform !== 'darwin' && process.platform !== 'win32') return
  const read = () => store.setState({ accent: accentOf(systemPreferences.getAccentColor()) })
  read()
  if (process.platform === 'win32') systemPreferences.on('accent-color-changed', read)
  else systemPreferences.subscribeNotification('AppleColorPreferencesChangedNotification', read)
}
