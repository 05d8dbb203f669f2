import type { PhraseValues } from '../phrase.ts'

/** What is wrong with what is kept, beyond a disk that refuses. */
export type Concern = 'state_restored' | 'state_unproven' | 'events_replaced' | 'backup_failed' | 'backups_gone'

export const severities = ['critical', 'warning', 'info'] as const
export type Severity = (typeof severities)[number]

/** What needs an operator's eye, newest state only; it goes away with its reason. */
export interface AlertResource {
  alert_id: string
  kind:
    | 'consumer_lost'
    | 'consumer_offline'
    | 'consumer_stuck'
    | 'consumer_flapping'
    | 'takeover_storm'
    | 'frames_refused'
    | 'rollout_stuck'
    | 'coverage'
    | 'consumers_refused'
    | 'batch_errors'
    | 'batches_pending'
    | 'batches_unreported'
    | 'consumers_awaited'
    | 'consumers_idle'
    | 'storage'
    | 'event_log'
    | Concern
    | 'sync_due'
    | 'source_failed'
    | 'source_stale'
    | 'source_guarded'
    | 'descriptors_low'
    | 'guessing'
    | 'mass_loss'
    | 'guarded_change'
    | 'delivery_failed'
    | 'certificate_expiring'
    | 'disk_filling'
  since: number
  /** What it is about, where it is about one thing. */
  consumer_id?: string
  task_id?: number
  epoch?: number
  count?: number
  /** Of how many `count` is a part, where that says something. */
  of?: number
  /** What the machine says, where it says something, for example of the disk: in English, and as data (HT-4). */
  message?: string
  reason?: string
  values?: PhraseValues
  /** When something happens by itself, ms: slots move to others, a source is tried again. Left out where nothing does. */
  next_at?: number
  /** `[AL-6]` An operator has seen it, and looks after it. It is passed on to nobody any more; that it is over is. */
  acknowledged?: AlertMark
  /** `[AL-6]` It is passed on to nobody until then, and then again where it is still so. */
  snoozed?: AlertMark & { readonly until: number }
  /** `[AL-7]` A silence or a maintenance window covers it until then. */
  muted?: { readonly window_id: number; readonly until: number }
}
/** Who did something about an alert, when and why. */
export interface AlertMark {
  readonly at: number
  /** The name of the token; null where none was needed. */
  readonly by: string | null
  readonly why?: string
  /** What the alert counted then. */
  readonly count?: number
}

/** `[AL-6]` Whoever looks after something critical has not seen half as much again. */
const MAX_GROWTH = 1.5

/** `[AL-6]` Whether something critical is so much worse than it was when somebody took it over that somebody has to hear of it. */
export function isOutgrown(
  { kind, count }: Pick<AlertResource, 'kind' | 'count'>,
  mark: AlertMark | undefined,
): boolean {
  if (mark?.count === undefined || count === undefined || severityOf(kind) !== 'critical') return false
  return count > mark.count * MAX_GROWTH
}
export type AlertKind = AlertResource['kind']

/** `[AL-6]` The longest snooze, ms: who wants more than that wants a silence. */
export const MAX_SNOOZE_MS = 7 * 86_400_000

/**
 * How grave each is. Critical: targets are not watched, or what was decided may be lost. Warning: somebody has to look
 * before it gets worse. Info: worth knowing, nothing gets worse by itself.
 */
const severityTable = {
  coverage: 'critical',
  storage: 'critical',
  event_log: 'critical',
  state_restored: 'critical',
  mass_loss: 'critical',
  disk_filling: 'warning',
  certificate_expiring: 'warning',
  delivery_failed: 'warning',
  guarded_change: 'warning',
  consumer_lost: 'warning',
  consumer_offline: 'warning',
  consumers_awaited: 'warning',
  consumer_stuck: 'warning',
  consumer_flapping: 'warning',
  takeover_storm: 'warning',
  rollout_stuck: 'warning',
  batch_errors: 'warning',
  batches_pending: 'warning',
  frames_refused: 'warning',
  consumers_refused: 'warning',
  source_failed: 'warning',
  source_stale: 'warning',
  source_guarded: 'warning',
  descriptors_low: 'warning',
  guessing: 'warning',
  state_unproven: 'warning',
  events_replaced: 'warning',
  backup_failed: 'warning',
  backups_gone: 'warning',
  sync_due: 'info',
  consumers_idle: 'info',
  batches_unreported: 'info',
} as const satisfies Record<AlertKind, Severity>

export const alertKinds = Object.keys(severityTable) as readonly AlertKind[]

export function severityOf(kind: AlertKind): Severity {
  // A monitor of a later version may know more kinds.
  return Object.hasOwn(severityTable, kind) ? severityTable[kind] : 'warning'
}
