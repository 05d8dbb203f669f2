import type { ConsoleFrame } from '../../core/console-api.ts'
import { type ConsoleBackend, problemError } from '../../core/console-client.ts'
import type { Problem } from '../../core/errors.ts'

/** What the preload script offers the page. */
export interface Bridge {
  call(method: string, params: unknown): Promise<{ ok: true; result: unknown } | { ok: false; problem: Problem }>
  subscribe(listener: (frame: ConsoleFrame) => void): () => void
}

declare global {
  interface Window {
    readonly batchdeck?: Bridge
  }
}

/** The desktop window: the monitor is in the same app, so it is there as long as the window is. */
export function connectIpc(bridge: Bridge): ConsoleBackend {
  const restarts = new Set<() => void>()
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
      listener('live')
      return () => {}
    },
    resubscribe() {
      for (const restart of restarts) restart()
    },
  }
}
