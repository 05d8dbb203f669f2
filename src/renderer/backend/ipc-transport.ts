import type { Transport } from '../../console/transport.ts'
import type { Bridge } from '../../contract/desktop-bridge.ts'
import { problemOf } from '../../contract/errors.ts'

declare global {
  interface Window {
    /** Only in the desktop window. */
    readonly batchdeck?: Bridge
  }
}

/** The desktop window: the app is there as long as the window is; the monitor it shows may be another one, and may be lost. */
export function ipcTransport(bridge: Bridge): Transport {
  return {
    open(after, events) {
      const endStates = bridge.onConnection((state) => events.relay(state))
      const subscribe = (place: typeof after) => bridge.subscribe((frame) => events.receive(frame), place)
      let endFrames = subscribe(after)
      return {
        send(message) {
          if (message.type === 'subscribe') {
            endFrames()
            endFrames = subscribe(message.after)
            return
          }
          const { id, method, params } = message
          bridge.call(method, params).then(
            (answer) => events.receive({ type: 'answer', id, ...answer }),
            (error: unknown) => events.receive({ type: 'answer', id, ok: false, problem: problemOf(error) }),
          )
        },
        close() {
          endFrames()
          endStates()
          events.closed()
        },
      }
    },
  }
}
