import { sentenceOf } from '../../contract/errors.ts'
import type { EventData } from '../../contract/events.ts'
import { refusal } from '../../contract/refusal.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { Publication } from '../../contract/resources/plan.ts'
import type { SourceDefinition, SourceOrigin, SourceResource } from '../../contract/resources/source.ts'
import type { ChangeSet } from '../../engine/change-set.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Storage } from '../storage/port.ts'
import { applyPending, type Confirmation, type PendingFile, pendingFile } from './apply-pending.ts'
import { watchPlace } from './file-watch.ts'
import type { GivenSource } from './given-source.ts'
import { LiveSource } from './live-source.ts'
import { FIRST_RUN_MS } from './schedule.ts'
import { alertsOf } from './source-alerts.ts'
import { type RunParts, type RunResult, runSource } from './source-run.ts'
import { fingerprintOf, newState, type StoredSource } from './source-state.ts'
import { termsOf } from './source-terms.ts'
import { sourceView } from './source-view.ts'

interface Parts extends RunParts {
  readonly engine: Engine
  readonly storage: Pick<Storage, 'putSource' | 'saveSource' | 'deleteSource'>
  /** As they were when the monitor started. */
  readonly stored: readonly StoredSource[]
  /** Of the settings file. */
  readonly given: readonly GivenSource[]
  /** The same promise; that the disk has refused a change is an alert. */
  readonly written: <T>(change: Promise<T>) => Promise<T>
  readonly log: (line: string) => void
  /** From 0 to 1. */
  readonly random?: () => number
}

/** More at once would only be in each other's way. */
const MAX_RUNNING = 4
/** What only says that it ran again is written down that often, ms. */
const SAVE_INTERVAL_MS = 60_000

/** `[SO-1]` All sources: each task has one at most, which runs when it is its turn. */
export class Sources {
  private readonly parts: Parts
  private readonly live = new Map<number, LiveSource>()
  private readonly watches = new Map<number, () => void>()
  /** Those whose task is not there yet. */
  private unbound: readonly GivenSource[]
  private isClosed = false
  /** What consoles were shown last. */
  shown: readonly SourceResource[] = []

  constructor(parts: Parts) {
    this.parts = parts
    this.unbound = parts.given
    // What could never run is said at the start.
    for (const { definition } of parts.given) termsOf(definition, parts.settings)
    // One of the settings file that is there no more is none any more.
    for (const stored of parts.stored) {
      if (stored.definition !== null && parts.engine.hasTask(stored.task_id)) this.start(stored, stored.definition)
    }
    this.bind()
    this.shown = this.resources()
  }

  /** In order of task. */
  resources(): SourceResource[] {
    const now = this.parts.now()
    return [...this.live.values()].map((source) => sourceView(source, now)).toSorted((a, b) => a.task_id - b.task_id)
  }

  /** @throws {BatchdeckError} `UNKNOWN_SOURCE` */
  resource(taskId: number): SourceResource {
    return sourceView(this.get(taskId), this.parts.now())
  }

  /** What targets of a task come from; null where that is nothing that runs by itself. */
  nameOf(taskId: number): string | null {
    const source = this.live.get(taskId)
    return source && !source.isPaused ? source.terms.name : null
  }

  /**
   * A source for a task, in place of the one it has.
   * @throws {BatchdeckError} `UNKNOWN_TASK`, `INVALID_MESSAGE`, `CONFLICT` where it has one of the settings, `STORAGE_FAILED`
   */
  async put(taskId: number, definition: SourceDefinition, origin: SourceOrigin): Promise<SourceResource> {
    const { engine, storage, now, settings, written } = this.parts
    engine.taskResource(taskId)
    termsOf(definition, settings)
    const before = this.live.get(taskId)
    if (before?.stored.origin === 'settings') throw refusal('source_of_settings', { task: taskId })
    const fingerprint = fingerprintOf(definition)
    const isSame = before?.stored.fingerprint === fingerprint && before.stored.origin === origin
    const state = isSame ? { ...before.state, paused: false } : newState
    const stored = { task_id: taskId, origin, definition, fingerprint, since: now(), state }
    await written(storage.putSource(stored))
    if (!isSame) await this.drop(taskId)
    else this.halt(taskId)
    this.start(stored, definition)
    this.live.get(taskId)!.hasten(now())
    return this.resource(taskId)
  }

  /** What it has brought stays. @throws {BatchdeckError} `UNKNOWN_SOURCE`, `CONFLICT`, `STORAGE_FAILED` */
  async delete(taskId: number): Promise<void> {
    const { stored } = this.get(taskId)
    if (stored.origin === 'settings') throw refusal('source_of_settings', { task: taskId })
    await this.parts.written(this.parts.storage.deleteSource(taskId))
    await this.drop(taskId)
  }

  /** @throws {BatchdeckError} `UNKNOWN_SOURCE`, `STORAGE_FAILED` */
  async pause(taskId: number, paused: boolean): Promise<SourceResource> {
    const source = this.get(taskId)
    const state = { ...source.state, paused }
    await this.parts.written(this.parts.storage.putSource({ ...source.stored, state }))
    source.change({ paused })
    if (paused) source.running?.controller.abort(refusal('source_stopped'))
    else source.hasten(this.parts.now() + FIRST_RUN_MS)
    return this.resource(taskId)
  }

  /** Runs it now, and waits until that is over. @throws {BatchdeckError} `UNKNOWN_SOURCE`, `CONFLICT` while it runs */
  async run(taskId: number): Promise<SourceResource> {
    const source = this.get(taskId)
    if (source.running) throw refusal('source_running', { task: taskId })
    await this.begin(source)
    return this.resource(taskId)
  }

  /** `[SO-4]` What waits, to be looked through. @throws {BatchdeckError} `UNKNOWN_SOURCE`, `CONFLICT` */
  pending(taskId: number): Promise<PendingFile> {
    return pendingFile(this.parts.files, this.get(taskId).stored)
  }

  /**
   * `[SO-4]` Publishes what waits.
   * @throws {BatchdeckError} `UNKNOWN_SOURCE`, `CONFLICT`, `GUARDED` where `confirm` does not name what goes, `STALE_EPOCH`
   */
  async apply(taskId: number, confirmation: Confirmation): Promise<Publication> {
    const source = this.get(taskId)
    const publication = await applyPending(this.parts, source, confirmation)
    source.isKnown = true
    const { epoch } = this.parts.engine.taskResource(taskId)
    await this.settlePending(source, { epoch, discarded: null, overridden: false })
    return publication
  }

  /** `[SO-4]` What waits is not taken, and neither is the same again. @throws {BatchdeckError} `UNKNOWN_SOURCE`, `CONFLICT` */
  async discard(taskId: number): Promise<SourceResource> {
    const source = this.get(taskId)
    const { pending } = source.state
    if (!pending) throw refusal('source_nothing_waits', { task: taskId })
    await this.settlePending(source, { discarded: pending.digest })
    return this.resource(taskId)
  }

  /** Somebody has changed the targets of a task, or it is gone. */
  accept({ facts, tasksGone }: ChangeSet): void {
    for (const taskId of tasksGone) if (this.live.has(taskId)) void this.drop(taskId)
    for (const fact of facts) {
      if (fact.kind !== 'EpochPublished') continue
      const { task_id: taskId, causes } = fact.epoch
      const source = this.live.get(taskId)
      const isOfOthers = causes.some((cause) => 'added' in cause && cause.kind !== 'source')
      if (!source || !isOfOthers) continue
      source.isKnown = false
      source.change({ overridden: true })
      this.save(source)
    }
  }

  /** Time passes: whose turn it is runs. @returns what consoles are to be shown; null where that is what they were shown last */
  tick(): readonly SourceResource[] | null {
    const now = this.parts.now()
    if (this.unbound.length > 0) this.bind()
    for (const source of this.live.values()) {
      this.note(source.taskId, source.log.tick(now))
      if (this.runningCount < MAX_RUNNING && source.isDue(now)) void this.begin(source)
    }
    if (this.live.size === 0 && this.shown.length === 0) return null
    const resources = this.resources()
    if (JSON.stringify(resources) === JSON.stringify(this.shown)) return null
    this.shown = resources
    return resources
  }

  alerts(): Omit<AlertResource, 'since'>[] {
    const now = this.parts.now()
    const failedAfter = this.parts.settings['monitor.sources.failed-after']
    return [...this.live.values()].flatMap((source) => alertsOf(source, failedAfter, now))
  }

  /** The clock was set by so many ms (LV-7). */
  shift(by: number): void {
    for (const source of this.live.values()) source.shift(by)
  }

  /** Nothing is under way when this is done. */
  async settled(): Promise<void> {
    await Promise.all([...this.live.values()].map((source) => source.running?.over))
  }

  /** No run begins any more, and none goes on. */
  async close(): Promise<void> {
    this.isClosed = true
    for (const [taskId, source] of this.live) {
      this.note(taskId, source.log.close())
      source.running?.controller.abort(refusal('source_stopped'))
      this.watches.get(taskId)?.()
    }
    await this.settled()
  }

  private get runningCount(): number {
    return [...this.live.values()].filter(({ running }) => running !== null).length
  }

  /** Those of the settings file get to their tasks, by number or by name. */
  private bind(): void {
    const { engine, stored, now } = this.parts
    const tasks = engine.taskResources()
    this.unbound = this.unbound.filter(({ task, definition }) => {
      const found = tasks.find(({ task_id }) => String(task_id) === task) ?? tasks.find(({ name }) => name === task)
      if (!found) return true
      const { task_id: taskId } = found
      const fingerprint = fingerprintOf(definition)
      const before = stored.find((one) => one.task_id === taskId && one.fingerprint === fingerprint)
      const isSame = before?.origin === 'settings'
      this.halt(taskId)
      const own: StoredSource = {
        task_id: taskId,
        origin: 'settings',
        definition: null,
        fingerprint,
        since: isSame ? before.since : now(),
        state: isSame ? before.state : newState,
      }
      this.start(own, definition)
      this.inBackground(taskId, this.parts.storage.putSource(own))
      return false
    })
  }

  private get(taskId: number): LiveSource {
    this.parts.engine.taskResource(taskId)
    const source = this.live.get(taskId)
    if (!source) throw refusal('source_unknown', { task: taskId })
    return source
  }

  private start(stored: StoredSource, definition: SourceDefinition): void {
    const { engine, settings, now, random = Math.random } = this.parts
    const { task_id: taskId } = stored
    const { epoch } = engine.taskResource(taskId)
    const what = { definition, terms: termsOf(definition, settings) }
    this.live.set(taskId, new LiveSource(stored, what, { now: now(), epoch, random }))
    if (definition.kind !== 'file') return
    const end = watchPlace(definition.file, () => this.live.get(taskId)?.hasten(now()))
    this.watches.set(taskId, end)
  }

  /** It does not run any more; what waits of it stays. */
  private halt(taskId: number): void {
    this.live.get(taskId)?.running?.controller.abort(refusal('source_stopped'))
    this.live.delete(taskId)
    this.watches.get(taskId)?.()
    this.watches.delete(taskId)
  }

  private async drop(taskId: number): Promise<void> {
    this.halt(taskId)
    await this.parts.files.dropWaiting(taskId).catch(() => {})
  }

  private begin(source: LiveSource): Promise<void> {
    if (this.isClosed) return Promise.resolve()
    const since = this.parts.now()
    const controller = new AbortController()
    const seconds = Math.round(source.terms.timeout / 1000)
    const timer = setTimeout(() => controller.abort(refusal('source_timed_out', { seconds })), source.terms.timeout)
    const over = runSource(this.parts, source, source.isKnown, controller.signal)
      .then((result) => this.finish(source, result))
      .catch((error: unknown) => {
        source.running = null
        this.parts.log(`The source of task ${source.taskId}: ${String((error as Error).stack ?? error)}`)
      })
      .finally(() => clearTimeout(timer))
    source.begin({ since, controller, over })
    return over
  }

  private async finish(source: LiveSource, result: RunResult): Promise<void> {
    const { now, engine, files } = this.parts
    const { taskId, running } = source
    // It was given up or replaced meanwhile: what it found out is of no interest.
    if (this.live.get(taskId) !== source || this.isClosed) {
      source.running = null
      return
    }
    const waited = source.state.pending !== null
    const at = now()
    source.finish(result, running?.since ?? at, at, engine.taskResource(taskId).epoch)
    this.note(taskId, source.log.accept(at, eventOf(source, result)))
    if (waited && source.state.pending === null) await files.dropWaiting(taskId).catch(() => {})
    const isNews = result.outcome !== 'unchanged' || waited
    if (isNews || at - source.savedAt >= SAVE_INTERVAL_MS || at < source.savedAt) this.save(source)
  }

  private async settlePending(source: LiveSource, state: Partial<LiveSource['state']>): Promise<void> {
    source.change({ pending: null, ...state })
    await this.parts.written(this.parts.storage.putSource(source.stored))
    await this.parts.files.dropWaiting(source.taskId).catch(() => {})
  }

  private save(source: LiveSource): void {
    source.savedAt = this.parts.now()
    this.inBackground(source.taskId, this.parts.storage.saveSource(source.stored))
  }

  private inBackground(taskId: number, write: Promise<void>): void {
    this.parts.written(write).catch((error: unknown) => {
      this.parts.log(`What is known of the source of task ${taskId} is not written down: ${sentenceOf(error).message}`)
    })
  }

  private note(taskId: number, events: readonly EventData<'source'>[]): void {
    for (const event of events) this.parts.engine.audit.noteSource(this.parts.now(), taskId, event)
  }
}

function eventOf({ terms, state }: LiveSource, result: RunResult): EventData<'source'> {
  const { outcome, found, added, removed, epoch } = result
  const { took, problem } = state.last_run!
  return {
    name: terms.name,
    outcome,
    took,
    ...(found !== null && { found }),
    ...(added !== null && { added }),
    ...(removed !== null && { removed }),
    ...(epoch !== null && { epoch }),
    ...(outcome === 'waiting' && state.pending && { why: state.pending.why }),
    ...problem,
  }
}
