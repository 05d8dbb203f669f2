import { parentPort } from 'node:worker_threads'
import { BatchdeckError, problemOf } from '../../contract/errors.ts'
import { OPEN, type ThreadAnswer, type ThreadCall } from './thread-client.ts'

/**
 * Answers what is called from outside, one after the other. @param open makes the object, with the first call; tried
 * again with the next where it throws. Once its `close` is answered, the thread ends.
 * @param refusalOf what can be copied of an error of the object's own, for the `refusal` of whoever started the thread;
 *   null for any other
 */
export function serveThread(open: () => object, refusalOf: (error: unknown) => unknown = () => null): void {
  let served: object | null = null

  function answer({ id, method, args }: ThreadCall): ThreadAnswer {
    try {
      served ??= open()
      if (method === OPEN) return { id, ok: true, result: null }
      const call = (served as Record<string, (...args: readonly unknown[]) => unknown>)[method]!
      return { id, ok: true, result: call.apply(served, args as unknown[]) }
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal !== null) return { id, ok: false, refusal }
      const bug = error instanceof BatchdeckError ? null : String(error instanceof Error ? error.stack : error)
      return { id, ok: false, problem: problemOf(error), bug }
    }
  }

  parentPort!.on('message', (call: ThreadCall) => {
    const message = answer(call)
    parentPort!.postMessage(message, message.ok ? ownBuffers(message.result) : [])
    // Nothing is left to do: the thread ends by itself.
    if (call.method === 'close' && message.ok) parentPort!.close()
  })
}

/** Long bodies change hands instead of being copied. Short ones share Node's pool, which must stay here. */
function ownBuffers(result: unknown): ArrayBuffer[] {
  if (!(result instanceof Uint8Array) || !(result.buffer instanceof ArrayBuffer)) return []
  return result.byteLength === result.buffer.byteLength ? [result.buffer] : []
}
