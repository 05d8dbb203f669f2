import { parentPort } from 'node:worker_threads'
import { BatchdeckError, problemOf } from '../../contract/errors.ts'
import { OPEN, type ThreadAnswer, type ThreadCall } from './thread-client.ts'

/**
 * Answers what is called from outside, one after the other, but for what is promised: that is answered when it is done.
 * Once its `close` is answered, the thread ends.
 * @param open makes the object, with the first call; tried again with the next where it throws
 * @param refusalOf what can be copied of an error of the object's own, for the `refusal` of whoever started the thread;
 *   null for any other
 */
export function serveThread(open: () => object, refusalOf: (error: unknown) => unknown = () => null): void {
  let served: object | null = null

  function call({ method, args }: ThreadCall): unknown {
    // What was never opened need not be opened to be closed.
    if (!served && method === 'close') return undefined
    served ??= open()
    if (method === OPEN) return null
    return (served as Record<string, (...args: readonly unknown[]) => unknown>)[method]!.apply(
      served,
      args as unknown[],
    )
  }

  function failed(id: number, error: unknown): ThreadAnswer {
    const refusal = refusalOf(error)
    if (refusal !== null) return { id, ok: false, refusal }
    const bug = error instanceof BatchdeckError ? null : String(error instanceof Error ? error.stack : error)
    return { id, ok: false, problem: problemOf(error), bug }
  }

  function post(message: ThreadAnswer): void {
    parentPort!.postMessage(message, message.ok ? ownBuffers(message.result) : [])
  }

  parentPort!.on('message', (asked: ThreadCall) => {
    const { id, method } = asked
    let result: unknown
    try {
      result = call(asked)
    } catch (error) {
      post(failed(id, error))
      return
    }
    // What takes long lets others come in between.
    if (result instanceof Promise) {
      void result.then(
        (later: unknown) => post({ id, ok: true, result: later }),
        (error: unknown) => post(failed(id, error)),
      )
      return
    }
    post({ id, ok: true, result })
    // Nothing is left to do: the thread ends by itself.
    if (method === 'close') parentPort!.close()
  })
}

/** Long bodies change hands instead of being copied. Short ones share Node's pool, which must stay here. */
function ownBuffers(result: unknown): ArrayBuffer[] {
  if (!(result instanceof Uint8Array) || !(result.buffer instanceof ArrayBuffer)) return []
  return result.byteLength === result.buffer.byteLength ? [result.buffer] : []
}
