import type { StartRecord } from './start-record.ts'

/** So many starts that came to nothing, and the version before is put back. */
export const MAX_FAILED_STARTS = 2

/** What a start has to do. */
export type StartDecision =
  /** As usual. */
  | { readonly step: 'start'; readonly record: StartRecord }
  /** The version before is put back, and started. */
  | { readonly step: 'put_back'; readonly record: StartRecord }
  /** It has not started so often, and there is nothing to put back: said, and tried again. */
  | { readonly step: 'warn'; readonly record: StartRecord }

interface Start {
  readonly version: string
  readonly pid: number
}

/** `[DT-11]` A version begins to start; one that started before is not counted. */
export function beginStart(record: StartRecord, { version, pid }: Start): StartDecision {
  if (record.good === version || record.good === null) return { step: 'start', record }
  const failed = record.trying?.version === version ? record.trying.starts : 0
  const next: StartRecord = { ...record, trying: { version, starts: failed + 1, pid } }
  if (failed < MAX_FAILED_STARTS) return { step: 'start', record: next }
  return { step: record.kept === null || record.kept.version === version ? 'warn' : 'put_back', record: next }
}

/** It has started: from now on that is the good one, and the one before is not needed any more. */
export function endStart(record: StartRecord, version: string): StartRecord {
  const { put_back } = record
  return { good: version, trying: null, kept: null, put_back: put_back?.to === version ? put_back : null }
}

/** It ended before it had started, and not by a fault of this version: as if it had not been tried. */
export function undoStart(record: StartRecord, { version, pid }: Start): StartRecord {
  const { trying } = record
  if (trying?.version !== version || trying.pid !== pid) return record
  return { ...record, trying: trying.starts > 1 ? { ...trying, starts: trying.starts - 1 } : null }
}

/** The version before is in its place again; it is the good one, and the other one is not offered any more. */
export function afterPutBack(record: StartRecord, from: string, at: number): StartRecord {
  const to = record.kept?.version ?? record.good ?? ''
  return { good: to, trying: null, kept: null, put_back: { from, to, at, told: false } }
}
