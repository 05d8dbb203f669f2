import { create } from 'zustand'
import { BatchdeckError } from '../../contract/errors.ts'
import type {
  Bridge,
  DesktopEvent,
  DesktopMethod,
  DesktopParams,
  DesktopResults,
  DesktopState,
} from '../../contract/desktop-bridge.ts'
import type { NativeEvent } from '../../contract/desktop-native.ts'
import type { MonitorId } from '../../contract/desktop-monitors.ts'
import { openConnectDialog } from './connect-dialog.ts'
import { fleetStore } from './fleet.ts'
import { usePreferences } from './preferences.ts'
import { openReloadDialog } from './dialog.ts'
import { goTo } from './scope.ts'

/** What the app around this page says of itself; null in a browser. */
export const useDesktop = create<{
  readonly state: DesktopState | null
  /** How often its menu has put something into the clipboard. */
  readonly copies: number
}>(() => ({ state: null, copies: 0 }))

/**
 * Asks the app around this page for something.
 * @throws {BatchdeckError}
 */
export async function callDesktop<M extends DesktopMethod>(
  method: M,
  params: DesktopParams<M>,
): Promise<DesktopResults[M]> {
  const { batchdeck } = window
  if (!batchdeck) throw new Error('There is no app around this page.')
  const answer = await batchdeck.desktop(method, params)
  if (!answer.ok) throw BatchdeckError.from(answer.problem)
  return answer.result as DesktopResults[M]
}

/** Shows another monitor that is known, or the app's own; the page is loaded anew. */
export function showMonitor(id: MonitorId): Promise<null> {
  return callDesktop('monitor.show', { id })
}

/** Back from another monitor. */
export function showOwnMonitor(): Promise<null> {
  return showMonitor(null)
}

/** Follows the app around this page, and tells it the language. */
export function followDesktop(bridge: Bridge): void {
  bridge.onDesktop(receive)
  // What came as an event meanwhile is newer.
  void callDesktop('state', {}).then((state) => useDesktop.setState((known) => ({ state: known.state ?? state })))
  const tell = (language: 'en' | 'zh') => void callDesktop('language', { language })
  tell(usePreferences.getState().language)
  usePreferences.subscribe(({ language }, before) => {
    if (language !== before.language) tell(language)
  })
}

function receive(event: DesktopEvent): void {
  switch (event.type) {
    case 'state':
      useDesktop.setState({ state: event.state })
      break
    case 'go': {
      const { screen, params } = event.place
      // Without any, the screen has the filters it had.
      goTo(screen, Object.keys(params).length > 0 ? params : undefined)
      break
    }
    case 'copied':
      useDesktop.setState(({ copies }) => ({ copies: copies + 1 }))
      break
    case 'open':
      if (event.dialog === 'connect') openConnectDialog({ url: event.url ?? '', ssh: event.ssh ?? null, name: null })
      else if (fleetStore.getState().data?.server.role === 'operator') openReloadDialog()
      break
    case 'copy-link':
      // Whoever draws does it.
      break
    default:
      for (const listener of nativeListeners) listener(event)
  }
}

const nativeListeners = new Set<(event: NativeEvent) => void>()

/** Told what the desktop asks of the page, and what came of what the page asked of it. @returns what ends that */
export function onNativeEvent(listener: (event: NativeEvent) => void): () => void {
  nativeListeners.add(listener)
  return () => void nativeListeners.delete(listener)
}
