import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { BatchdeckError, type Problem } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'

type MethodOf<T> = { [K in keyof T]: T[K] extends (...args: never[]) => unknown ? K : never }[keyof T]
type ArgsOf<F> = F extends (...args: infer Args) => unknown ? Args : never
type ResultOf<F> = F extends (...args: never[]) => infer Result ? Awaited<Result> : never

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

/** A thread is asked this to see whether it has its object: it makes it where it has not. */
export const OPEN = 'open'

/** Told that the thread has ended by itself, with why; null when it works again. */
export type ThreadListener = (problem: BatchdeckError | null) => void

/**
 * An object in a thread of its own. Calls are carried out one after the other, in the order they are made. A thread that
 * ends by itself refuses what it was asked and has not answered, and is started again with a new object.
 */
export interface ThreadClient<T> {
  /** What the method throws, or what keeps the thread from making its object, is a `BatchdeckError`. */
  call<M extends MethodOf<T>>(method: M, ...args: ArgsOf<T[M]>): Promise<ResultOf<T[M]>>
  /** @returns what ends it */
  watch(listener: ThreadListener): () => void
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
  /** What its heap may have, in bytes: who needs more ends this thread, and not the process. Node's own limit by default. */
  readonly maxHeap?: number | undefined
  /** Where bugs are told, which are answered with `INTERNAL`, and that the thread has ended or works again. */
  readonly log: (line: string) => void
  /** Makes an error of the object's own of what `refusalOf` made of it in the thread. */
  readonly refusal?: (data: unknown) => Error
}

/** ms */
const CLOSE_TIMEOUT_MS = 10_000
/** How long a thread may take to end that has nothing to do any more, ms. */
const EXIT_TIMEOUT_MS = 1000
/** Until a thread that has ended is started again; twice as long each time that it ends soon after. */
const FIRST_RESTART_DELAY_MS = 250
const LAST_RESTART_DELAY_MS = 30_000
/** Whoever lasts so long does not end soon. */
const SETTLED_AFTER_MS = 60_000
const MiB = 1024 * 1024

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** Starts the thread. What keeps it from making its object comes with the first answer. */
export function startThread<T extends { close(): void }>(options: ThreadOptions): ThreadClient<T> {
  return new RestartedThread<T>(options)
}

class RestartedThread<T> implements ThreadClient<T> {
  private readonly options: ThreadOptions
  private readonly listeners = new Set<ThreadListener>()
  private readonly waiting = new Map<number, Waiting>()
  private worker: Worker
  private lastId = 0
  /** Why nothing can be asked, for the moment or ever again. */
  private failure: BatchdeckError | null = null
  private closing: Promise<void> | null = null
  /** By a clock that only goes forward, ms. */
  private startedAt = 0
  private restartDelay = FIRST_RESTART_DELAY_MS
  private restart: NodeJS.Timeout | undefined

  constructor(options: ThreadOptions) {
    this.options = options
    this.worker = this.start()
  }

  call<M extends MethodOf<T>>(method: M, ...args: ArgsOf<T[M]>): Promise<ResultOf<T[M]>> {
    return (this.failure ? Promise.reject(this.failure) : this.send(String(method), args)) as Promise<never>
  }

  watch(listener: ThreadListener): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  close(patience = CLOSE_TIMEOUT_MS): Promise<void> {
    return (this.closing ??= this.closeOnce(patience))
  }

  private async closeOnce(patience: number): Promise<void> {
    clearTimeout(this.restart)
    const { worker } = this
    if (!this.failure) {
      const exited = once(worker, 'exit').catch(() => {})
      const closed = this.send('close', []).catch(() => {})
      const hasClosed = await within(patience, closed)
      this.fail(refusal('thread_cut_off'))
      // Once it has closed its file it ends by itself: to cut off a thread that is just ending can crash the process. On a
      // busy machine that takes a while, and nobody has to wait for it.
      if (hasClosed) {
        if (!(await within(EXIT_TIMEOUT_MS, exited))) worker.unref()
        return
      }
    }
    this.fail(refusal('thread_cut_off'))
    await worker.terminate()
  }

  private start(): Worker {
    const { script, data, name, maxHeap, holds } = this.options
    const resourceLimits = maxHeap === undefined ? {} : { maxOldGenerationSizeMb: Math.ceil(maxHeap / MiB) }
    const worker = new Worker(script, { workerData: data, name, resourceLimits })
    this.startedAt = performance.now()
    let hasEnded = false
    const end = (problem: BatchdeckError) => {
      // Of an error and the exit that follows the error says more.
      if (hasEnded || this.closing) return
      hasEnded = true
      this.end(problem)
    }
    worker.on('message', (answer: ThreadAnswer) => this.settle(answer))
    worker.on('error', (error) => end(this.problemOf(error)))
    worker.on('exit', () => end(refusal('thread_ended', { thread: holds })))
    return worker
  }

  private send(method: string, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = ++this.lastId
      this.waiting.set(id, { resolve, reject })
      this.worker.postMessage({ id, method, args } satisfies ThreadCall)
    })
  }

  private settle(answer: ThreadAnswer): void {
    const caller = this.waiting.get(answer.id)
    // The thread has failed meanwhile, and the caller knows.
    if (!caller) return
    const { resolve, reject } = caller
    this.waiting.delete(answer.id)
    if (answer.ok) {
      resolve(answer.result)
      return
    }
    if ('refusal' in answer) {
      reject(this.options.refusal!(answer.refusal))
      return
    }
    if (answer.bug !== null) this.options.log(answer.bug)
    reject(BatchdeckError.from(answer.problem))
  }

  private fail(reason: BatchdeckError): void {
    this.failure = reason
    for (const { reject } of this.waiting.values()) reject(reason)
    this.waiting.clear()
  }

  private problemOf(error: unknown): BatchdeckError {
    const { holds: thread, maxHeap } = this.options
    if (maxHeap !== undefined && (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') {
      return refusal('thread_out_of_memory', { thread, most: Math.ceil(maxHeap / MiB) })
    }
    return refusal('thread_failed', { thread, detail: String(error) })
  }

  /** The thread has ended by itself. */
  private end(problem: BatchdeckError): void {
    const { failure } = this
    this.fail(failure ?? problem)
    if (!failure) {
      this.options.log(problem.message)
      for (const listener of this.listeners) listener(problem)
    }
    if (performance.now() - this.startedAt >= SETTLED_AFTER_MS) this.restartDelay = FIRST_RESTART_DELAY_MS
    this.restart = setTimeout(() => this.startAgain(), this.restartDelay)
    this.restartDelay = Math.min(LAST_RESTART_DELAY_MS, 2 * this.restartDelay)
  }

  private startAgain(): void {
    const worker = this.start()
    this.worker = worker
    void this.open(worker)
  }

  private async open(worker: Worker): Promise<void> {
    try {
      await this.send(OPEN, [])
      if (this.closing) return
      this.failure = null
      this.options.log(`The thread of the ${this.options.holds} works again.`)
      for (const listener of this.listeners) listener(null)
    } catch (error) {
      if (this.closing) return
      // It is there, and cannot make its object; or it has ended meanwhile, and this does nothing.
      this.failure = error as BatchdeckError
      await worker.terminate()
    }
  }
}

/** Whether it is over in this time. @param patience ms */
async function within(patience: number, work: Promise<unknown>): Promise<boolean> {
  const timeUp = new AbortController()
  const { signal } = timeUp
  const isOver = await Promise.race([work.then(() => true), pause(patience, false, { signal }).catch(() => false)])
  timeUp.abort()
  return isOver
}

/**
 * The module of a thread: beside the file that starts it in the sources, beside the bundle in the built app.
 * @param name its name, without an extension
 */
export function threadScript(name: string, startedFrom: string): URL {
  return new URL(`./${name}.${startedFrom.endsWith('.ts') ? 'ts' : 'js'}`, startedFrom)
}
