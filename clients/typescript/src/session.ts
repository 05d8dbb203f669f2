import type { Assignment } from './assignment.ts'
import { Batch, type LoadedBatch, type Reporter } from './batch.ts'
import { messageOf } from './errors.ts'
import { Outbox } from './outbox.ts'
import {
  type BatchStatus,
  type ClientFrame,
  cut,
  type HeartbeatFrame,
  MAX_MESSAGE_LENGTH,
  MAX_TARGET_MESSAGE_LENGTH,
  MAX_TARGET_BYTES,
  MAX_TARGET_REPORTS,
  MAX_TARGET_VALUE_LENGTH,
  type ReloadAction,
  type RegisterFrame,
  type TargetReport,
  type TaskEpoch,
} from './protocol.ts'

/** What a consumer says of itself. */
export interface Identity {
  readonly consumerId: string
  readonly token?: string
  readonly hostname?: string
  readonly pid?: number
  readonly version?: string
  readonly labels: Readonly<Record<string, string>>
  /** ms */
  readonly heartbeatInterval: number
}

/**
 * What a consumer is to its monitor, without a socket: what is to go out, and whose the batches are. It has no clock and does
 * no I/O; whoever carries its frames says what time it is.
 */
export class Session implements Reporter {
  readonly identity: Identity
  readonly outbox = new Outbox<ClientFrame>()
  private readonly tasks = new Map<number, { epoch: number; batches: ReadonlyMap<number, Batch> }>()
  /** The newest that was said of each target, and what of it the monitor was not told on this connection. */
  private readonly targets = new Map<string, TargetReport>()
  private unsaidTargets = new Map<string, TargetReport>()
  private lastTimestamp = 0
  private readonly onReport: () => void
  private readonly now: () => number

  /** @param onReport told whenever its program says anything */
  constructor(identity: Identity, now: () => number, onReport: () => void) {
    this.identity = identity
    this.now = now
    this.onReport = onReport
  }

  /** All batches of the consumer. */
  get batches(): readonly Batch[] {
    return [...this.tasks.values()].flatMap(({ batches }) => [...batches.values()])
  }

  get hasBatches(): boolean {
    return [...this.tasks.values()].some(({ batches }) => batches.size > 0)
  }

  /** Whether there is something to say of single targets. */
  get hasTargetNews(): boolean {
    return this.unsaidTargets.size > 0
  }

  get taskIds(): readonly number[] {
    return [...this.tasks.keys()]
  }

  /** The epoch of a task that it has; undefined where it has none. */
  epochOf(taskId: number): number | undefined {
    return this.tasks.get(taskId)?.epoch
  }

  /** The first frame of a connection. */
  registerFrame(): RegisterFrame {
    const { consumerId, token, hostname, pid, version, labels, heartbeatInterval } = this.identity
    const epochs = this.epochs()
    return {
      type: 'register',
      consumer_id: consumerId,
      ...(token !== undefined && { token }),
      ...(hostname !== undefined && { hostname }),
      ...(pid !== undefined && { pid }),
      ...(version !== undefined && { version }),
      ...(Object.keys(labels).length > 0 && { labels }),
      heartbeat_interval: heartbeatInterval / 1000,
      ...(epochs.length > 0 && { epochs }),
      features: ['log'],
    }
  }

  /** A connection has ended: what may have got lost with it is said again on the next. */
  disconnected(): void {
    this.outbox.again()
    this.unsaidTargets = new Map(this.targets)
  }

  /** A question whose answer proves what was sent before it (CL-5). */
  pingFrame(): ClientFrame {
    return { type: 'ping', timestamp: this.question() }
  }

  /** All batches as they are, and what is new of single targets (CL-7). @param progressedAgo ms; null where nothing is known */
  heartbeatFrame(progressedAgo: number | null): HeartbeatFrame {
    const targets = this.takeTargets()
    return {
      type: 'heartbeat',
      consumer_id: this.identity.consumerId,
      batches: this.batches.map(({ batchId, status, percent }) => ({ batch_id: batchId, status, progress: percent })),
      timestamp: this.question(),
      epochs: this.epochs(),
      ...(targets.length > 0 && { targets }),
      ...(progressedAgo !== null && { progressed_ago: Math.round(Math.max(0, progressedAgo)) / 1000 }),
    }
  }

  report({ batchId, status, percent, message }: Batch): void {
    const frame: ClientFrame = {
      type: 'batch_status',
      batch_id: batchId,
      status,
      message: cut(message, MAX_MESSAGE_LENGTH),
      progress: percent,
      timestamp: this.now(),
    }
    this.outbox.drop(`status ${batchId}`)
    // What follows a completion does not take it back.
    if (status === 'completed') this.outbox.put(`done ${batchId}`, frame, true)
    else this.outbox.put(`status ${batchId}`, frame)
    this.onReport()
  }

  reportTarget(target: string, status: BatchStatus, message: string, value?: number | string): void {
    const shown = valueOf(value)
    const report: TargetReport = {
      target,
      status,
      ...(message !== '' && { message: cut(message, MAX_TARGET_MESSAGE_LENGTH) }),
      ...(shown !== null && { value: shown }),
    }
    this.targets.set(target, report)
    this.unsaidTargets.set(target, report)
    this.onReport()
  }

  /** Answers the reload to the epoch `asked`; `has` is what there is now. */
  acknowledge(taskId: number, asked: number, has: number, action: ReloadAction): void {
    const { consumerId } = this.identity
    const epoch = Math.max(asked, has)
    this.outbox.put(
      `ack ${taskId} ${asked}`,
      { type: 'batch_reload_ack', task_id: taskId, consumer_id: consumerId, action, epoch },
      true,
    )
  }

  /** These are its batches of a task from now on; one whose targets are others is another batch. */
  load(taskId: number, epoch: number, loaded: readonly LoadedBatch[]): Assignment {
    const before = this.tasks.get(taskId)?.batches
    const after = new Map<number, Batch>()
    for (const one of loaded) {
      const known = before?.get(one.batchId)
      const isSame = known !== undefined && sameTargets(known.targets, one.targets)
      after.set(one.batchId, isSame ? known : new Batch(this, taskId, one))
    }
    this.tasks.set(taskId, { epoch, batches: after })
    return this.assignment(taskId, epoch, before, after)
  }

  /** The task is gone; null where it had nothing of it. */
  forget(taskId: number): Assignment | null {
    const task = this.tasks.get(taskId)
    this.tasks.delete(taskId)
    return task ? this.assignment(taskId, task.epoch, task.batches, new Map()) : null
  }

  private assignment(
    taskId: number,
    epoch: number,
    before: ReadonlyMap<number, Batch> = new Map(),
    after: ReadonlyMap<number, Batch>,
  ): Assignment {
    const had = targetsOf(before)
    const has = targetsOf(after)
    const added: Batch[] = []
    const kept: Batch[] = []
    for (const [id, batch] of after) (before.get(id) === batch ? kept : added).push(batch)
    const revoked = [...before].filter(([id, batch]) => after.get(id) !== batch).map(([, batch]) => batch)
    const targetsRemoved = without(had, has)
    for (const target of targetsRemoved) {
      this.targets.delete(target)
      this.unsaidTargets.delete(target)
    }
    for (const batch of revoked) {
      batch.revoke()
      this.outbox.drop(`status ${batch.batchId}`)
    }
    return { taskId, epoch, added, revoked, kept, targetsAdded: without(has, had), targetsRemoved }
  }

  /** Each later than the one before, whatever the clock does: the answer has it again. */
  private question(): number {
    this.lastTimestamp = Math.max(Math.floor(this.now()), this.lastTimestamp + 1)
    this.outbox.asked(this.lastTimestamp)
    return this.lastTimestamp
  }

  /** As many as a frame has room for. */
  private takeTargets(): TargetReport[] {
    const taken: TargetReport[] = []
    const utf8 = new TextEncoder()
    let left = MAX_TARGET_BYTES
    for (const report of this.unsaidTargets.values()) {
      left -= utf8.encode(JSON.stringify(report)).length + 1
      if (left < 0 || taken.length === MAX_TARGET_REPORTS) break
      taken.push(report)
    }
    for (const { target } of taken) this.unsaidTargets.delete(target)
    return taken
  }

  private epochs(): TaskEpoch[] {
    return [...this.tasks].map(([task_id, { epoch }]) => ({ task_id, epoch }))
  }
}

/** A number or a text; what JavaScript gives beside these as its text. Null where it is no number. */
function valueOf(value: unknown): number | string | null {
  if (value === undefined || value === null) return null
  const shown = typeof value === 'bigint' ? Number(value) : value
  if (typeof shown === 'number') return Number.isFinite(shown) ? shown : null
  return cut(messageOf(shown), MAX_TARGET_VALUE_LENGTH)
}

function targetsOf(batches: ReadonlyMap<number, Batch>): Set<string> {
  return new Set([...batches.values()].flatMap(({ targets }) => targets))
}

function sameTargets(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((target, i) => target === others[i])
}

function without(some: ReadonlySet<string>, others: ReadonlySet<string>): Set<string> {
  return new Set([...some].filter((target) => !others.has(target)))
}
