import { sentenceOf } from '../../contract/errors.ts'
import type { EventData } from '../../contract/events.ts'
import { refusal } from '../../contract/refusal.ts'
import type { SourceOutcome } from '../../contract/resources/source.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Identity } from '../../planner/identity.ts'
import type { Storage } from '../storage/port.ts'
import type { LiveSource } from './live-source.ts'
import { type RunParts, type RunResult, runSource } from './source-run.ts'

/** What runs of sources work with, and what is made of what came of them. */
export interface SourceParts extends RunParts {
  readonly engine: Engine
  readonly storage: Pick<Storage, 'saveSource'>
  /** The same promise; that the disk has refused a change is an alert. */
  readonly written: <T>(change: Promise<T>) => Promise<T>
  readonly log: (line: string) => void
}

/** What only says that it ran again is written down that often, ms. */
const SAVE_INTERVAL_MS = 60_000

/** `[SO-5]` Runs sources, and notes what came of it. */
export class SourceRuns {
  private readonly parts: SourceParts
  private readonly isLive: (source: LiveSource) => boolean
  /** By what came of them, since the start. */
  readonly counts: Record<SourceOutcome, number> = { published: 0, unchanged: 0, waiting: 0, discarded: 0, failed: 0 }
  private isOver = false

  /** @param isLive whether it is still the source of its task */
  constructor(parts: SourceParts, isLive: (source: LiveSource) => boolean) {
    this.parts = parts
    this.isLive = isLive
  }

  /** None begins any more. */
  end(): void {
    this.isOver = true
  }

  /** Runs it now; done when that is over, whatever came of it. */
  begin(source: LiveSource): Promise<void> {
    if (this.isOver) return Promise.resolve()
    const since = this.parts.now()
    const controller = new AbortController()
    const seconds = Math.round(source.terms.timeout / 1000)
    const timer = setTimeout(() => controller.abort(refusal('source_timed_out', { seconds })), source.terms.timeout)
    const { identity } = this.parts.engine.taskResource(source.taskId)
    const over = runSource(this.parts, source, source.isKnownUnder(identity), controller.signal)
      .then((result) => this.finish(source, result, identity))
      .catch((error: unknown) => {
        source.running = null
        this.parts.log(`The source of task ${source.taskId}: ${String((error as Error).stack ?? error)}`)
      })
      .finally(() => clearTimeout(timer))
    source.begin({ since, controller, over })
    return over
  }

  private async finish(source: LiveSource, result: RunResult, identity: Identity): Promise<void> {
    const { now, engine, files } = this.parts
    const { taskId, running } = source
    // It was given up or replaced meanwhile: what it found out is of no interest.
    if (!this.isLive(source) || this.isOver) {
      source.running = null
      return
    }
    this.counts[result.outcome]++
    const waited = source.state.pending !== null
    const at = now()
    source.finish(result, running?.since ?? at, at, { epoch: engine.taskResource(taskId).epoch, identity })
    this.note(taskId, source.log.accept(at, eventOf(source, result)))
    if (waited && source.state.pending === null) await files.dropWaiting(taskId).catch(() => {})
    const isNews = result.outcome !== 'unchanged' || waited
    if (isNews || at - source.savedAt >= SAVE_INTERVAL_MS || at < source.savedAt) this.save(source)
  }

  /** What is known of it by now, in the background: the next run finds it out again. */
  save(source: LiveSource): void {
    source.savedAt = this.parts.now()
    this.inBackground(source.taskId, this.parts.storage.saveSource(source.stored))
  }

  inBackground(taskId: number, write: Promise<void>): void {
    this.parts.written(write).catch((error: unknown) => {
      this.parts.log(`What is known of the source of task ${taskId} is not written down: ${sentenceOf(error).message}`)
    })
  }

  note(taskId: number, events: readonly EventData<'source'>[]): void {
    for (const event of events) this.parts.engine.audit.noteSource(this.parts.now(), taskId, event)
  }
}

function eventOf({ terms, state }: LiveSource, result: RunResult): EventData<'source'> {
  const { outcome, found, added, removed, suspicious, skipped, epoch } = result
  const { took, problem } = state.last_run!
  return {
    name: terms.name,
    outcome,
    took,
    ...(found !== null && { found }),
    ...(added !== null && { added }),
    ...(removed !== null && { removed }),
    ...(suspicious > 0 && { suspicious }),
    ...(skipped > 0 && { skipped }),
    ...(epoch !== null && { epoch }),
    ...(outcome === 'waiting' && state.pending && { why: state.pending.why }),
    ...problem,
  }
}
