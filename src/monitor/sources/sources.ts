import type { BatchdeckError } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { Publication } from '../../contract/resources/plan.ts'
import type { SourceDefinition, SourceOrigin, SourceOutcome, SourceResource } from '../../contract/resources/source.ts'
import type { ChangeSet } from '../../engine/change-set.ts'
import type { Storage } from '../storage/port.ts'
import { applyPending, type Confirmation, type PendingFile, pendingFile } from './apply-pending.ts'
import type { GivenSource } from './given-source.ts'
import type { ListOrder } from '../lists/reading-wish.ts'
import { orderOf } from './list-import.ts'
import type { LiveSource } from './live-source.ts'
import { LiveSources } from './live-sources.ts'
import { FIRST_RUN_MS } from './schedule.ts'
import { alertsOf } from './source-alerts.ts'
import { type SourceParts, SourceRuns } from './source-runs.ts'
import { fingerprintOf, newState, type StoredSource } from './source-state.ts'
import { termsOf } from './source-terms.ts'
import { sourceView } from './source-view.ts'

interface Parts extends SourceParts {
  readonly storage: Pick<Storage, 'putSource' | 'saveSource' | 'deleteSource'>
  /** As they were when the monitor started. */
  readonly stored: readonly StoredSource[]
  /** Of the settings file. */
  readonly given: readonly GivenSource[]
  /** No run begins by itself, only by an operator (DT-16). */
  readonly isHeld?: boolean
  /** From 0 to 1. */
  readonly random?: () => number
}

/** More at once would only be in each other's way. */
const MAX_RUNNING = 4

/** `[SO-1]` All sources: each task has one at most, which runs when it is its turn. */
export class Sources {
  private readonly parts: Parts
  private readonly live: LiveSources
  /** Those whose task is not there yet. */
  private unbound: readonly GivenSource[]
  /** Whose task went: nothing of before is known of the next one. */
  private readonly begunAnew = new Set<GivenSource>()
  private readonly runs: SourceRuns
  /** What consoles were shown last. */
  shown: readonly SourceResource[] = []

  constructor(parts: Parts) {
    this.parts = parts
    this.live = new LiveSources(parts)
    this.runs = new SourceRuns(parts, (source) => this.live.find(source.taskId) === source)
    this.unbound = parts.given
    // What could never run is said at the start.
    for (const { definition } of parts.given) termsOf(definition, parts.settings)
    // One of the settings file that is there no more is none any more.
    for (const stored of parts.stored) {
      if (stored.definition !== null && parts.engine.hasTask(stored.task_id)) {
        this.live.start(stored, stored.definition)
      }
    }
    this.bind()
    this.shown = this.resources()
  }

  /** In order of task. */
  resources(): SourceResource[] {
    const now = this.parts.now()
    const all = this.live.all().map((source) => sourceView(source, now))
    return all.toSorted((a, b) => a.task_id - b.task_id)
  }

  /** @throws {BatchdeckError} `UNKNOWN_SOURCE` */
  resource(taskId: number): SourceResource {
    return sourceView(this.live.get(taskId), this.parts.now())
  }

  /** What targets of a task come from; null where that is nothing that runs by itself. */
  nameOf(taskId: number): string | null {
    const source = this.live.find(taskId)
    return source && !source.isPaused ? source.terms.name : null
  }

  /** `[SO-6]` As it was given, with its secrets; null where there is none. @throws {BatchdeckError} `UNKNOWN_TASK`, `CONFLICT` */
  definitionOf(taskId: number): SourceDefinition | null {
    this.parts.engine.taskResource(taskId)
    const source = this.live.find(taskId)
    if (source?.stored.origin === 'settings') throw refusal('source_of_settings', { task: taskId })
    return source?.definition ?? null
  }

  /**
   * A source for a task, in place of the one it has.
   * @throws {BatchdeckError} `UNKNOWN_TASK`, `INVALID_MESSAGE`, `CONFLICT` where it has one of the settings, `STORAGE_FAILED`
   */
  async put(taskId: number, definition: SourceDefinition, origin: SourceOrigin): Promise<SourceResource> {
    const { engine, storage, now, settings, written } = this.parts
    engine.taskResource(taskId)
    termsOf(definition, settings)
    const before = this.live.find(taskId)
    if (before?.stored.origin === 'settings') throw refusal('source_of_settings', { task: taskId })
    const fingerprint = fingerprintOf(definition)
    const isSame = before?.stored.fingerprint === fingerprint && before.stored.origin === origin
    const state = isSame ? { ...before.state, paused: false } : newState
    const stored = { task_id: taskId, origin, definition, fingerprint, since: now(), state }
    await written(storage.putSource(stored))
    if (!isSame) await this.drop(taskId)
    else this.live.halt(taskId)
    this.live.start(stored, definition).hasten(now())
    return this.resource(taskId)
  }

  /** What it has brought stays. @throws {BatchdeckError} `UNKNOWN_SOURCE`, `CONFLICT`, `STORAGE_FAILED` */
  async delete(taskId: number): Promise<void> {
    const { stored } = this.live.get(taskId)
    if (stored.origin === 'settings') throw refusal('source_of_settings', { task: taskId })
    await this.parts.written(this.parts.storage.deleteSource(taskId))
    await this.drop(taskId)
  }

  /** @throws {BatchdeckError} `UNKNOWN_SOURCE`, `STORAGE_FAILED` */
  async pause(taskId: number, paused: boolean): Promise<SourceResource> {
    const source = this.live.get(taskId)
    const state = { ...source.state, paused }
    await this.parts.written(this.parts.storage.putSource({ ...source.stored, state }))
    source.change({ paused })
    if (paused) source.stop()
    else source.hasten(this.parts.now() + FIRST_RUN_MS)
    return this.resource(taskId)
  }

  /** Runs it now, unless it does already, and waits until that is over. @throws {BatchdeckError} `UNKNOWN_SOURCE` */
  async run(taskId: number): Promise<SourceResource> {
    const source = this.live.get(taskId)
    await (source.running?.over ?? this.runs.begin(source))
    return this.resource(taskId)
  }

  /** `[SO-4]` What waits, to be looked through. @throws {BatchdeckError} `UNKNOWN_SOURCE`, `CONFLICT` */
  async pending(taskId: number): Promise<PendingFile & { readonly order: ListOrder }> {
    const source = this.live.get(taskId)
    const { identity } = this.parts.engine.taskResource(taskId)
    const file = await this.orForgotten(source, pendingFile(this.parts.files, source.stored))
    return { ...file, order: orderOf(source.terms, identity) }
  }

  /**
   * `[SO-4]` Publishes what waits.
   * @throws {BatchdeckError} `UNKNOWN_SOURCE`, `CONFLICT`, `GUARDED` where `confirm` does not name what goes, `STALE_EPOCH`
   */
  async apply(taskId: number, confirmation: Confirmation): Promise<Publication> {
    const source = this.live.get(taskId)
    const applied = source.state.pending?.digest
    const publication = await this.orForgotten(source, applyPending(this.parts, source, confirmation))
    // It may have given another list meanwhile.
    const isNewest = source.state.digest === applied
    source.isKnown = isNewest
    const { epoch, identity } = this.parts.engine.taskResource(taskId)
    const state = { epoch, identity, discarded: null, overridden: false }
    if (isNewest || source.state.pending?.digest === applied) await this.settlePending(source, state)
    else await this.written(source, state)
    return publication
  }

  /** `[SO-4]` What waits is not taken, and neither is the same again. @throws {BatchdeckError} `UNKNOWN_SOURCE`, `CONFLICT` */
  async discard(taskId: number): Promise<SourceResource> {
    const source = this.live.get(taskId)
    const { pending } = source.state
    if (!pending) throw refusal('source_nothing_waits', { task: taskId })
    await this.settlePending(source, { discarded: pending.digest })
    return this.resource(taskId)
  }

  /** Somebody has changed the targets of a task, or it is gone. */
  accept({ facts, tasksGone }: ChangeSet): void {
    for (const taskId of tasksGone) {
      const source = this.live.find(taskId)
      if (!source) continue
      this.unbind(source.stored)
      void this.drop(taskId)
    }
    for (const fact of facts) {
      if (fact.kind !== 'EpochPublished') continue
      const { task_id: taskId, causes } = fact.epoch
      const source = this.live.find(taskId)
      const isOfOthers = causes.some((cause) => 'added' in cause && cause.kind !== 'source')
      if (!source || !isOfOthers) continue
      source.isKnown = false
      // Whoever takes a change back does not want it again with the next run.
      const isTakenBack = causes.some(({ kind }) => kind === 'undo' || kind === 'rollback')
      source.change({ overridden: true, paused: source.isPaused || isTakenBack })
      this.runs.save(source)
    }
  }

  /** Time passes: whose turn it is runs. @returns what consoles are to be shown; null where that is what they were shown last */
  tick(): readonly SourceResource[] | null {
    const now = this.parts.now()
    if (this.unbound.length > 0) this.bind()
    for (const source of this.live.all()) {
      this.runs.note(source.taskId, source.log.tick(now))
      const isTurn = this.runningCount < MAX_RUNNING && source.isDue(now)
      if (isTurn && this.parts.isHeld !== true) void this.runs.begin(source)
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
    return this.live.all().flatMap((source) => alertsOf(source, failedAfter, now))
  }

  /** The clock was set by so many ms (LV-7). */
  shift(by: number): void {
    for (const source of this.live.all()) source.shift(by)
  }

  /** Nothing is under way when this is done. */
  async settled(): Promise<void> {
    await Promise.all(this.live.all().flatMap(({ running }) => running?.over ?? []))
  }

  /** No run begins any more, and none goes on. */
  async close(): Promise<void> {
    this.runs.end()
    for (const source of this.live.all()) this.runs.note(source.taskId, source.log.close())
    this.live.close()
    await this.settled()
  }

  /** Runs by what came of them, since the start. */
  get runCounts(): Readonly<Record<SourceOutcome, number>> {
    return this.runs.counts
  }

  private get runningCount(): number {
    return this.live.all().filter(({ running }) => running !== null).length
  }

  /** Those of the settings file get to their tasks, by number or by name. */
  private bind(): void {
    const { engine, stored, now } = this.parts
    const tasks = engine.taskResources()
    this.unbound = this.unbound.filter((given) => {
      const { task, definition } = given
      const found = tasks.find(({ task_id }) => String(task_id) === task) ?? tasks.find(({ name }) => name === task)
      if (!found) return true
      const { task_id: taskId } = found
      const fingerprint = fingerprintOf(definition)
      const before = stored.find((one) => one.task_id === taskId && one.fingerprint === fingerprint)
      const isSame = before?.origin === 'settings' && !this.begunAnew.has(given)
      this.live.halt(taskId)
      const own: StoredSource = {
        task_id: taskId,
        origin: 'settings',
        definition: null,
        fingerprint,
        since: isSame ? before.since : now(),
        state: isSame ? before.state : newState,
      }
      this.live.start(own, definition)
      if (!isSame) this.runs.inBackground(taskId, this.parts.storage.putSource(own))
      return false
    })
  }

  /** `[SO-3]` Its task is gone: one of the settings file waits for another task of that number or name, and begins anew. */
  private unbind({ origin, fingerprint }: StoredSource): void {
    const given = this.parts.given.find(({ definition }) => fingerprintOf(definition) === fingerprint)
    if (origin !== 'settings' || !given) return
    this.unbound = [...this.unbound, given]
    this.begunAnew.add(given)
  }

  private async drop(taskId: number): Promise<void> {
    this.live.halt(taskId)
    await this.parts.files.dropWaiting(taskId).catch(() => {})
  }

  /** Where what waits is not there any more, nothing waits: the next run asks for all of it again. */
  private async orForgotten<T>(source: LiveSource, work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      if ((error as BatchdeckError).reason === 'source_pending_gone') {
        source.isKnown = false
        await this.written(source, { pending: null, validator: null, digest: null })
      }
      throw error
    }
  }

  private async written(source: LiveSource, state: Partial<LiveSource['state']>): Promise<void> {
    source.change(state)
    await this.parts.written(this.parts.storage.putSource(source.stored))
  }

  private async settlePending(source: LiveSource, state: Partial<LiveSource['state']>): Promise<void> {
    await this.written(source, { pending: null, ...state })
    await this.parts.files.dropWaiting(source.taskId).catch(() => {})
  }
}
