/** The alerts in force, as the HTTP API shows them (AL-1, AL-6, AL-7). */
import { Type } from 'typebox'
import type { PhraseValues } from '../phrase.ts'
import { consumerId, epochNumber, id, list, named, orNull, time } from '../primitives.ts'
import { alertKinds, severities } from './alert.ts'

const optional = Type.Optional

const mark = {
  at: time('ms since 1970.'),
  by: orNull(Type.String(), 'The name of the token of whoever did; null where none was needed.'),
  why: optional(Type.String()),
  count: optional(Type.Integer({ minimum: 0, description: 'What the alert counted then.' })),
}

export const alertInForce = named('Alert', 'AL-1: what needs an operator, as it is now.', {
  alert_id: Type.String({ description: 'The same whenever the same thing is wrong with the same thing.' }),
  kind: Type.Enum([...alertKinds]),
  severity: Type.Enum([...severities]),
  since: time('ms since 1970.'),
  consumer_id: optional(consumerId),
  task_id: optional(id),
  epoch: optional(epochNumber),
  count: optional(Type.Integer({ minimum: 0 })),
  of: optional(Type.Integer({ minimum: 0, description: 'Of how many `count` is a part.' })),
  message: optional(Type.String({ description: 'What the machine says, in English.' })),
  reason: optional(Type.String({ description: 'The same as data (HT-4).' })),
  values: optional(Type.Unsafe<PhraseValues>(Type.Record(Type.String(), Type.Unknown()))),
  next_at: optional(time('AL-3: when something happens by itself, ms since 1970.')),
  acknowledged: optional(Type.Object(mark, { description: 'AL-6: somebody looks after it.' })),
  snoozed: optional(
    Type.Object({ ...mark, until: time('ms since 1970.') }, { description: 'AL-6: passed on to nobody until then.' }),
  ),
  muted: optional(
    Type.Object(
      { window_id: id, until: time('ms since 1970.') },
      { description: 'AL-7: the window that covers it for longest.' },
    ),
  ),
})
export const alertList = Type.Object({ alerts: list(alertInForce, 'The gravest first.') })
