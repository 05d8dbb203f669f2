import { parentPort, workerData } from 'node:worker_threads'
import { BatchdeckError, problemOf } from '../../core/errors.ts'
import { Ledger } from './ledger.ts'
import type { LedgerAnswer, LedgerCall, LedgerMethod } from './ledger-client.ts'
import { openStore } from './store.ts'

const { file, keptEpochs } = workerData as { file: string; keptEpochs: number }
let ledger: Ledger | null = null

parentPort!.on('message', ({ id, method, args }: LedgerCall) => {
  const message = answer(id, method, args)
  parentPort!.postMessage(message, message.ok ? ownBuffers(message.result) : [])
})

function answer(id: number, method: LedgerMethod, args: readonly unknown[]): LedgerAnswer {
  try {
    ledger ??= new Ledger(openStore(file, keptEpochs))
    const call = ledger[method] as (...args: readonly unknown[]) => unknown
    return { id, ok: true, result: call.apply(ledger, args as unknown[]) }
  } catch (error) {
    const bug = error instanceof BatchdeckError ? null : String(error instanceof Error ? error.stack : error)
    return { id, ok: false, problem: problemOf(error), bug }
  }
}

/** Long bodies change hands instead of being copied. Short ones share Node's pool, which must stay here. */
function ownBuffers(result: unknown): ArrayBuffer[] {
  if (!(result instanceof Uint8Array) || !(result.buffer instanceof ArrayBuffer)) return []
  return result.byteLength === result.buffer.byteLength ? [result.buffer] : []
}
