import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { BatchdeckError, type Problem } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'

type MethodOf<T> = { [K in keyof T]: T[K] extends (...args: never[]) => unknown ? K : never }[keyof T]
type ArgsOf<F> = F extends (...args: infer Args) => unknown ? Args : never
type ResultOf<F> = F extends (...args: never[]) => infer Result ? Result : never

export interface ThreadCall {
  readonly id: number
  readonly method: string
  readonly args: readonly unknown[]
}
export type ThreadAnswer = { readonly id: number } & (
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly problem: Problem; readonly bug: string | null }
  /** An error of the object's own. */
  | { readonly ok: false; readonly refusal: unknown }
)

/** An object in a thread of its own. Calls are carried out one after the other, in the order they are made. */
export interface ThreadClient<T> {
  /** What the method throws, or what keeps the thread from making its object, is a `BatchdeckError`. */
  call<M extends MethodOf<T>>(method: M, ...args: ArgsOf<T[M]>): Promise<ResultOf<T[M]>>
  /**
   * Everything called before is done and the file closed when this is done. What takes longer is cut off: a transaction
   * that was under way then never was.
   * @param patience ms
   */
  close(patience?: number): Promise<void>
}

/** How to start a thread. */
export interface ThreadOptions {
  /** The module the thread runs; it answers with `serveThread`. */
  readonly script: URL
  /** For the thread, to make its object with. */
  readonly data: unknown
  readonly name: string
  /** What it has. */
  readonly holds: 'database' | 'event log'
  /** Where bugs are told; they are answered with `INTERNAL`. */
  readonly log: (line: string) => void
  /** Makes an error of the object's own of what `refusalOf` made of it in the thread. */
  readonly refusal?: (data: unknown) => Error
}

/** ms */
const CLOSE_TIMEOUT_MS = 10_000

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** Starts the thread. What keeps it from making its object comes with the first answer. */
export function startThread<T extends { close(): void }>(options: ThreadOptions): ThreadClient<T> {
  const { script, data, name, holds, log } = options
  const worker = new Worker(script, { workerData: data, name })
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let failure: Error | null = null

  worker.on('message', (answer: ThreadAnswer) => {
    const caller = waiting.get(answer.id)
    // The thread has failed meanwhile, and the caller knows.
    if (!caller) return
    const { resolve, reject } = caller
    waiting.delete(answer.id)
    if (answer.ok) {
      resolve(answer.result)
      return
    }
    if ('refusal' in answer) {
      reject(options.refusal!(answer.refusal))
      return
    }
    if (answer.bug !== null) log(answer.bug)
    reject(BatchdeckError.from(answer.problem))
  })
  worker.on('error', (error) => fail(refusal('thread_failed', { thread: holds, detail: String(error) })))
  const exited = once(worker, 'exit').catch(() => {})
  void exited.then(() => fail(refusal('thread_ended', { thread: holds })))

  function fail(reason: BatchdeckError): void {
    failure ??= reason
    for (const { reject } of waiting.values()) reject(failure)
    waiting.clear()
  }

  function send(method: string, args: readonly unknown[]): Promise<unknown> {
    if (failure) return Promise.reject(failure)
    return new Promise((resolve, reject) => {
      const id = ++lastId
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, method, args } satisfies ThreadCall)
    })
  }

  return {
    call: (method, ...args) => send(String(method), args) as Promise<never>,
    async close(patience = CLOSE_TIMEOUT_MS) {
      if (failure) return
      const timeUp = new AbortController()
      const { signal } = timeUp
      const stop = () => fail(refusal('thread_cut_off'))
      const ended = send('close', []).then(
        () => {
          stop()
          return exited
        },
        () => {},
      )
      await Promise.race([ended, pause(patience, null, { signal }).catch(() => {})])
      timeUp.abort()
      stop()
      // Of a thread that has ended by itself it does nothing; to cut off one that is just ending can crash the process.
      await worker.terminate()
    },
  }
}

/**
 * The module of a thread: beside the file that starts it in the sources, beside the bundle in the built app.
 * @param name its name, without an extension
 */
export function threadScript(name: string, startedFrom: string): URL {
  return new URL(`./${name}.${startedFrom.endsWith('.ts') ? 'ts' : 'js'}`, startedFrom)
}
