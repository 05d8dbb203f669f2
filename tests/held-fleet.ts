import type { EpochCause } from '../src/contract/cause.ts'
import type { AlertResource } from '../src/contract/resources/alert.ts'
import type { WindowResource } from '../src/contract/resources/window.ts'
import { Engine } from '../src/engine/engine.ts'
import type { EngineSettings } from '../src/engine/engine-settings.ts'
import { type Assignment, emptyAssignment, outlineChange } from '../src/planner/assignment.ts'
import { plan, type TargetEdit } from '../src/planner/plan.ts'
import { engineSettings, nothing } from './engine-settings.ts'
import { newTask } from './integration/stored-task.ts'

/** How often the monitor looks at the time, ms. */
export const BEAT_MS = 500

/** Who asks for an epoch: nobody, a source, or an operator, who may let go of what the brake keeps. */
export type Asker = 'nobody' | 'source' | 'operator' | 'release'

/** An epoch as it was published, and what each slot was before and is then. */
export interface Publication {
  readonly at: number
  readonly taskId: number
  readonly asker: Asker
  readonly causes: readonly EpochCause[]
  readonly before: readonly (string | null)[]
  readonly after: readonly (string | null)[]
  /** Whose slots were to stay with them, as the rules say it: the brake keeps them, or maintenance holds them. */
  readonly safe: ReadonlySet<string>
}

/** An engine with the little of the monitor that makes epochs around it, as the publisher does; its time is given. */
export class HeldFleet {
  engine: Engine
  now = 0
  readonly publications: Publication[] = []
  private readonly settings: EngineSettings
  private readonly assignments = new Map<number, Assignment>()
  private windows: readonly WindowResource[] = []
  private sockets = 0

  constructor(ids: readonly string[], settings: Partial<EngineSettings> = {}) {
    this.settings = { ...engineSettings, ...settings }
    this.engine = new Engine(this.settings, nothing, 0)
    for (const id of ids) this.join(id)
  }

  /** A new connection; whoever spoke for it is replaced. */
  join(id: string, labels: Record<string, string> = {}): void {
    const sessionId = `s${++this.sockets}`
    this.engine.connected(sessionId, '', this.now)
    this.engine.received(sessionId, { type: 'register', consumer_id: id, labels }, this.now)
  }

  close(...ids: readonly string[]): void {
    for (const id of ids) {
      const sessionId = this.engine.sessionOf(id)
      if (sessionId !== null) this.engine.disconnected(sessionId, this.now)
    }
  }

  leave(id: string): void {
    const sessionId = this.engine.sessionOf(id)
    if (sessionId !== null) this.engine.received(sessionId, { type: 'leave' }, this.now)
  }

  addTask(taskId: number, isAutoSync = true, count = 600): void {
    this.engine.addTask({ ...newTask(taskId), auto_sync: isAutoSync })
    this.publish(taskId, 'operator', { kind: 'replace', targets: targetsOf(count) })
  }

  /** As the publisher plans it for whoever asks. */
  publish(
    taskId: number,
    asker: Asker,
    edit: TargetEdit = { kind: 'keep' },
    causes: readonly EpochCause[] = [{ kind: 'sync', rebalance: false }],
  ): boolean {
    const { engine, now } = this
    const previous = this.assignments.get(taskId) ?? emptyAssignment
    const terms = engine.planTerms(taskId)
    const kept = engine.keptConsumers()
    const byItself = asker === 'nobody' || asker === 'source'
    const { members, ...staying } = byItself ? engine.termsByItself(taskId) : { members: terms.members }
    const planned = asker === 'release' ? members.filter((id) => !kept.includes(id)) : members
    const result = plan({ ...terms, ...staying, members: planned, previous, edit })
    if (asker === 'release') this.engine.release(kept, now)
    if (!result.changed) return false
    const record = engine.draft(taskId, result, { cause: '', causes }, 'changed', now)
    const safe = this.safeIn(taskId)
    const before = engine.slotsResource(taskId).owners
    this.assignments.set(taskId, result.assignment)
    engine.adopt(record, outlineChange(previous, result.assignment), '', now)
    this.publications.push({ at: now, taskId, asker, causes, before, after: this.owners(taskId), safe })
    return true
  }

  /** How many consumers the brake keeps the slots of. */
  get kept(): number {
    return this.engine.keptConsumers().length
  }

  /** A source gives so many targets. */
  source(taskId: number, count: number): void {
    this.publish(taskId, 'source', { kind: 'replace', targets: targetsOf(count) })
  }

  /** Time passes, and whoever is connected is heard, but for these. */
  pass(ms: number, silent: readonly string[] = []): void {
    for (const end = this.now + ms; this.now < end;) {
      this.now = Math.min(end, this.now + BEAT_MS)
      this.engine.setWindows(this.openWindows())
      for (const { consumer_id: id, session_id: session } of this.engine.consumerResources()) {
        if (session !== null && !silent.includes(id)) this.engine.heard(session, this.now)
      }
      this.engine.tick(this.now)
      for (const { taskId, causes } of this.engine.drainDueSyncs(this.now)) {
        this.publish(taskId, 'nobody', { kind: 'keep' }, causes)
      }
      this.engine.drain(this.now)
    }
  }

  /** What is wanted of a window that holds, from now on. @returns what ends it early */
  hold(scope: WindowResource['scope'], duration: number, mutes = false): () => void {
    const { now } = this
    const window: WindowResource = {
      window_id: this.windows.length + 1,
      mutes,
      holds: true,
      scope,
      why: '',
      by: null,
      made_at: now,
      duration,
      cron: null,
      time_zone: 'UTC',
      from: now,
      until: now + duration,
      active: true,
    }
    this.windows = [...this.windows, window]
    this.engine.setWindows(this.openWindows())
    return () => {
      this.windows = this.windows.filter((each) => each !== window)
      this.engine.setWindows(this.openWindows())
    }
  }

  /** With what is on disk; nobody is connected then. */
  restart(): void {
    this.engine.drain(this.now)
    const { tasks, consumers, epochs, rollouts, alerts } = structuredClone(this.engine.snapshot())
    const stored = tasks.map((task) => ({
      task,
      outline: outlineChange(emptyAssignment, this.assignments.get(task.task_id) ?? emptyAssignment),
      epochs: epochs.filter(({ task_id }) => task_id === task.task_id),
      rollout: rollouts.filter(({ task_id }) => task_id === task.task_id),
    }))
    const { nextBatchId } = this.engine.planTerms(tasks[0]!.task_id)
    const state = { ...nothing, tasks: stored, consumers, nextBatchId, nextTaskId: 9 }
    this.engine = new Engine(this.settings, state, this.now, alerts)
    this.engine.setWindows(this.openWindows())
  }

  /** MW-2, BR-1: read off the windows, and off what is shown of the consumers. */
  private safeIn(taskId: number): ReadonlySet<string> {
    const windows = this.openWindows()
    const consumers = this.engine.consumerResources()
    const isOfAll = ({ scope }: WindowResource) => scope.consumers === undefined && scope.labels === undefined
    const isWhole = windows.some((each) => isOfAll(each) && (each.scope.task_id ?? taskId) === taskId)
    const isBraked = this.engine
      .membersOf(taskId)
      .some((id) => consumers.some((c) => c.consumer_id === id && c.kept_since !== null))
    if (isWhole || isBraked) {
      const drained = new Set(consumers.flatMap((each) => (each.drained_at === null ? [] : each.consumer_id)))
      return new Set(this.owners(taskId).filter((id) => id !== null && !drained.has(id))) as ReadonlySet<string>
    }
    const held = consumers.filter(({ consumer_id: id, labels, state, drained_at, flapping_since }) => {
      if (state === 'lost' || drained_at !== null || flapping_since !== null) return false
      return windows.some(({ scope }) => {
        const isNamed = scope.consumers?.includes(id) ?? true
        const isLabelled = Object.entries(scope.labels ?? {}).every(([name, value]) => labels[name] === value)
        return scope.task_id === undefined && isNamed && isLabelled
      })
    })
    return new Set(held.map(({ consumer_id }) => consumer_id))
  }

  owners(taskId: number): readonly (string | null)[] {
    return this.engine.slotsResource(taskId).owners
  }

  epoch(taskId: number): number {
    return this.engine.taskResource(taskId).epoch
  }

  alerts(kind: AlertResource['kind']): readonly AlertResource[] {
    this.engine.drain(this.now)
    return this.engine.snapshot().alerts.filter((alert) => alert.kind === kind)
  }

  private openWindows(): readonly WindowResource[] {
    return this.windows.filter(({ until }) => this.now < until)
  }
}

export function targetsOf(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `t${i}`)
}
