/** Silences and maintenance (MW-1): for a time, alerts are not passed on, or slots stay where they are. */
import { type Static, Type } from 'typebox'
import { consumerId, id, list, named, orNull, time } from '../primitives.ts'
import { alertKinds, severities } from './alert.ts'

/** The longest window, ms: who needs more than that needs a setting. */
export const MAX_WINDOW_MS = 31 * 86_400_000
/** The longest reason, in characters. */
export const MAX_WHY_LENGTH = 500

export const why = Type.String({ maxLength: MAX_WHY_LENGTH, description: 'Why, for whoever comes next.' })

/**
 * What a window is about: all that is left out is everything. Consumers by name or by labels, all of which they have to
 * carry; a task; and, of what mutes, kinds and severities of alerts.
 */
export const windowScope = Type.Object(
  {
    task_id: Type.Optional(id),
    consumers: Type.Optional(Type.Array(consumerId, { minItems: 1, maxItems: 10_000 })),
    labels: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 128 }), Type.String({ maxLength: 256 }), {
        minProperties: 1,
        maxProperties: 32,
      }),
    ),
    kinds: Type.Optional(Type.Array(Type.Enum([...alertKinds]), { minItems: 1 })),
    severities: Type.Optional(Type.Array(Type.Enum([...severities]), { minItems: 1 })),
  },
  { additionalProperties: false },
)
export type WindowScope = Static<typeof windowScope>

/** Now or later, once; or again and again. */
const schedule = {
  from: Type.Optional(time('When it begins; at once where it is left out.')),
  duration: Type.Integer({ minimum: 1000, maximum: MAX_WINDOW_MS, description: 'ms' }),
  cron: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'It begins anew each time, for `duration`: `0 3 * * SUN`.',
    }),
  ),
  time_zone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Of `cron`; UTC by default.' })),
}

const mutes = Type.Boolean({ description: 'AL-7: alerts in its scope are shown, and passed on to nobody.' })
const holds = Type.Boolean({
  description: 'MW-2: consumers in its scope keep their slots, whether or not they are there.',
})

export const windowDraft = Type.Object(
  { mutes, holds, scope: windowScope, why: Type.Optional(why), ...schedule },
  { additionalProperties: false, title: 'WindowDraft' },
)
export type WindowDraft = Static<typeof windowDraft>

export const windowResource = named('Window', 'MW-1: a silence or a maintenance window.', {
  window_id: id,
  mutes,
  holds,
  scope: windowScope,
  why: Type.String(),
  by: orNull(Type.String(), 'The name of the token of whoever made it; null where none was needed.'),
  made_at: time('ms since 1970.'),
  duration: Type.Integer({ description: 'ms' }),
  cron: orNull(Type.String()),
  time_zone: Type.String(),
  from: time('When it began, or begins next.'),
  until: time('When it ends, or that one does.'),
  active: Type.Boolean(),
})
export type WindowResource = Static<typeof windowResource>

export const windowList = Type.Object({ windows: list(windowResource, 'Those that are, or will be.') })
