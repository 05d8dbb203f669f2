import type { BatchBoard, BatchReport } from './batch-board.ts'
import type { Effect } from './effects.ts'
import type { EventJournal } from './event-journal.ts'
import { BatchdeckError, type ErrorCode } from '../contract/errors.ts'
import type { Fleet, Session } from './fleet.ts'
import type { Observers } from './observers.ts'
import {
  type ConsumerFrame,
  type HeartbeatFrame,
  type RegisterFrame,
  type ReloadAckFrame,
  toMilliseconds,
} from '../contract/consumer-frames.ts'
import { type MonitorFrame } from '../contract/monitor-frames.ts'
import { TakeoverWatch } from './takeover-watch.ts'
import { type TaskState, unknownTask } from './task-state.ts'

interface Connection extends Session {
  consumer_id: string | null
  /** The epoch of the newest reload it was sent, by task. */
  readonly reloads: Map<number, number>
}

/** What the conversation with consumers reads and changes. */
interface Context {
  readonly fleet: Fleet
  readonly board: BatchBoard
  readonly observers: Observers
  readonly journal: EventJournal
  readonly tasks: ReadonlyMap<number, TaskState>
  /** What consumers are told to keep to, ms. */
  readonly heartbeatInterval: number
  /** Whether a batch id was ever given out here. */
  readonly wasPlanned: (batchId: number) => boolean
}

/** The consumers' side of the protocol: which socket speaks for which consumer, and what each frame means (WS-1 to WS-10). */
export class ConsumerSessions {
  private readonly context: Context
  private readonly connections = new Map<string, Connection>()
  readonly takeovers = new TakeoverWatch()

  constructor(context: Context) {
    this.context = context
  }

  /** `[WS-1]` */
  connect(session: Session, now: number): Effect[] {
    this.connections.set(session.session_id, { ...session, consumer_id: null, reloads: new Map() })
    const { session_id } = session
    return [send(session_id, { type: 'connected', session_id, sessionId: session_id, timestamp: now })]
  }

  /** @param code why the monitor closed it; null where it did not */
  disconnect(sessionId: string, now: number, code: ErrorCode | null = null): void {
    const connection = this.connections.get(sessionId)
    const consumerId = connection ? this.speaksFor(connection) : null
    this.connections.delete(sessionId)
    this.context.observers.remove(sessionId)
    if (consumerId === null) return
    this.noteSession('closed', connection!, consumerId, now, code)
    this.context.fleet.disconnected(consumerId, sessionId, now, code === 'TOO_SLOW')
    for (const task of this.context.tasks.values()) task.rollout.disconnected(consumerId)
  }

  /** @param roundTrip what a ping and its answer took on this connection, ms */
  answeredPing(sessionId: string, roundTrip: number): void {
    const connection = this.connections.get(sessionId)
    const consumerId = connection ? this.speaksFor(connection) : null
    if (consumerId !== null) this.context.fleet.setRoundTrip(consumerId, roundTrip)
  }

  /** @throws {BatchdeckError} what to answer; nothing of the frame has been applied then (WS-12) */
  receive(sessionId: string, frame: ConsumerFrame, now: number): Effect[] {
    const connection = this.connections.get(sessionId)
    if (!connection) return []
    switch (frame.type) {
      case 'ping': {
        const consumerId = this.speaksFor(connection)
        if (consumerId !== null) this.context.fleet.heard(consumerId, now)
        return [pong(sessionId, frame.timestamp, now)]
      }
      case 'register':
        return this.register(connection, frame, now)
      case 'heartbeat':
        return this.heartbeat(connection, frame, now)
      case 'batch_status': {
        const consumerId = this.registered(connection, frame.consumer_id)
        const clock = frame.timestamp === undefined ? undefined : toMilliseconds(frame.timestamp)
        this.context.fleet.heard(consumerId, now, clock)
        this.context.board.report(consumerId, frame, this.context.wasPlanned(frame.batch_id), now)
        return this.forward(consumerId, frame, clock ?? now)
      }
      case 'subscribe':
        this.context.observers.add(sessionId)
        return [send(sessionId, { type: 'subscribed' })]
      case 'batch_reload_ack':
        return this.acknowledge(connection, frame, now)
      case 'leave': {
        const consumerId = this.registered(connection)
        connection.consumer_id = null
        this.context.fleet.leave(consumerId, now)
        this.context.board.forget(consumerId)
        return [{ kind: 'close', session_id: sessionId, code: null }]
      }
    }
  }

  private register(connection: Connection, frame: RegisterFrame, now: number): Effect[] {
    const { consumer_id, epochs = [] } = frame
    const { session_id } = connection
    if (connection.consumer_id !== null && connection.consumer_id !== consumer_id) {
      throw new BatchdeckError('CONSUMER_MISMATCH', `This session is registered as ${connection.consumer_id}.`)
    }
    const effects: Effect[] = []
    const other = this.context.fleet.get(consumer_id)?.session_id
    const replaced = other && other !== session_id ? this.connections.get(other) : undefined
    if (replaced) {
      replaced.consumer_id = null
      this.noteSession('replaced', replaced, consumer_id, now)
      this.takeovers.note(consumer_id, now)
      const message = `${consumer_id} registered on another connection.`
      effects.push(send(replaced.session_id, { type: 'error', code: 'SESSION_REPLACED', message }))
      effects.push({ kind: 'close', session_id: replaced.session_id, code: 'SESSION_REPLACED' })
    }
    const isNew = this.speaksFor(connection) === null
    connection.consumer_id = consumer_id
    if (isNew) this.noteSession('opened', connection, consumer_id, now)
    this.context.fleet.register(frame, connection, now)
    const tasks = [...this.context.tasks.values()].filter(({ view }) => view.epoch > 0)
    effects.push(
      send(session_id, {
        type: 'registered',
        consumer_id,
        session_id,
        heartbeat_interval: this.context.heartbeatInterval / 1000,
        tasks: tasks.map((task) => ({
          task_id: task.view.task_id,
          epoch: task.view.epoch,
          batch_count: task.batchCount(consumer_id),
        })),
      }),
    )
    for (const task of tasks) {
      const loaded = epochs.find(({ task_id }) => task_id === task.view.task_id)?.epoch
      const state = task.rollout.view(consumer_id)?.state
      if (loaded === task.view.epoch) task.rollout.confirm(consumer_id, now)
      else if (loaded !== undefined || (state !== undefined && state !== 'acked' && state !== 'confirmed')) {
        effects.push(...this.tell(task, consumer_id, now))
      }
    }
    return effects
  }

  private heartbeat(connection: Connection, frame: HeartbeatFrame, now: number): Effect[] {
    const consumerId = this.registered(connection, frame.consumer_id)
    this.context.fleet.heard(consumerId, now, toMilliseconds(frame.timestamp))
    const effects = [pong(connection.session_id, frame.timestamp, now)]
    for (const report of frame.batches) {
      const isNews = this.context.board.report(consumerId, report, this.context.wasPlanned(report.batch_id), now)
      if (isNews) effects.push(...this.forward(consumerId, report, toMilliseconds(frame.timestamp)))
    }
    this.context.board.dropStale(consumerId, new Set(frame.batches.map(({ batch_id }) => batch_id)))
    for (const { task_id, epoch } of frame.epochs ?? []) {
      const task = this.context.tasks.get(task_id)
      if (task && epoch === task.view.epoch) task.rollout.confirm(consumerId, now)
    }
    for (const task of this.context.tasks.values()) {
      const state = task.rollout.view(consumerId)?.state
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
    return this.context.observers.tell({ type: 'batch_status', data })
  }

  /**
   * `[WS-8]` Without an epoch it answers the newest reload that was sent to this session. An answer to an older epoch is
   * written down with that epoch, and changes nothing else.
   */
  private acknowledge(connection: Connection, frame: ReloadAckFrame, now: number): Effect[] {
    const consumerId = this.registered(connection, frame.consumer_id)
    this.context.fleet.heard(consumerId, now)
    const task = this.context.tasks.get(frame.task_id)
    if (!task) throw unknownTask(frame.task_id)
    const epoch = frame.epoch ?? connection.reloads.get(frame.task_id)
    if (epoch === undefined) return []
    if (epoch > task.view.epoch) {
      throw new BatchdeckError(
        'INVALID_MESSAGE',
        `batch_reload_ack: /epoch ${epoch} is later than the current ${task.view.epoch}.`,
      )
    }
    if (!task.rolloutOf(epoch)?.ack(consumerId, frame.action, now)) return []
    task.rollout.answeredUpTo(consumerId, epoch)
    const data = { task_id: frame.task_id, epoch, consumer_id: consumerId, action: frame.action, timestamp: now }
    return this.context.observers.tell({ type: 'reload_ack', data })
  }

  /** @throws {BatchdeckError} `NOT_REGISTERED`, or `CONSUMER_MISMATCH` where the frame names another consumer (WS-4) */
  private registered(connection: Connection, claimed?: string): string {
    const consumer_id = this.speaksFor(connection)
    if (consumer_id === null) {
      throw new BatchdeckError('NOT_REGISTERED', 'Send a register frame first.')
    }
    if (claimed !== undefined && claimed !== consumer_id) {
      throw new BatchdeckError('CONSUMER_MISMATCH', `This session is registered as ${consumer_id}, not as ${claimed}.`)
    }
    return consumer_id
  }

  /**
   * `[WS-17]` The consumer a connection speaks for. An operator may have dismissed it while it was silent: then it has
   * to introduce itself again, and another connection may have done so meanwhile.
   */
  private speaksFor({ consumer_id, session_id }: Connection): string | null {
    return consumer_id !== null && this.context.fleet.get(consumer_id)?.session_id === session_id ? consumer_id : null
  }

  /** Who speaks on a connection; null where nobody has registered on it. */
  consumerOf(sessionId: string): string | null {
    const connection = this.connections.get(sessionId)
    return connection ? this.speaksFor(connection) : null
  }

  private noteSession(
    action: 'opened' | 'replaced' | 'closed',
    { session_id, remote }: Session,
    consumer_id: string,
    now: number,
    code: ErrorCode | null = null,
  ): void {
    this.context.journal.note('session', now, { consumer_id }, { action, session_id, remote, ...(code && { code }) })
  }

  /** Tells a consumer of the current epoch, now or when it is back. */
  tell(task: TaskState, consumerId: string, now: number): Effect[] {
    const effects = this.sendReload(task, consumerId, now)
    task.rollout.tell(consumerId, effects.length > 0, now)
    return effects
  }

  /** The `batch_reload` of the current epoch, if there is a connection to send it on. */
  sendReload(task: TaskState, consumerId: string, now: number, isRepeat = false): Effect[] {
    const sessionId = this.context.fleet.get(consumerId)?.session_id
    if (!sessionId) return []
    const { task_id, epoch } = task.view
    this.connections.get(sessionId)?.reloads.set(task_id, epoch)
    const again = isRepeat && { again: true as const }
    this.context.journal.note('reload_sent', now, { task_id, consumer_id: consumerId }, { epoch, ...again })
    return [send(sessionId, task.reloadFrame(consumerId))]
  }
}

function send(sessionId: string, frame: MonitorFrame): Effect {
  return { kind: 'send', session_id: sessionId, frame }
}

/** `[WS-5]` The sender's own value comes back unchanged; without one it is our clock. */
function pong(sessionId: string, timestamp: unknown, now: number): Effect {
  return send(sessionId, { type: 'pong', timestamp: timestamp ?? now, server_time: now })
}
