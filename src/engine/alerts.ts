import type { AlertResource } from '../contract/resources/alert.ts'
import type { BatchResource } from '../contract/resources/batch.ts'
import type { ConsumerResource } from '../contract/resources/consumer.ts'
import type { TaskState } from './task-state.ts'

type Alert = Omit<AlertResource, 'since'>

/**
 * What the alerts are derived from; `storms` are the ids that are fought over (WS-17), `storage` and `eventLog` are the
 * disk's complaint while it refuses to write the database or the events.
 */
interface Situation {
  readonly consumers: Iterable<ConsumerResource>
  readonly tasks: Iterable<TaskState>
  readonly batches: Iterable<BatchResource>
  readonly storms: Iterable<string>
  readonly storage: string | null
  readonly eventLog: string | null
}

/** All alerts in force, the gravest first. Nothing is switched on or off: an alert goes away with its reason. */
export function deriveAlerts(situation: Situation, previous: readonly AlertResource[], now: number): AlertResource[] {
  const since = new Map(previous.map((alert) => [alert.alert_id, alert.since]))
  return list(situation).map((alert) => ({ ...alert, since: since.get(alert.alert_id) ?? now }))
}

function list({ consumers, tasks, batches, storms, storage, eventLog }: Situation): Alert[] {
  const alerts: Alert[] = []
  if (storage !== null) alerts.push({ alert_id: 'storage', kind: 'storage', message: storage })
  if (eventLog !== null) alerts.push({ alert_id: 'event_log', kind: 'event_log', message: eventLog })
  const online: string[] = []
  const absent: Alert[] = []
  const stuckConsumers: Alert[] = []
  for (const { consumer_id, state, drained_at, stuck_since } of consumers) {
    if (state === 'online') online.push(consumer_id)
    if (stuck_since !== null) stuckConsumers.push(ofConsumer('consumer_stuck', consumer_id))
    // That a drained consumer goes is what it was drained for (LV-5).
    if (drained_at !== null) continue
    if (state === 'lost') absent.push(ofConsumer('consumer_lost', consumer_id))
    if (state === 'offline') absent.push(ofConsumer('consumer_offline', consumer_id))
  }
  for (const task of tasks) {
    const { task_id, epoch, sync_due, targets } = task.view
    const uncovered = targets - task.coveredBy(online)
    if (uncovered > 0) alerts.push({ alert_id: `coverage:${task_id}`, kind: 'coverage', task_id, count: uncovered })
    const stuck = task.rollout.told().stuck
    if (stuck > 0) {
      alerts.push({ alert_id: `rollout_stuck:${task_id}`, kind: 'rollout_stuck', task_id, epoch, count: stuck })
    }
    if (sync_due && !task.view.auto_sync) alerts.push({ alert_id: `sync_due:${task_id}`, kind: 'sync_due', task_id })
  }
  for (const consumerId of storms) alerts.push(ofConsumer('takeover_storm', consumerId))
  let failed = 0
  for (const { status, stale } of batches) if (status === 'error' && !stale) failed++
  if (failed > 0) alerts.push({ alert_id: 'batch_errors', kind: 'batch_errors', count: failed })
  return [...alerts, ...stuckConsumers, ...absent]
}

function ofConsumer(kind: AlertResource['kind'], consumer_id: string): Alert {
  return { alert_id: `${kind}:${consumer_id}`, kind, consumer_id }
}
