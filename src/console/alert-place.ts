import type { Place } from '../contract/place.ts'
import type { AlertResource } from '../contract/resources/alert.ts'

/** Where an alert shows; null where its words are all there is. */
export function alertPlace({ kind, consumer_id = '', task_id = 0, epoch = 0, values }: AlertResource): Place | null {
  switch (kind) {
    case 'consumer_lost':
    case 'consumer_offline':
    case 'consumer_stuck':
    case 'consumer_flapping':
    case 'takeover_storm':
    case 'frames_refused':
      return { screen: 'consumers', params: { open: consumer_id } }
    case 'rollout_stuck':
      return { screen: 'epochs', params: { open: String(epoch), task: String(task_id) } }
    case 'mass_loss':
      return { screen: 'consumers', params: { state: 'lost' } }
    case 'guarded_change':
      return { screen: 'targets', params: { task: String(task_id) } }
    case 'delivery_failed':
      return { screen: 'settings', params: { part: 'channels', ...channelIn(values) } }
    case 'certificate_expiring':
    case 'disk_filling':
      return { screen: 'settings', params: { part: 'server' } }
    case 'coverage':
      return { screen: 'consumers', params: { state: 'away' } }
    case 'batch_errors':
      return { screen: 'batches', params: { status: 'error' } }
    case 'batches_pending':
    case 'batches_unreported':
      return { screen: 'batches', params: { status: 'pending' } }
    case 'consumers_awaited':
      return { screen: 'consumers', params: { state: 'offline' } }
    case 'consumers_idle':
      return { screen: 'consumers', params: { state: 'idle' } }
    case 'consumers_refused':
      return { screen: 'events', params: { type: 'limit' } }
    case 'source_failed':
    case 'source_stale':
    case 'source_guarded':
      return { screen: 'targets', params: { task: String(task_id) } }
    case 'backup_failed':
    case 'backups_gone':
      return { screen: 'settings', params: { part: 'backups' } }
    case 'state_restored':
    case 'state_unproven':
    case 'events_replaced':
    case 'sync_due':
    case 'storage':
    case 'descriptors_low':
    case 'guessing':
    case 'event_log':
      return null
  }
}

/**
 * Where a link in a message leads: alerts are in view there and one click from being acknowledged, which the link itself never
 * does (AL-6). Of one consumer that is its own panel, else the first of them in the list of all.
 */
export function messagePlace(alerts: readonly AlertResource[]): Place {
  const [first] = alerts
  if (!first) return { screen: 'overview', params: {} }
  const place = alerts.length === 1 ? alertPlace(first) : null
  if (place?.screen === 'consumers' && place.params['open'] !== undefined) return place
  return { screen: 'overview', params: { alert: first.alert_id } }
}

/** The channel that an alert is about, where it names one. */
function channelIn(values: AlertResource['values']): { channel?: string } {
  return typeof values?.['channel'] === 'string' ? { channel: values['channel'] } : {}
}

/** Where very many alerts of a kind show at once. */
export const manyPlace = {
  consumer_lost: { screen: 'consumers', params: { state: 'lost' } },
  consumer_offline: { screen: 'consumers', params: { state: 'offline' } },
  consumer_stuck: { screen: 'consumers', params: { state: 'stuck' } },
  consumer_flapping: { screen: 'consumers', params: { state: 'flapping' } },
  takeover_storm: { screen: 'consumers', params: {} },
  frames_refused: { screen: 'consumers', params: {} },
} as const satisfies Partial<Record<AlertResource['kind'], Place>>
