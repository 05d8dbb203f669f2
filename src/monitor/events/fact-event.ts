import type { EventData, EventSubject, EventType, NewEvent } from '../../contract/events.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { BatchResource } from '../../contract/resources/batch.ts'
import type { Fact } from '../../engine/facts.ts'

type EventBody<T extends EventType = EventType> = {
  [K in T]: { readonly type: K; readonly subject?: EventSubject; readonly data: EventData<K> }
}[T]

/** What the audit log says of a fact; null where it says nothing of it. */
export function eventOfFact(fact: Fact): NewEvent | null {
  const body = bodyOf(fact)
  return body && ({ at: fact.at, type: body.type, ...body.subject, data: body.data } as NewEvent)
}

function bodyOf(fact: Fact): EventBody | null {
  switch (fact.kind) {
    case 'ConsumerOnline':
    case 'ConsumerSuspect':
    case 'ConsumerOffline':
    case 'ConsumerLost':
    case 'ConsumerGone':
      return { type: 'consumer_status', subject: { consumer_id: fact.consumerId }, data: statusOf(fact) }
    case 'MembersChanged': {
      const { kind: change, consumer_id } = fact.event
      const silence = fact.event.kind === 'lost' ? { silence: fact.event.silence } : {}
      return { type: 'member', subject: { consumer_id }, data: { change, ...silence } }
    }
    case 'SessionOpened':
    case 'SessionReplaced':
    case 'SessionClosed':
      return { type: 'session', subject: { consumer_id: fact.consumerId }, data: sessionOf(fact) }
    case 'EpochPublished': {
      const { targets, added, removed, moved_consumer } = fact.epoch.counts
      const counts = { targets, added, removed, moved_consumer, consumers_told: fact.consumersTold }
      return epochEvent(fact, { causes: fact.epoch.causes, counts })
    }
    case 'EpochEntered':
      return epochEvent(fact, {})
    case 'ReloadSent': {
      const { epoch, isRepeat } = fact
      return {
        type: 'reload_sent',
        subject: reloadOf(fact),
        data: { epoch, ...(isRepeat && { again: true as const }) },
      }
    }
    case 'ReloadAnswered':
      return { type: 'reload_ack', subject: reloadOf(fact), data: { epoch: fact.epoch, action: fact.action } }
    case 'ReloadAnsweredUnasked':
      return null
    case 'ReloadConfirmed':
      return { type: 'rollout', subject: reloadOf(fact), data: { epoch: fact.epoch, state: 'confirmed' } }
    case 'ReloadUnanswered':
      return { type: 'rollout', subject: reloadOf(fact), data: { epoch: fact.epoch, state: 'stuck' } }
    case 'BatchReported':
      return batchEvent(fact.batch)
    case 'AlertRaised':
    case 'AlertCleared':
      return alertEvent(fact.alert, { action: fact.kind === 'AlertRaised' ? 'raised' : 'cleared' })
    case 'AlertMarked': {
      const { action, mark } = fact
      const { by, why, until } = mark
      return alertEvent(fact.alert, {
        action,
        ...(by !== null && { token: by }),
        ...(why !== undefined && { why }),
        ...(until !== undefined && { until }),
      })
    }
    case 'StorageFailed':
      return { type: 'storage', data: { what: fact.what, action: 'failed', ...fact.problem } }
    case 'StorageRecovered': {
      return { type: 'storage', data: { what: fact.what, action: 'recovered', ...fact.problem } }
    }
    case 'OperatorActed':
      return { type: 'operator', subject: fact.subject, data: fact.data }
    case 'NoteMade': {
      const { note_id, at: about, by, text, epoch, alert_id, window_id, made_at: _, ...subject } = fact.note
      const token = by === null ? {} : { token: by }
      const more = {
        ...(epoch !== undefined && { epoch }),
        ...(alert_id !== undefined && { alert_id }),
        ...(window_id !== undefined && { window_id }),
      }
      return { type: 'note', subject, data: { note_id, about, text, ...token, ...more } }
    }
    case 'WindowChanged':
      return { type: 'window', subject: fact.taskId === undefined ? {} : { task_id: fact.taskId }, data: fact.data }
    case 'SourceRan':
      return { type: 'source', subject: { task_id: fact.taskId }, data: fact.data }
    case 'ClockChanged':
      return { type: 'clock', data: { change: fact.change, by: fact.by } }
    case 'MonitorStarted':
      return { type: 'monitor', data: { action: 'started', version: fact.version } }
    case 'MonitorStopping':
      return { type: 'monitor', data: { action: 'stopping', version: fact.version } }
    case 'FrameRefused':
      return { type: 'error', subject: fact.subject, data: fact.data }
    case 'LimitHit':
      return { type: 'limit', subject: fact.subject, data: fact.data }
  }
}

type FactOf<K extends Fact['kind']> = Extract<Fact, { kind: K }>

function statusOf(
  fact: FactOf<'ConsumerOnline' | 'ConsumerSuspect' | 'ConsumerOffline' | 'ConsumerLost' | 'ConsumerGone'>,
): EventData<'consumer_status'> {
  switch (fact.kind) {
    case 'ConsumerOnline':
      return { state: 'online' }
    case 'ConsumerOffline':
      return { state: 'offline' }
    case 'ConsumerGone':
      return { state: 'gone' }
    case 'ConsumerSuspect':
      return { state: 'suspect', silence: fact.silence }
    case 'ConsumerLost':
      return { state: 'lost', silence: fact.silence }
  }
}

function sessionOf(fact: FactOf<'SessionOpened' | 'SessionReplaced' | 'SessionClosed'>): EventData<'session'> {
  const { sessionId: session_id, remote } = fact
  const token = fact.token === null ? {} : { token: fact.token }
  switch (fact.kind) {
    case 'SessionOpened':
      return { action: 'opened', session_id, remote, ...token }
    case 'SessionReplaced':
      return { action: 'replaced', session_id, remote, ...token }
    case 'SessionClosed':
      return { action: 'closed', session_id, remote, ...token, ...(fact.code && { code: fact.code }) }
  }
}

function epochEvent(
  { epoch: { task_id, epoch, state, cause } }: FactOf<'EpochPublished' | 'EpochEntered'>,
  more: Partial<EventData<'epoch'>>,
): EventBody<'epoch'> {
  return { type: 'epoch', subject: { task_id }, data: { epoch, state, cause, ...more } }
}

function alertEvent(
  alert: AlertResource,
  { action, ...marks }: Pick<EventData<'alert'>, 'action' | 'token' | 'why' | 'until'>,
): EventBody<'alert'> {
  const { kind, consumer_id, task_id, epoch, count, of, message, reason, values } = alert
  const subject = { ...(consumer_id !== undefined && { consumer_id }), ...(task_id !== undefined && { task_id }) }
  const about = Object.entries({ epoch, count, of, message, reason, values }).filter(([, value]) => value !== undefined)
  return { type: 'alert', subject, data: { action, kind, ...marks, ...Object.fromEntries(about) } }
}

function reloadOf({ taskId, consumerId }: { readonly taskId: number; readonly consumerId: string }): EventSubject {
  return { task_id: taskId, consumer_id: consumerId }
}

function batchEvent(batch: BatchResource): EventBody<'batch_status'> {
  const { consumer_id, batch_id, task_id, status, progress, message, planned, stale } = batch
  return {
    type: 'batch_status',
    subject: { ...(task_id !== null && { task_id }), ...(consumer_id !== null && { consumer_id }), batch_id },
    data: { status, progress, message, ...(stale ? { stale } : !planned && { unplanned: true as const }) },
  }
}
