import { createHash } from 'node:crypto'
import type { Identity } from '../../planner/identity.ts'
import type { PendingChange, SourceDefinition, SourceOrigin, SourceRun } from '../../contract/resources/source.ts'

/** A change that waits, and the bytes it was made of. */
export interface PendingList extends PendingChange {
  /** SHA-256 of the list, which is kept in a file of its own. */
  readonly digest: string
  /** How it is to be read. */
  readonly format: string
}

/** What is known of a source beyond what somebody gave; it outlives the process. Times are ms since 1970. */
export interface SourceState {
  readonly paused: boolean
  readonly last_run: SourceRun | null
  readonly last_success_at: number | null
  /** Runs in a row that failed. */
  readonly failures: number
  /** What the source said of the list that was taken last, to ask for a newer one only: an `ETag`, the times of files. */
  readonly validator: string | null
  /** SHA-256 of that list. */
  readonly digest: string | null
  /** The epoch of the task after it was taken. */
  readonly epoch: number | null
  /** What made targets the same then (ID-1): under another identity the same list may be others. Not known of earlier ones. */
  readonly identity?: Identity
  /** Somebody else has changed the targets since. */
  readonly overridden: boolean
  readonly pending: PendingList | null
  /** SHA-256 of the list that an operator has discarded. */
  readonly discarded: string | null
}

/** A source as it is kept. */
export interface StoredSource {
  readonly task_id: number
  readonly origin: SourceOrigin
  /** Null for one of the settings file: it stands there, with its secrets. */
  readonly definition: SourceDefinition | null
  /** Of what it reads: of another one nothing is known. */
  readonly fingerprint: string
  /** When it was given. */
  readonly since: number
  readonly state: SourceState
}

export const newState: SourceState = {
  paused: false,
  last_run: null,
  last_success_at: null,
  failures: 0,
  validator: null,
  digest: null,
  epoch: null,
  overridden: false,
  pending: null,
  discarded: null,
}

/** What a source reads, in a form that can be compared; when it runs is no part of it. */
export function fingerprintOf(definition: SourceDefinition): string {
  const {
    name: _n,
    interval: _i,
    cron: _c,
    time_zone: _z,
    jitter: _j,
    timeout: _t,
    retries: _r,
    apply: _a,
    ...what
  } = definition
  const ordered = JSON.stringify(what, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  return createHash('sha256').update(ordered).digest('hex')
}

/** The clock was set by so many ms: whatever was has been for as long as before. */
export function shifted(state: SourceState, by: number): SourceState {
  const { last_run: run, last_success_at: success, pending } = state
  return {
    ...state,
    last_run: run && { ...run, at: run.at + by },
    last_success_at: success === null ? null : success + by,
    pending: pending && { ...pending, at: pending.at + by },
  }
}
