import type { Transport } from '../../console/transport.ts'
import { problemOf } from '../../contract/errors.ts'
import type { ProcedureName } from '../../contract/procedures.ts'
import type { Monitor } from '../../monitor/monitor.ts'

/** The app's own monitor, which is in the same process and there as long as the app is. */
export function ownTransport({ connect }: Pick<Monitor, 'connect'>): Transport {
  return {
    open(after, events) {
      const connection = connect()
      let unsubscribe = connection.subscribe((frame) => events.receive(frame), after)
      return {
        send(message) {
          if (message.type === 'subscribe') {
            unsubscribe()
            unsubscribe = connection.subscribe((frame) => events.receive(frame), message.after)
            return
          }
          const { id, method, params } = message
          // The monitor checks both.
          connection.call(method as ProcedureName, params as never).then(
            (result) => events.receive({ type: 'answer', id, ok: true, result }),
            (error: unknown) => events.receive({ type: 'answer', id, ok: false, problem: problemOf(error) }),
          )
        },
        close() {
          unsubscribe()
          connection.close()
          events.closed()
        },
      }
    },
  }
}
