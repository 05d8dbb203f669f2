import type { AlertKind } from '../contract/resources/alert.ts'
import { REFUSALS_QUIET_MS } from './admission.ts'
import type { EngineSettings } from './engine-settings.ts'
import { REFUSALS_OVER_MS } from './refusal-watch.ts'
import { STORM_WINDOW_MS } from './takeover-watch.ts'

/** The monitor looks at itself, at its sources and at its disks within so long, ms. */
const OWN_LOOK_MS = 5000

/**
 * `[AL-1]` After a restart, for how long an alert of before stays though its reason is not seen, ms: for as long as it takes
 * to see it where it is still there. What is known from the first moment on needs no time.
 */
export function heldFor(kind: AlertKind, { fleet, rollout, flaps }: EngineSettings): number {
  switch (kind) {
    case 'coverage':
    case 'consumer_lost':
    case 'consumer_offline':
    case 'consumers_awaited':
    case 'batch_errors':
    case 'batches_pending':
    case 'batches_unreported':
    case 'consumers_idle':
    case 'sync_due':
    case 'mass_loss':
      return 0
    case 'consumer_stuck':
      return fleet.grace + OWN_LOOK_MS
    case 'consumer_flapping':
      return fleet.grace + flaps.stableAfter
    case 'rollout_stuck':
      return fleet.grace + rollout.ackTimeout * (rollout.resends + 1) + OWN_LOOK_MS
    case 'frames_refused':
      return fleet.grace + REFUSALS_OVER_MS
    case 'takeover_storm':
      return STORM_WINDOW_MS
    case 'consumers_refused':
      return REFUSALS_QUIET_MS
    case 'storage':
    case 'event_log':
    case 'state_restored':
    case 'state_unproven':
    case 'events_replaced':
    case 'backup_failed':
    case 'backups_gone':
    case 'source_failed':
    case 'source_stale':
    case 'source_guarded':
    case 'descriptors_low':
    case 'guessing':
    case 'guarded_change':
    case 'delivery_failed':
    case 'certificate_expiring':
    case 'disk_filling':
      return OWN_LOOK_MS
  }
}
