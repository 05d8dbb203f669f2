import { refusal } from '../../contract/refusal.ts'
import type { SourceDefinition } from '../../contract/resources/source.ts'
import type { Identity } from '../../planner/identity.ts'
import { RunLog } from './run-log.ts'
import { firstRun, nextRegular, retryDelay } from './schedule.ts'
import type { RunResult } from './source-run.ts'
import { shifted, type SourceState, type StoredSource } from './source-state.ts'
import type { SourceTerms } from './source-terms.ts'

/** A run that is under way. */
export interface Running {
  readonly since: number
  readonly controller: AbortController
  /** Over, whatever came of it. */
  readonly over: Promise<void>
}

/** A source of a task that is there: what is known of it, and when it is its turn. */
export class LiveSource {
  readonly definition: SourceDefinition
  readonly terms: SourceTerms
  readonly log = new RunLog()
  private readonly random: () => number
  stored: StoredSource
  /** The next regular run, and one before it that is to make up for a failure. */
  private regularAt: number
  private retryAt: number | null = null
  /** The task has what was taken last: nobody has changed it since. */
  isKnown: boolean
  running: Running | null = null
  /** When its state went to disk. */
  savedAt = -Infinity

  /** @param epoch the present one of its task */
  constructor(
    stored: StoredSource,
    what: { definition: SourceDefinition; terms: SourceTerms },
    times: { now: number; epoch: number; random: () => number },
  ) {
    this.stored = stored
    this.definition = what.definition
    this.terms = what.terms
    this.random = times.random
    const { state } = stored
    // What happened to the targets while nobody looked is not known: then it is asked for all of it.
    this.isKnown = !state.overridden && state.epoch === times.epoch
    this.regularAt = firstRun(this.terms, state.last_run?.at ?? null, times.now, this.random())
  }

  get taskId(): number {
    return this.stored.task_id
  }

  get state(): SourceState {
    return this.stored.state
  }

  get isPaused(): boolean {
    return this.state.paused
  }

  /** Null while it is paused. */
  get nextRunAt(): number | null {
    if (this.isPaused) return null
    const at = Math.min(this.regularAt, this.retryAt ?? Infinity)
    return Number.isFinite(at) ? at : null
  }

  isDue(now: number): boolean {
    return this.running === null && this.nextRunAt !== null && this.nextRunAt <= now
  }

  change(state: Partial<SourceState>): void {
    this.stored = { ...this.stored, state: { ...this.state, ...state } }
  }

  /** It runs soon, whenever its turn is: its file has changed, or it goes on after a pause. */
  hasten(at: number): void {
    this.regularAt = Math.min(this.regularAt, at)
  }

  /** A run begins: its next regular turn is counted from here. */
  begin(running: Running): void {
    this.running = running
    this.retryAt = null
    if (this.regularAt <= running.since) this.regularAt = nextRegular(this.terms, running.since, this.random())
  }

  /** The run that is under way ends here. */
  stop(): void {
    this.running?.controller.abort(refusal('source_stopped'))
  }

  /** Whether its task has what was taken last, so that only something newer is of interest. */
  isKnownUnder(identity: Identity): boolean {
    return this.isKnown && (this.state.identity ?? identity) === identity
  }

  /** `[SO-2]` A run is over. @param task its present epoch, and the identity it was read under */
  finish(result: RunResult, at: number, now: number, task: { epoch: number; identity: Identity }): void {
    this.running = null
    const { outcome, found, added, removed, epoch: made, problem, delay } = result
    const isFailed = outcome === 'failed'
    const failures = isFailed ? this.state.failures + 1 : 0
    const said = problem && {
      message: problem.message,
      ...(problem.reason !== undefined && { reason: problem.reason, values: problem.values ?? {} }),
    }
    const run = { at, took: Math.max(0, now - at), outcome, found, added, removed, epoch: made, problem: said }
    this.change({
      ...result.state,
      last_run: run,
      failures,
      ...(!isFailed && { last_success_at: now, ...task, overridden: outcome === 'waiting' && this.state.overridden }),
    })
    if (isFailed) this.retry(failures, delay, now)
    // Of what waits or was discarded the task has nothing, and it is known all the same.
    else this.isKnown = true
  }

  /** The clock was set by so many ms. */
  shift(by: number): void {
    this.stored = { ...this.stored, since: this.stored.since + by, state: shifted(this.state, by) }
    // A turn by the clock on the wall is another one by now; what is waited for is waited for as long as before.
    if (this.terms.cron === null) this.regularAt += by
    else this.regularAt = nextRegular(this.terms, this.regularAt + by - 1000, this.random())
    if (this.retryAt !== null) this.retryAt += by
    if (this.running) this.running = { ...this.running, since: this.running.since + by }
  }

  private retry(failures: number, delay: number, now: number): void {
    const wait = retryDelay(failures, this.terms, this.random())
    if (wait !== null) this.retryAt = now + Math.max(wait, delay)
    if (delay > 0) this.regularAt = Math.max(this.regularAt, now + delay)
    if (this.retryAt !== null && this.retryAt >= this.regularAt) this.retryAt = null
  }
}
