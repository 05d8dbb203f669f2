import { Type } from 'typebox'
import { refusal } from '../../contract/refusal.ts'
import { alertList } from '../../contract/resources/alert-list.ts'
import { type AlertMark, MAX_SNOOZE_MS, severityOf } from '../../contract/resources/alert.ts'
import { MAX_WHY_LENGTH } from '../../contract/resources/window.ts'
import type { AlertAct } from '../../engine/alert-marks.ts'
import { operatorWords } from '../operator-words.ts'
import type { Context } from './context.ts'
import { type Audit, type Facts, httpProcedure, procedure } from './procedure.ts'

/** Of which the last is shown where nobody says how much: a day. */
const USUAL_RANGE_MS = 86_400_000
const DAY_MS = 86_400_000

/** `[AL-1]` Those in force. */
export const listAlerts = httpProcedure('alerts.list', {
  role: 'viewer',
  input: Type.Object({}),
  result: alertList,
  audit: null,
  run({ engine, flush }) {
    flush()
    return { alerts: engine.alertsInForce().map((alert) => ({ ...alert, severity: severityOf(alert.kind) })) }
  },
})

/** `[AL-2]` `INVALID_MESSAGE` where the range ends before it begins; `STORAGE_FAILED` */
export const readAlertHistory = procedure('alerts.history', {
  role: 'viewer',
  audit: null,
  run({ alerts, now }, question) {
    // What is raised at this very moment is a part of it.
    const { to = now() + 1, from = to - USUAL_RANGE_MS } = question
    if (to <= from) throw refusal('range_backwards')
    return alerts.history({ ...question, from, to })
  },
})

/** `[AL-6]` `STORAGE_FAILED` */
export const acknowledgeAlerts = procedure('alerts.acknowledge', {
  role: 'operator',
  audit: auditOf('alerts.acknowledge'),
  run: (context, { alerts, why }) => say(context, alerts, { action: 'acknowledged', mark: markOf(context, why) }),
})

/** `[AL-6]` `STORAGE_FAILED` */
export const unacknowledgeAlerts = procedure('alerts.unacknowledge', {
  role: 'operator',
  audit: auditOf('alerts.unacknowledge'),
  run: (context, { alerts }) => say(context, alerts, { action: 'unacknowledged', mark: markOf(context) }),
})

/** `[AL-6]` `INVALID_MESSAGE`, `STORAGE_FAILED` */
export const snoozeAlerts = procedure('alerts.snooze', {
  role: 'operator',
  audit: auditOf('alerts.snooze'),
  run(context, { alerts, until, why }) {
    const mark = markOf(context, why)
    if (until === null) return say(context, alerts, { action: 'unsnoozed', mark })
    if (until <= mark.at) throw refusal('snooze_over')
    if (until > mark.at + MAX_SNOOZE_MS) throw refusal('snooze_too_long', { days: MAX_SNOOZE_MS / DAY_MS })
    return say(context, alerts, { action: 'snoozed', mark: { ...mark, until } })
  },
})

function markOf({ caller, redactor, now }: Context, why = ''): AlertMark {
  const words = operatorWords(why, MAX_WHY_LENGTH, redactor)
  return { at: now(), by: caller.token, ...(words !== '' && { why: words }) }
}

/** `[EP-11]` @returns those that are otherwise now */
async function say(
  { alerts, engine, now, flush }: Context,
  ids: readonly string[],
  act: AlertAct,
): Promise<{ alerts: readonly string[] }> {
  const marked = await alerts.decide(
    () => engine.draftMark(ids, act),
    (drafted) => engine.markAlerts(drafted, act, now()),
  )
  flush()
  return { alerts: marked.map(({ alert_id }) => alert_id) }
}

/** Of one alert which it was, of several how many; each has an event of its own beside it. */
function auditOf(name: string): Audit<{ alerts: readonly string[] }, { alerts: readonly string[] }> {
  return {
    name,
    facts({ alerts: named = [] }, result): Facts {
      const concerned = result?.alerts ?? named
      return concerned.length === 1 ? { alert_id: concerned[0] } : { alerts: concerned.length }
    },
  }
}
