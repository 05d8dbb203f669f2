import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { BatchdeckError, type Problem } from '../../core/errors.ts'
import type { Ledger } from './ledger.ts'

type MethodOf<T> = { [K in keyof T]: T[K] extends (...args: never[]) => unknown ? K : never }[keyof T]
export type LedgerMethod = MethodOf<Ledger>
type LedgerArgs<M extends LedgerMethod> = Parameters<Ledger[M]>
type LedgerResult<M extends LedgerMethod> = ReturnType<Ledger[M]>

export interface LedgerCall {
  readonly id: number
  readonly method: LedgerMethod
  readonly args: readonly unknown[]
}
export type LedgerAnswer = { readonly id: number } & (
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly problem: Problem; readonly bug: string | null }
)

/** The {@link Ledger} in its thread. Calls are carried out one after the other, in the order they are made. */
export interface LedgerClient {
  call<M extends LedgerMethod>(method: M, ...args: LedgerArgs<M>): Promise<LedgerResult<M>>
  /**
   * Everything called before is done and the file closed when this is done. What takes longer is cut off: a transaction
   * that was under way then never was.
   * @param patience ms
   */
  close(patience?: number): Promise<void>
}

/** ms */
const CLOSE_PATIENCE = 10_000

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/**
 * Starts the thread. What keeps it from opening the file comes with the first answer.
 * @param keptEpochs how many epochs of each task are kept
 */
export function openLedger(file: string, log: (line: string) => void, keptEpochs = Infinity): LedgerClient {
  // Beside this file in the sources, beside the bundle in the built app.
  const script = import.meta.url.endsWith('.ts') ? './ledger-thread.ts' : './ledger-thread.js'
  const worker = new Worker(new URL(script, import.meta.url), { workerData: { file, keptEpochs }, name: 'ledger' })
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let failure: Error | null = null

  worker.on('message', (answer: LedgerAnswer) => {
    const caller = waiting.get(answer.id)
    // The thread has failed meanwhile, and the caller knows.
    if (!caller) return
    const { resolve, reject } = caller
    waiting.delete(answer.id)
    if (answer.ok) {
      resolve(answer.result)
      return
    }
    if (answer.bug !== null) log(answer.bug)
    const { code, message, ...more } = answer.problem
    reject(new BatchdeckError(code, message, more))
  })
  worker.on('error', (error) => fail(`The thread of the database stopped: ${String(error)}. Restart Batchdeck.`))
  worker.on('exit', () => fail('The thread of the database has stopped. Restart Batchdeck.'))

  function fail(message: string): void {
    failure ??= new BatchdeckError('STORAGE_FAILED', message)
    for (const { reject } of waiting.values()) reject(failure)
    waiting.clear()
  }

  const client: LedgerClient = {
    call(method, ...args) {
      if (failure) return Promise.reject(failure)
      return new Promise((resolve, reject) => {
        const id = ++lastId
        waiting.set(id, { resolve: (result) => resolve(result as LedgerResult<typeof method>), reject })
        worker.postMessage({ id, method, args } satisfies LedgerCall)
      })
    },
    async close(patience = CLOSE_PATIENCE) {
      if (failure) return
      const timeUp = new AbortController()
      const { signal } = timeUp
      await Promise.race([client.call('close').catch(() => {}), pause(patience, null, { signal }).catch(() => {})])
      timeUp.abort()
      fail('Batchdeck was stopped before this was done; nothing of it was changed. Restart Batchdeck.')
      await worker.terminate()
    },
  }
  return client
}
