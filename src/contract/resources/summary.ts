/** What there was to know of a time, in one page: for whoever takes over (CN-7). */
import { type Static, Type } from 'typebox'
import { epochCause } from '../cause.ts'
import { consumerId, count, epochNumber, id, list, named, orNull, time } from '../primitives.ts'
import { alertKinds, severities } from './alert.ts'

/** The longest time that a summary tells of, ms. */
export const MAX_SUMMARY_MS = 31 * 86_400_000
/** How much of each there is in a summary; the rest is counted where nothing else counts it. */
export const MAX_SUMMARY_TASKS = 50
export const MAX_SUMMARY_EPOCHS = 20
export const MAX_SUMMARY_INCIDENTS = 50
export const MAX_SUMMARY_ERRORS = 20
export const MAX_SUMMARY_NOTES = 20

const share = Type.Number({ minimum: 0, maximum: 1 })

/** An alert of the time, from when to when it was; of very many of a kind together one stands for all. */
export const summaryIncident = Type.Object({
  kind: Type.Enum([...alertKinds]),
  severity: Type.Enum([...severities]),
  alerts: count('How many alerts of this kind, each about something else, it stands for.'),
  times: count('How many times one of them was raised.'),
  consumer_id: Type.Optional(consumerId),
  task_id: Type.Optional(id),
  epoch: Type.Optional(epochNumber),
  count: Type.Optional(count('The most there were at a time, where it counts something.')),
  raised_at: time('ms since 1970.'),
  cleared_at: orNull(time('ms since 1970.'), 'Null where it is not over.'),
  acknowledged: Type.Optional(
    Type.Object({
      at: time('ms since 1970.'),
      by: orNull(Type.String(), 'The name of the token; null where none was needed.'),
      why: Type.Optional(Type.String()),
    }),
  ),
})
export type SummaryIncident = Static<typeof summaryIncident>

/** One task over the time. */
export const summaryTask = Type.Object({
  task_id: id,
  name: Type.String(),
  targets: count('Now.'),
  coverage: Type.Object({
    now: share,
    mean: orNull(share, 'Null where nothing was read.'),
    least: orNull(share, 'Null where nothing was read.'),
  }),
  epochs: list(
    Type.Object({
      epoch: epochNumber,
      at: time('ms since 1970.'),
      causes: list(epochCause),
      moved: count('Targets that were given to another consumer.'),
    }),
    `The last ${MAX_SUMMARY_EPOCHS} that were made, oldest first.`,
  ),
  epochs_made: count('How many there were.'),
})
export type SummaryTask = Static<typeof summaryTask>

export const summary = named('Summary', 'CN-7: what there was to know of a time.', {
  from: time('ms since 1970.'),
  to: time('ms since 1970.'),
  tasks: list(summaryTask, `Those of most targets first, at most ${MAX_SUMMARY_TASKS}.`),
  tasks_left_out: count('How many more there are.'),
  consumers: Type.Object({
    known: count('Now.'),
    online: count('Now.'),
    least_online: orNull(count('At a time.'), 'Null where nothing was read.'),
  }),
  incidents: list(
    summaryIncident,
    `What was in force at some time; the gravest first, of these what is not over, then the longest: at most ${MAX_SUMMARY_INCIDENTS}.`,
  ),
  incidents_left_out: count('How many more there were.'),
  errors: list(
    Type.Object({ message: Type.String(), batches: count('In error now.') }),
    `What batches in error say, that of most batches first, at most ${MAX_SUMMARY_ERRORS}.`,
  ),
  notes: list(
    Type.Object({ at: time('ms since 1970.'), by: orNull(Type.String()), text: Type.String() }),
    `What operators noted, oldest first, the last ${MAX_SUMMARY_NOTES}.`,
  ),
})
export type Summary = Static<typeof summary>

export const summaryQuestion = Type.Object({
  from: Type.Optional(time('A day before `to` where it is left out.')),
  to: Type.Optional(time('Now where it is left out.')),
})
