import type { ConsoleFrame } from '../../contract/feed.ts'
import { type ConnectionState, type ConsoleBackend, problemError } from '../../console/client.ts'
import type { DesktopAnswer, DesktopEvent } from '../../contract/desktop-bridge.ts'

/** What the preload script offers the page. */
export interface Bridge {
  call(method: string, params: unknown): Promise<DesktopAnswer>
  subscribe(listener: (frame: ConsoleFrame) => void): () => void
  /** Told with the first subscription, and then each change. */
  onConnection(listener: (state: ConnectionState) => void): () => void
  desktop(method: string, params: unknown): Promise<DesktopAnswer>
  onDesktop(listener: (event: DesktopEvent) => void): () => void
}

declare global {
  interface Window {
    readonly batchdeck?: Bridge
  }
}

/** The desktop window: the app is there as long as the window is; the monitor it shows may be another one, and may be lost. */
export function connectIpc(bridge: Bridge): ConsoleBackend {
  const restarts = new Set<() => void>()
  const stateListeners = new Set<(state: ConnectionState) => void>()
  let state: ConnectionState = 'connecting'
  bridge.onConnection((next) => {
    state = next
    for (const listener of stateListeners) listener(next)
  })
  return {
    async call(method, params) {
      const answer = await bridge.call(method, params)
      if (answer.ok) return answer.result as never
      throw problemError(answer.problem)
    },
    subscribe(listener) {
      let end = bridge.subscribe(listener)
      const restart = () => {
        end()
        end = bridge.subscribe(listener)
      }
      restarts.add(restart)
      return () => {
        restarts.delete(restart)
        end()
      }
    },
    onConnection(listener) {
      stateListeners.add(listener)
      listener(state)
      return () => void stateListeners.delete(listener)
    },
    resubscribe() {
      for (const restart of restarts) restart()
    },
  }
}
