import {
  type ConsumerFrame,
  type HeartbeatFrame,
  type RegisterFrame,
  type ReloadAckFrame,
  toMilliseconds,
} from '../contract/consumer-frames.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { MonitorFrame } from '../contract/monitor-frames.ts'
import { refusal } from '../contract/refusal.ts'
import { type Admission, type Admitted, byNoToken } from './admission.ts'
import type { BatchBoard, BatchReport } from './batch-board.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import type { Consumer, Session } from './consumer.ts'
import type { Consumers } from './consumers.ts'
import type { Effect } from './effects.ts'
import type { Observers } from './observers.ts'
import type { FlapWatch } from './flap-watch.ts'
import type { RefusalWatch } from './refusal-watch.ts'
import { SentReloads } from './sent-reloads.ts'
import { TakeoverWatch } from './takeover-watch.ts'
import type { TargetSayings } from './target-sayings.ts'
import type { Task } from './task.ts'
import type { Tasks } from './tasks.ts'

interface Connection extends Session {
  consumerId: string | null
  /** The name of the token it registered by. */
  token: string | null
  readonly reloads: SentReloads
}

/** What the conversation with consumers reads and changes. */
interface Parts {
  readonly consumers: Consumers
  readonly board: BatchBoard
  readonly tasks: Tasks
  readonly observers: Observers
  readonly takeovers: TakeoverWatch
  readonly refusals: RefusalWatch
  readonly admission: Admission
  readonly flaps: FlapWatch
  readonly recorder: ChangeRecorder
  readonly sayings: TargetSayings
  /** What consumers are told to keep to, ms. */
  readonly heartbeatInterval: number
}

/** The consumers' side of the protocol: which socket speaks for which consumer, and what each frame means (WS-1 to WS-10). */
export class Sessions {
  private readonly parts: Parts
  private readonly connections = new Map<string, Connection>()

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** Open connections, registered or not. */
  get size(): number {
    return this.connections.size
  }

  /** `[WS-1]` */
  connected(sessionId: string, remote: string, now: number): Effect[] {
    this.connections.set(sessionId, {
      id: sessionId,
      remote,
      connectedAt: now,
      consumerId: null,
      token: null,
      reloads: new SentReloads(),
    })
    return [send(sessionId, { type: 'connected', session_id: sessionId, sessionId, timestamp: now })]
  }

  /** @param code why the monitor closed it; null where it did not */
  disconnected(sessionId: string, now: number, code: ErrorCode | null): void {
    const connection = this.connections.get(sessionId)
    if (!connection) return
    const consumerId = this.speaksFor(connection)
    this.connections.delete(sessionId)
    this.parts.observers.remove(sessionId)
    if (consumerId === null) return
    const { remote, token } = connection
    this.parts.recorder.fact({ kind: 'SessionClosed', at: now, consumerId, sessionId, remote, token, code })
    this.parts.consumers.disconnected(consumerId, sessionId, now, code === 'TOO_SLOW')
    // That a held one goes and comes is what it is held for (MW-2).
    if (code === null && !this.parts.consumers.isHeld(consumerId)) {
      this.parts.flaps.fell(consumerId, connection.connectedAt, now)
    }
    for (const task of this.parts.tasks.all()) task.rollout.disconnected(consumerId)
  }

  /** @param roundTrip what a ping and its answer took on this connection, ms */
  answeredPing(sessionId: string, roundTrip: number): void {
    const consumerId = this.consumerOf(sessionId)
    if (consumerId !== null) this.parts.consumers.setRoundTrip(consumerId, roundTrip)
  }

  /** @throws {BatchdeckError} what to answer; nothing of the frame has been applied then (WS-12) */
  received(sessionId: string, frame: ConsumerFrame, now: number, by: Admitted = byNoToken): Effect[] {
    const connection = this.connections.get(sessionId)
    if (!connection) return []
    const { consumers, board, observers, refusals, flaps, sayings } = this.parts
    switch (frame.type) {
      case 'ping': {
        const consumerId = this.speaksFor(connection)
        if (consumerId !== null) consumers.heard(consumerId, now)
        return [pong(sessionId, frame.timestamp, now)]
      }
      case 'register':
        return this.register(connection, frame, by, now)
      case 'heartbeat':
        return this.heartbeat(connection, frame, now)
      case 'batch_status': {
        const consumerId = this.registered(connection, frame.consumer_id)
        const clock = frame.timestamp === undefined ? undefined : toMilliseconds(frame.timestamp)
        consumers.heard(consumerId, now, clock)
        board.report(consumerId, frame, this.parts.tasks.wasPlanned(frame.batch_id), now)
        if (frame.targets) sayings.note(consumerId, frame.targets, now)
        return this.forward(consumerId, frame, clock ?? now)
      }
      case 'log':
        consumers.heard(this.registered(connection), now)
        return []
      case 'subscribe':
        observers.add(sessionId)
        return [send(sessionId, { type: 'subscribed' })]
      case 'batch_reload_ack':
        return this.acknowledge(connection, frame, now)
      case 'leave': {
        const consumerId = this.registered(connection)
        if (consumers.isHeld(consumerId)) return this.leaveHeld(connection, now)
        connection.consumerId = null
        consumers.leave(consumerId, now)
        board.forget(consumerId)
        refusals.forget(consumerId)
        flaps.forget(consumerId)
        return [{ kind: 'close', session_id: sessionId, code: null }]
      }
    }
  }

  /** The connection that speaks for a consumer; null where none does. */
  sessionOf(consumerId: string): string | null {
    return this.parts.consumers.get(consumerId)?.session?.id ?? null
  }

  /** Who speaks on a connection; null where nobody has registered on it. */
  consumerOf(sessionId: string): string | null {
    const connection = this.connections.get(sessionId)
    return connection ? this.speaksFor(connection) : null
  }

  /** Tells a consumer of the current epoch, now or when it is back. */
  tell(task: Task, consumerId: string, now: number): Effect[] {
    const effects = this.sendReload(task, consumerId, now)
    task.rollout.tell(consumerId, effects.length > 0, now)
    return effects
  }

  /** The `batch_reload` of the current epoch, if there is a connection to send it on. */
  sendReload(task: Task, consumerId: string, now: number, isRepeat = false): Effect[] {
    const sessionId = this.parts.consumers.get(consumerId)?.session?.id
    if (sessionId === undefined) return []
    const { id: taskId, epoch } = task
    const isAgain = this.connections.get(sessionId)?.reloads.note(taskId, epoch, now) ?? false
    this.parts.recorder.fact({ kind: 'ReloadSent', at: now, taskId, consumerId, epoch, isRepeat, isAgain })
    return [send(sessionId, task.reloadFrame(consumerId))]
  }

  /** The clock was set by so many ms. */
  shift(by: number): void {
    for (const { reloads } of this.connections.values()) reloads.shift(by)
  }

  /** `[EP-2]` Nothing is remembered of a task that is gone; whoever has batches of it is to look, and finds none. */
  taskGone(task: Task): Effect[] {
    const { id: taskId, epoch } = task
    return [...this.connections.values()].flatMap((connection) => {
      connection.reloads.forget(taskId)
      const consumerId = this.speaksFor(connection)
      if (consumerId === null || task.batchCount(consumerId) === 0) return []
      connection.reloads.noteGone(taskId)
      const message = `task ${taskId} was deleted`
      return [send(connection.id, { type: 'batch_reload', task_id: taskId, epoch, message, batch_count: 0 })]
    })
  }

  private register(connection: Connection, frame: RegisterFrame, by: Admitted, now: number): Effect[] {
    const { consumer_id: consumerId, epochs = [] } = frame
    const { consumers, tasks, recorder, flaps } = this.parts
    if (connection.consumerId !== null && connection.consumerId !== consumerId) {
      throw refusal('registered_already', { consumer: connection.consumerId })
    }
    const { id: sessionId, remote, connectedAt } = connection
    const { token } = by
    if (!consumers.get(consumerId)) this.makeRoom(by, now)
    const effects = this.takeOver(consumerId, sessionId, now)
    const isNew = this.speaksFor(connection) === null
    connection.consumerId = consumerId
    connection.token = token
    if (isNew) recorder.fact({ kind: 'SessionOpened', at: now, consumerId, sessionId, remote, token })
    flaps.came(consumerId, isSameProcess(frame, consumers.get(consumerId)), now)
    consumers.register(frame, { id: sessionId, remote, connectedAt }, now, token)
    const published = [...tasks.all()].filter(({ epoch }) => epoch > 0)
    effects.push(
      send(sessionId, {
        type: 'registered',
        consumer_id: consumerId,
        session_id: sessionId,
        heartbeat_interval: this.parts.heartbeatInterval / 1000,
        tasks: published.map((task) => ({
          task_id: task.id,
          epoch: task.epoch,
          batch_count: task.batchCount(consumerId),
        })),
      }),
    )
    for (const task of published) {
      const loaded = epochs.find(({ task_id }) => task_id === task.id)?.epoch
      const state = task.rollout.get(consumerId)?.state
      if (loaded === task.epoch) task.rollout.confirm(consumerId, now)
      else if (loaded !== undefined || (state !== undefined && state !== 'acked' && state !== 'confirmed')) {
        effects.push(...this.tell(task, consumerId, now))
      }
    }
    return effects
  }

  /** `[MW-2]` Maintenance holds it: it is expected back, and keeps what it has. */
  private leaveHeld(connection: Connection, now: number): Effect[] {
    // By nobody's fault, and by nobody here: it is written down as if its socket had closed.
    const { id: sessionId } = connection
    this.disconnected(sessionId, now, null)
    this.connections.set(sessionId, { ...connection, consumerId: null })
    return [{ kind: 'close', session_id: sessionId, code: null }]
  }

  /** `[WS-21]` A new id becomes known. @throws {BatchdeckError} `TOO_MANY_CONSUMERS` */
  private makeRoom(by: Admitted, now: number): void {
    for (const lost of this.parts.admission.admit(by, now)) {
      this.parts.consumers.remove(lost, now)
      this.parts.board.forget(lost)
    }
  }

  /** `[WS-17]` The connection that spoke for this consumer so far speaks for nobody any more. */
  private takeOver(consumerId: string, sessionId: string, now: number): Effect[] {
    const other = this.parts.consumers.get(consumerId)?.session?.id
    const replaced = other !== undefined && other !== sessionId ? this.connections.get(other) : undefined
    if (!replaced) return []
    const { id, remote, token } = replaced
    replaced.consumerId = null
    this.parts.recorder.fact({ kind: 'SessionReplaced', at: now, consumerId, sessionId: id, remote, token })
    this.parts.takeovers.note(consumerId, now)
    const { code, message } = refusal('session_replaced', { consumer: consumerId })
    return [send(id, { type: 'error', code, message }), { kind: 'close', session_id: id, code }]
  }

  private heartbeat(connection: Connection, frame: HeartbeatFrame, now: number): Effect[] {
    const consumerId = this.registered(connection, frame.consumer_id)
    const { consumers, board, tasks } = this.parts
    const clock = frame.timestamp === undefined ? undefined : toMilliseconds(frame.timestamp)
    consumers.heard(consumerId, now, clock)
    const { progressed_ago: ago } = frame
    consumers.setProgressed(consumerId, ago === undefined ? undefined : ago * 1000, now)
    if (frame.targets) this.parts.sayings.note(consumerId, frame.targets, now)
    const effects = [pong(connection.id, frame.timestamp, now)]
    for (const report of frame.batches) {
      const isNews = board.report(consumerId, report, tasks.wasPlanned(report.batch_id), now)
      if (isNews) effects.push(...this.forward(consumerId, report, clock ?? now))
    }
    if (board.speaksOfOthers(consumerId)) {
      board.dropStale(consumerId, new Set(frame.batches.map(({ batch_id }) => batch_id)))
    }
    const ahead = new Set<number>()
    for (const { task_id, epoch } of frame.epochs ?? []) {
      const task = tasks.find(task_id)
      if (!task || task.epoch === 0) continue
      if (epoch === task.epoch) task.rollout.confirm(consumerId, now)
      else if (epoch > task.epoch) {
        // Of a state that is lost (ST-3).
        ahead.add(task_id)
        const state = task.rollout.get(consumerId)?.state
        if (state === undefined || state === 'confirmed') effects.push(...this.tell(task, consumerId, now))
      }
    }
    for (const task of tasks.all()) {
      if (ahead.has(task.id)) continue
      const state = task.rollout.get(consumerId)?.state
      if (state === undefined || state === 'confirmed') continue
      if (frame.batches.some(({ batch_id }) => task.isNewFor(consumerId, batch_id))) {
        task.rollout.confirm(consumerId, now)
      }
    }
    return effects
  }

  /** `[WS-11]` A report, as observers get it. */
  private forward(consumerId: string, report: BatchReport, timestamp: number): Effect[] {
    const { batch_id, status, message = '', progress = null } = report
    const data = { consumer_id: consumerId, batch_id, status, progress, message, timestamp }
    return this.parts.observers.tell({ type: 'batch_status', data })
  }

  /**
   * `[WS-8]` Without an epoch it answers the newest reload that was sent to this session. An answer to an older epoch is
   * written down with that epoch, and changes nothing else.
   */
  private acknowledge(connection: Connection, frame: ReloadAckFrame, now: number): Effect[] {
    const consumerId = this.registered(connection, frame.consumer_id)
    const { consumers, tasks, recorder, observers } = this.parts
    const { task_id: taskId, action } = frame
    consumers.heard(consumerId, now)
    // Who answers that a task is gone has done what it was told.
    if (!tasks.find(taskId) && connection.reloads.isGone(taskId)) return []
    const task = tasks.get(taskId)
    const epoch = frame.epoch ?? connection.reloads.epochOf(taskId)
    if (epoch !== undefined && epoch > task.epoch) {
      throw refusal('ack_of_later_epoch', { epoch, current: task.epoch })
    }
    const took = connection.reloads.answer(taskId, epoch, now)
    if (epoch === undefined || !task.rolloutOf(epoch)?.ack(consumerId, action, now)) {
      recorder.fact({ kind: 'ReloadAnsweredUnasked', at: now, action, took })
      return []
    }
    recorder.fact({ kind: 'ReloadAnswered', at: now, taskId, consumerId, epoch, action, took })
    task.rollout.answeredUpTo(consumerId, epoch)
    const data = { task_id: taskId, epoch, consumer_id: consumerId, action, timestamp: now }
    return observers.tell({ type: 'reload_ack', data })
  }

  /** @throws {BatchdeckError} `NOT_REGISTERED`, or `CONSUMER_MISMATCH` where the frame names another consumer (WS-4) */
  private registered(connection: Connection, claimed?: string): string {
    const consumer = this.speaksFor(connection)
    if (consumer === null) throw refusal('not_registered')
    if (claimed !== undefined && claimed !== consumer) throw refusal('registered_as_another', { consumer, claimed })
    return consumer
  }

  /**
   * `[WS-17]` The consumer a connection speaks for. An operator may have dismissed it while it was silent: then it has
   * to introduce itself again, and another connection may have done so meanwhile.
   */
  private speaksFor({ consumerId, id }: Connection): string | null {
    return consumerId !== null && this.parts.consumers.get(consumerId)?.session?.id === id ? consumerId : null
  }
}

/** `[LV-6]` It says that it is the process that was here before. */
function isSameProcess({ pid, hostname }: RegisterFrame, before: Readonly<Consumer> | undefined): boolean {
  return pid !== undefined && pid === before?.pid && (hostname ?? null) === before.hostname
}

function send(sessionId: string, frame: MonitorFrame): Effect {
  return { kind: 'send', session_id: sessionId, frame }
}

/** `[WS-5]` The sender's own value comes back unchanged; without one it is our clock. */
function pong(sessionId: string, timestamp: unknown, now: number): Effect {
  return send(sessionId, { type: 'pong', timestamp: timestamp ?? now, server_time: now })
}
