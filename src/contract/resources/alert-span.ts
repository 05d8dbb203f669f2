/** What is kept of alerts, in force or over (AL-2): from when to when each was. */
import { type Static, Type } from 'typebox'
import { consumerId, epochNumber, id, list, named, orNull, time } from '../primitives.ts'
import { alertKinds, severities } from './alert.ts'

/** The most of each severity in one answer: what is critical is not lost among what is not. */
export const MAX_ALERT_SPANS = 2000

export const alertSpan = named('AlertSpan', 'AL-2: an alert, from when it was raised until it was cleared.', {
  alert_id: Type.String({ description: 'The same whenever the same thing is wrong with the same thing.' }),
  kind: Type.Enum([...alertKinds]),
  severity: Type.Enum([...severities]),
  consumer_id: Type.Optional(consumerId),
  task_id: Type.Optional(id),
  epoch: Type.Optional(epochNumber),
  count: Type.Optional(Type.Integer({ minimum: 0, description: 'The most there were at a time.' })),
  raised_at: time('ms since 1970.'),
  cleared_at: orNull(time('ms since 1970.'), 'Null while it is in force.'),
  acknowledged_at: Type.Optional(time('AL-6: when an operator took it over, ms since 1970.')),
  acknowledged_by: Type.Optional(
    orNull(Type.String(), 'The name of the token of whoever did; null where none was needed.'),
  ),
  why: Type.Optional(Type.String({ description: 'What was said then.' })),
})
export type AlertSpan = Static<typeof alertSpan>

export const alertHistoryQuestion = Type.Object({
  /** Leaves out those of other tasks; what is of no task concerns all. */
  task_id: Type.Optional(id),
  from: Type.Optional(time('Those that were in force at or after it; a day before `to` where it is left out.')),
  to: Type.Optional(time('Those that were raised before it; now where it is left out.')),
})
export type AlertHistoryQuestion = Static<typeof alertHistoryQuestion>
/** The same with its two ends, ms. */
export type AlertHistoryRange = AlertHistoryQuestion & { readonly from: number; readonly to: number }

export const alertHistory = named('AlertHistory', 'AL-2: the alerts of a range, those raised last first.', {
  alerts: list(alertSpan),
  partial: Type.Optional(
    Type.Literal(true, { description: `There were more: of a severity only the newest ${MAX_ALERT_SPANS} are here.` }),
  ),
})
export type AlertHistory = Static<typeof alertHistory>
