import { refusal } from '../../contract/refusal.ts'
import { MAX_WHY_LENGTH, type WindowDraft } from '../../contract/resources/window.ts'
import type { Engine } from '../../engine/engine.ts'
import { operatorWords } from '../operator-words.ts'
import type { Redactor } from '../redactor.ts'
import type { WindowTerms } from './live-window.ts'
import { assertComesAgain } from './window-schedule.ts'

const DAY_MS = 86_400_000
/** How long before it begins a window may be made, ms. */
const MAX_AHEAD_MS = 366 * DAY_MS

interface Surroundings {
  readonly engine: Pick<Engine, 'hasConsumer' | 'taskResource'>
  readonly redactor: Pick<Redactor, 'mayMention' | 'line'>
}

/**
 * What an operator wants, with everything that he left out.
 * @throws {BatchdeckError} `INVALID_MESSAGE`, `UNKNOWN_TASK`, `UNKNOWN_CONSUMER`
 */
export function termsOf(
  draft: WindowDraft,
  { by, now }: { readonly by: string | null; readonly now: number },
  { engine, redactor }: Surroundings,
): Omit<WindowTerms, 'window_id'> {
  const { mutes, holds, scope, duration, cron = null, time_zone = 'UTC', from = now, why = '' } = draft
  if (!mutes && !holds) throw refusal('window_without_effect')
  if (!mutes && (scope.kinds ?? scope.severities)) throw refusal('window_of_alerts_holds')
  assertKnown(scope, engine)
  if (from > now + MAX_AHEAD_MS) throw refusal('window_too_far', { days: MAX_AHEAD_MS / DAY_MS })
  const terms = { mutes, holds, scope: withoutRepeats(scope), duration, cron, time_zone }
  const said = { why: operatorWords(why, MAX_WHY_LENGTH, redactor), by, made_at: now }
  if (cron === null) {
    if (from + duration <= now) throw refusal('window_over')
    return { ...terms, ...said, from }
  }
  // What comes again is not open already because it would have been.
  const soonest = Math.max(from, now)
  assertComesAgain({ cron, timeZone: time_zone, from: soonest, duration })
  return { ...terms, ...said, from: soonest }
}

function assertKnown({ task_id, consumers = [], labels }: WindowDraft['scope'], engine: Surroundings['engine']): void {
  if (task_id !== undefined) engine.taskResource(task_id)
  const unknown = consumers.find((id) => !engine.hasConsumer(id))
  if (unknown !== undefined) throw refusal('consumer_unknown', { consumer: unknown })
  if (task_id !== undefined && (labels ?? consumers.length > 0)) throw refusal('window_of_task_and_consumers')
}

function withoutRepeats(scope: WindowDraft['scope']): WindowDraft['scope'] {
  return scope.consumers ? { ...scope, consumers: [...new Set(scope.consumers)] } : scope
}
