/** What there was to know of a time, in one page: for whoever takes over (CN-7). */
import type { EpochCause } from '../cause.ts'
import type { AlertKind, AlertMark, Severity } from './alert.ts'

/** An alert of the time, from when to when it was; of very many of a kind together one stands for all. */
export interface SummaryIncident {
  readonly kind: AlertKind
  readonly severity: Severity
  /** How many alerts of this kind it stands for. */
  readonly alerts: number
  readonly consumer_id?: string
  readonly task_id?: number
  /** The most there were at a time, where it counts something. */
  readonly count?: number
  readonly raised_at: number
  /** Null where it is not over. */
  readonly cleared_at: number | null
  readonly acknowledged?: AlertMark
}

/** One task over the time. */
export interface SummaryTask {
  readonly task_id: number
  readonly name: string
  readonly targets: number
  /** 0–1, of the targets; null where nothing was read. */
  readonly coverage: { readonly now: number; readonly mean: number | null; readonly least: number | null }
  /** The epochs that were made, the last 20, oldest first; and how many there were. */
  readonly epochs: readonly {
    readonly epoch: number
    readonly at: number
    readonly causes: readonly EpochCause[]
    readonly moved: number
  }[]
  readonly epochs_made: number
}

export interface Summary {
  readonly from: number
  readonly to: number
  readonly tasks: readonly SummaryTask[]
  readonly consumers: { readonly known: number; readonly online: number; readonly least_online: number | null }
  /** Over within the time, or not yet; the gravest and longest first, at most 50. */
  readonly incidents: readonly SummaryIncident[]
  readonly incidents_left_out: number
  /** Messages of batches in error, those of most batches first, at most 20. */
  readonly errors: readonly { readonly message: string; readonly batches: number }[]
  /** What operators noted within the time, oldest first, the last 20. */
  readonly notes: readonly { readonly at: number; readonly by: string | null; readonly text: string }[]
}
