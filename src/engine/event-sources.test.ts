import { describe, expect, it } from 'vitest'
import type { NewEvent } from '../contract/events.ts'
import { Engine } from './engine.ts'
import { emptyAssignment, outlineChange } from '../planner/assignment.ts'
import { plan } from '../planner/plan.ts'
import type { HeartbeatFrame } from '../contract/consumer-frames.ts'
import { engineSettings, nothing } from '../../tests/engine-settings.ts'
import { drainEvents } from '../../tests/engine-events.ts'
import { newTask } from '../../tests/integration/stored-task.ts'

const full = { message: 'The disk is full.', reason: 'storage_full', values: { file: 'x.db' } }

/** Consumers a and b with 200 targets of task 1; everybody was told of epoch 1 at 0. What led there is not looked at. */
function running() {
  const engine = new Engine(engineSettings, nothing, 0)
  engine.addTask(newTask(1))
  for (const id of ['a', 'b']) {
    engine.connected(`s-${id}`, '10.0.0.1', 0)
    engine.received(`s-${id}`, { type: 'register', consumer_id: id }, 0)
  }
  const targets = Array.from({ length: 200 }, (_, i) => `target-${i}`)
  const result = plan({ ...engine.planTerms(1), previous: emptyAssignment, edit: { kind: 'replace', targets } })
  const record = engine.draft(1, result, { cause: 'test', causes: [] }, 'changed', 0)
  engine.adopt(record, outlineChange(emptyAssignment, result.assignment), 'test', 0)
  const seen: NewEvent[] = []
  let lookedAt = 0
  /** The engine is asked what changed. */
  const look = (now: number) => void seen.push(...drainEvents(engine, (lookedAt = now)))
  const take = (...types: NewEvent['type'][]) => {
    look(lookedAt)
    return seen.splice(0).filter(({ type }) => types.length === 0 || types.includes(type))
  }
  const told = take('reload_sent')
  return { engine, told, take, look, batchId: engine.batchIds(1, 'a')[0]! }
}

describe('what becomes an event', () => {
  it('[EV-2] a status or a message that is another; not progress alone, and not the same again', () => {
    const { engine, take, batchId } = running()
    const report = (fields: object, now: number) =>
      engine.received(
        's-a',
        { type: 'batch_status', batch_id: batchId, status: 'running', message: 'on it', progress: 1, ...fields },
        now,
      )
    report({}, 1)
    report({ progress: 2 }, 2)
    report({ progress: 2 }, 3)
    report({ message: 'further' }, 4)
    report({ status: 'error', message: 'further' }, 5)
    engine.received(
      's-a',
      {
        type: 'heartbeat',
        consumer_id: 'a',
        timestamp: 1,
        batches: [
          { batch_id: batchId, status: 'error', progress: 50 },
          { batch_id: 900, status: 'running', progress: 7 },
        ],
      },
      6,
    )
    const subject = { type: 'batch_status', task_id: 1, consumer_id: 'a', batch_id: batchId }
    expect(take('batch_status')).toEqual([
      { ...subject, at: 1, data: { status: 'running', progress: 1, message: 'on it' } },
      { ...subject, at: 4, data: { status: 'running', progress: 1, message: 'further' } },
      { ...subject, at: 5, data: { status: 'error', progress: 1, message: 'further' } },
      {
        at: 6,
        type: 'batch_status',
        consumer_id: 'a',
        batch_id: 900,
        data: { status: 'running', progress: 7, message: '', unplanned: true },
      },
    ])
  })

  it('[EV-2] [WS-8] [EP-3] every reload, every answer to one, and where it led', () => {
    const { engine, told, take, look } = running()
    expect(told.map(({ consumer_id, data }) => [consumer_id, data])).toEqual([
      ['a', { epoch: 1 }],
      ['b', { epoch: 1 }],
    ])
    const ack = { type: 'batch_reload_ack', task_id: 1, action: 'reloading' } as const
    engine.received('s-a', { ...ack, consumer_id: 'a' }, 10)
    engine.received('s-a', { ...ack, consumer_id: 'a', action: 'skipping' }, 20)
    const epochs = [{ task_id: 1, epoch: 1 }]
    const heartbeat: HeartbeatFrame = { type: 'heartbeat', consumer_id: 'a', timestamp: 1, batches: [], epochs }
    engine.received('s-a', heartbeat, 30)
    engine.received('s-a', heartbeat, 40)
    for (const now of [40_000, 60_000, 80_000, 120_000]) {
      for (const id of ['a', 'b']) engine.received(`s-${id}`, { type: 'ping' }, now)
      engine.tick(now)
      look(now)
    }
    expect(
      take('reload_sent', 'reload_ack', 'rollout', 'epoch').map(({ at, type, consumer_id, data }) => [
        at,
        type,
        consumer_id,
        'action' in data ? data.action : 'state' in data ? data.state : 'again' in data && data.again,
      ]),
    ).toEqual([
      [10, 'reload_ack', 'a', 'reloading'],
      [20, 'reload_ack', 'a', 'skipping'],
      [30, 'rollout', 'a', 'confirmed'],
      [60_000, 'reload_sent', 'b', true],
      [120_000, 'rollout', 'b', 'stuck'],
      [120_000, 'epoch', undefined, 'degraded'],
    ])
  })

  it('[EV-2] [WS-17] connections that open, are replaced and end, and why', () => {
    const { engine, take } = running()
    engine.connected('n', '10.0.0.9', 5)
    engine.received('n', { type: 'register', consumer_id: 'a' }, 5)
    engine.received('n', { type: 'register', consumer_id: 'a' }, 6)
    engine.disconnected('s-a', 7, 'SESSION_REPLACED')
    engine.disconnected('n', 8, 'TOO_SLOW')
    expect(take('session').map(({ at, consumer_id, data }) => [at, consumer_id, data])).toEqual([
      [5, 'a', { action: 'replaced', session_id: 's-a', remote: '10.0.0.1' }],
      [5, 'a', { action: 'opened', session_id: 'n', remote: '10.0.0.9' }],
      [8, 'a', { action: 'closed', session_id: 'n', remote: '10.0.0.9', code: 'TOO_SLOW' }],
    ])
  })

  it('[EV-2] alerts when they come and when they go, and the disk that is their reason', () => {
    const { engine, take, look } = running()
    engine.alerts.setStorageProblem(full, 10)
    engine.alerts.setStorageProblem(full, 11)
    look(12)
    look(13)
    engine.alerts.setStorageProblem(null, 20)
    engine.alerts.setEventLogProblem(full, 20)
    look(21)
    engine.alerts.setEventLogProblem(null, 30)
    look(31)
    expect(take('alert', 'storage').map(({ at, type, data }) => [at, type, data])).toEqual([
      [10, 'storage', { what: 'database', action: 'failed', ...full }],
      [12, 'alert', { action: 'raised', kind: 'storage', ...full }],
      [20, 'storage', { what: 'database', action: 'recovered' }],
      [21, 'alert', { action: 'cleared', kind: 'storage', ...full }],
      [21, 'alert', { action: 'raised', kind: 'event_log', ...full }],
      [30, 'storage', { what: 'events', action: 'recovered', ...full }],
      [31, 'alert', { action: 'cleared', kind: 'event_log', ...full }],
    ])
  })
})
