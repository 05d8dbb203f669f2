import type { SourceResource } from '../../contract/resources/source.ts'
import type { LiveSource } from './live-source.ts'

/** Whether it has given nothing for so long that somebody has to look. */
export function isStale({ stored, terms, state }: LiveSource, now: number): boolean {
  return !state.paused && now - (state.last_success_at ?? stored.since) > terms.stale_after
}

/** `[SO-1]` What is shown of a source: nothing secret. */
export function sourceView(source: LiveSource, now: number): SourceResource {
  const { stored, terms, state, running, nextRunAt } = source
  const { digest: _digest, format: _format, ...pending } = state.pending ?? { digest: '', format: '' }
  return {
    task_id: stored.task_id,
    ...terms,
    origin: stored.origin,
    paused: state.paused,
    state: stateOf(source, now),
    running_since: running?.since ?? null,
    next_run_at: nextRunAt,
    last_run: state.last_run,
    last_success_at: state.last_success_at,
    failures: state.failures,
    overridden: state.overridden,
    pending: state.pending && (pending as SourceResource['pending']),
  }
}

function stateOf(source: LiveSource, now: number): SourceResource['state'] {
  const { state, running } = source
  if (state.paused) return 'paused'
  if (running) return 'running'
  if (state.pending) return 'waiting'
  if (isStale(source, now)) return 'stale'
  if (state.failures > 0) return 'failed'
  return state.last_run ? 'ok' : 'new'
}
