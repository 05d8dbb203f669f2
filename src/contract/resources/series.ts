/** What is kept of the fleet over time (TS-1): which series there are, and how a part of them is asked for and answered. */
import { type Static, Type } from 'typebox'
import { id, list, named, orNull, time } from '../primitives.ts'

/** What several values of a series are as one: in a longer step, and in the ten seconds in which they were read. */
export type Keep = 'mean' | 'min' | 'max' | 'sum'

/** What is read of the fleet, or counted, to be kept. */
export type Reading =
  | 'coverage'
  | 'targets'
  | 'targets_moved'
  | 'epochs'
  | 'batches_pending'
  | 'batches_running'
  | 'batches_completed'
  | 'batches_error'
  | 'progress'
  | 'consumers_online'
  | 'consumers_suspect'
  | 'consumers_offline'
  | 'consumers_lost'
  | 'consumers_drained'
  | 'consumers_stuck'
  | 'alerts'
  | 'sources_failed'
  | 'frames_per_second'
  | 'ack_p50_ms'
  | 'ack_p95_ms'
  | 'cpu'
  | 'memory_bytes'
  | 'loop_delay_ms'

interface Series {
  readonly reading: Reading
  readonly keep: Keep
  /** Each task has its own beside that of all. */
  readonly ofTasks?: true
}

/**
 * Every series there is. On disk a series is known by its name for as long as a row is kept: new ones may be added, none
 * ever changes its meaning. Those of tasks come first, so that the rows of a task are short.
 */
export const seriesTable = {
  coverage: { reading: 'coverage', keep: 'mean', ofTasks: true },
  coverage_min: { reading: 'coverage', keep: 'min', ofTasks: true },
  targets: { reading: 'targets', keep: 'mean', ofTasks: true },
  targets_moved: { reading: 'targets_moved', keep: 'sum', ofTasks: true },
  epochs: { reading: 'epochs', keep: 'sum', ofTasks: true },
  batches_pending: { reading: 'batches_pending', keep: 'mean', ofTasks: true },
  batches_running: { reading: 'batches_running', keep: 'mean', ofTasks: true },
  batches_completed: { reading: 'batches_completed', keep: 'mean', ofTasks: true },
  batches_error: { reading: 'batches_error', keep: 'mean', ofTasks: true },
  batches_error_max: { reading: 'batches_error', keep: 'max', ofTasks: true },
  progress: { reading: 'progress', keep: 'mean', ofTasks: true },
  consumers_online: { reading: 'consumers_online', keep: 'mean' },
  consumers_online_min: { reading: 'consumers_online', keep: 'min' },
  consumers_suspect: { reading: 'consumers_suspect', keep: 'mean' },
  consumers_offline: { reading: 'consumers_offline', keep: 'mean' },
  consumers_lost: { reading: 'consumers_lost', keep: 'mean' },
  consumers_drained: { reading: 'consumers_drained', keep: 'mean' },
  consumers_stuck: { reading: 'consumers_stuck', keep: 'max' },
  alerts: { reading: 'alerts', keep: 'max' },
  sources_failed: { reading: 'sources_failed', keep: 'max' },
  frames_per_second: { reading: 'frames_per_second', keep: 'mean' },
  ack_p50_ms: { reading: 'ack_p50_ms', keep: 'mean' },
  ack_p95_ms: { reading: 'ack_p95_ms', keep: 'max' },
  cpu: { reading: 'cpu', keep: 'mean' },
  memory_bytes: { reading: 'memory_bytes', keep: 'max' },
  loop_delay_ms: { reading: 'loop_delay_ms', keep: 'max' },
} as const satisfies Record<string, Series>

export type SeriesName = keyof typeof seriesTable

export const seriesNames = Object.keys(seriesTable) as readonly SeriesName[]

/** The steps in which they are kept, ms: ten seconds, a minute, a quarter of an hour. */
export const seriesSteps = [10_000, 60_000, 900_000] as const

/** The most points of each series in one answer. */
export const MAX_SERIES_POINTS = 2000

export const seriesQuestion = Type.Object({
  /** Of all tasks together where it is left out. */
  task_id: Type.Optional(id),
  /** All there are where it is left out. */
  series: Type.Optional(Type.Array(Type.Enum([...seriesNames]), { minItems: 1, maxItems: seriesNames.length })),
  from: Type.Optional(time('Included; an hour before `to` where it is left out.')),
  to: Type.Optional(time('Not included; now where it is left out.')),
  step: Type.Optional(
    Type.Integer({
      minimum: 1000,
      maximum: 366 * 86_400_000,
      description: 'ms between two points; what is kept in longer steps, or would be too much, has longer ones.',
    }),
  ),
})
export type SeriesQuestion = Static<typeof seriesQuestion>
/** The same with its two ends, ms. */
export type SeriesRange = SeriesQuestion & { readonly from: number; readonly to: number }

export const seriesResource = named('Series', 'TS-2: the fleet over time, a value for each step.', {
  task_id: orNull(id, 'Null for all tasks together.'),
  from: time('Of the first point: when its step begins.'),
  step: Type.Integer({ minimum: 1, description: 'ms between two points.' }),
  points: Type.Integer({ minimum: 0, description: 'How many each series has.' }),
  oldest: orNull(time('Of what is kept.')),
  series: Type.Record(Type.String(), list(orNull(Type.Number())), {
    description: 'A value for each point, or null: nothing was read then.',
  }),
})
export type SeriesResource = Static<typeof seriesResource>
