import { sentenceOf } from '../../contract/errors.ts'
import type { Phrase, Sentence } from '../../contract/phrase.ts'
import { fault, refusal } from '../../contract/refusal.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { LiveSource } from './live-source.ts'
import { isStale } from './source-view.ts'

type Alert = Omit<AlertResource, 'since'>

/** `[SO-5]` What an operator has to know of a source. @param failedAfter so many failures in a row */
export function alertsOf(source: LiveSource, failedAfter: number, now: number): Alert[] {
  const { state, terms, taskId, isPaused, nextRunAt } = source
  const problem = state.last_run?.problem ?? null
  const alerts: Alert[] = []
  if (state.pending) {
    const { why, added, removed, of } = state.pending
    const said = sentenceOf(
      refusal(why === 'guard' ? 'source_waits_guard' : 'source_waits_review', { added, removed, of }),
    )
    alerts.push({ ...ofTask('source_guarded', taskId), count: removed, ...said })
  }
  if (isPaused) return alerts
  // AL-3: by itself it comes right with a later run.
  const next = nextRunAt === null ? {} : { next_at: nextRunAt }
  if (state.failures >= failedAfter && problem) {
    alerts.push({ ...ofTask('source_failed', taskId), count: state.failures, ...problem, ...next })
  }
  if (isStale(source, now)) {
    // The limit and not the time itself: that would be another alert every minute.
    const minutes = Math.round(terms.stale_after / 60_000)
    alerts.push({
      ...ofTask('source_stale', taskId),
      ...sentenceOf(refusal('source_silent', { minutes, last: lastOf(problem) })),
      ...next,
    })
  }
  return alerts
}

function lastOf(problem: Sentence | null): Phrase {
  if (!problem) return fault('source_never_good')
  const { message, reason, values = {} } = problem
  return fault('source_last_problem', { problem: reason === undefined ? message : { key: reason, values } })
}

function ofTask(kind: Alert['kind'], task_id: number): Alert {
  return { alert_id: `${kind}:${task_id}`, kind, task_id }
}
