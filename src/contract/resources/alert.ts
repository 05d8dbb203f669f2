import type { PhraseValues } from '../phrase.ts'

/** What is wrong with what is kept, beyond a disk that refuses. */
export type Concern = 'state_restored' | 'state_unproven' | 'events_replaced' | 'backup_failed' | 'backups_gone'

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
    | 'storage'
    | 'event_log'
    | Concern
    | 'sync_due'
    | 'source_failed'
    | 'source_stale'
    | 'source_guarded'
    | 'descriptors_low'
    | 'guessing'
  since: number
  /** What it is about, where it is about one thing. */
  consumer_id?: string
  task_id?: number
  epoch?: number
  count?: number
  /** What the machine says, where it says something, for example of the disk: in English, and as data (HT-4). */
  message?: string
  reason?: string
  values?: PhraseValues
}
