/** How far the batches of one consumer were over time (TS-3): how it is asked for and answered. */
import { type Static, Type } from 'typebox'
import { consumerId, list, named, orNull, time } from '../primitives.ts'

/** The steps in which it is kept, ms: a minute, a quarter of an hour. */
export const progressSteps = [60_000, 900_000] as const
export type ProgressStep = (typeof progressSteps)[number]

export const progressQuestion = Type.Object({
  consumer_id: consumerId,
  from: Type.Optional(time('Included; an hour before `to` where it is left out.')),
  to: Type.Optional(time('Not included; now where it is left out.')),
})
/** The same with its two ends, ms. */
export type ProgressRange = Required<Static<typeof progressQuestion>>

export const progressHistory = named('ConsumerHistory', 'TS-3: how far the batches of a consumer were, by step.', {
  consumer_id: consumerId,
  from: time('Of the first point: when its step begins.'),
  step: Type.Integer({ minimum: 1, description: 'ms between two points.' }),
  progress: list(
    orNull(Type.Number({ minimum: 0, maximum: 100 })),
    'Mean of its batches in percent; null where it had none, or nothing was read.',
  ),
})
export type ProgressHistory = Static<typeof progressHistory>
