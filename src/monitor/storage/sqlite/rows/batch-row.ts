import { deflateRawSync } from 'node:zlib'
import { type Static, Type } from 'typebox'
import type { ProgressTuple } from '../../../../contract/feed.ts'
import type { BatchResource } from '../../../../contract/resources/batch.ts'
import type { StoredBatch } from '../../../../planner/assignment.ts'
import { MEDIUM } from '../../../../planner/priority.ts'
import { batchStatuses, type Cells, natural, orNull, owner, priority, RowReader, text, time } from './row.ts'

/**
 * `batches`: targets one a line, the index of each one's priority, nothing where all are medium; their attributes one a
 * line, deflated, null where none has any.
 */
const batches = new RowReader(
  'batches',
  Type.Object({
    batch_id: natural,
    consumer_id: owner,
    targets: Type.String({ minLength: 1 }),
    priority,
    ratings: Type.String({ pattern: '^[0-3]*$' }),
    attributes: orNull(Type.Unsafe<Uint8Array>(Type.Unknown())),
  }),
)

export function readBatch(cells: Cells): StoredBatch {
  const row = `batch ${String(cells['batch_id'])}`
  const { batch_id, consumer_id, targets: lines, priority: level, ratings, attributes } = batches.cells(cells, row)
  const targets = lines.split('\n')
  if (ratings !== '' && ratings.length !== targets.length) {
    throw batches.fault(row, '/ratings', `are ${ratings.length} for ${targets.length} targets`)
  }
  const texts = attributes === null ? [] : batches.unpack(attributes, row).toString().split('\n')
  if (attributes !== null && texts.length !== targets.length) {
    throw batches.fault(row, '/attributes', `are ${texts.length} for ${targets.length} targets`)
  }
  return {
    batch_id,
    consumer_id,
    priority: level,
    targets,
    ratings: Array.from(ratings, Number),
    attributes: texts.map((said) => (said === '' ? null : said)),
  }
}

export function targetsCell(targets: readonly string[]): string {
  return targets.join('\n')
}

export function ratingsCell(ratings: readonly number[]): string {
  return ratings.some((rating) => rating !== MEDIUM) ? ratings.join('') : ''
}

/** Their texts have no line breaks (AT-1). */
export function attributesCell(attributes: readonly (string | null)[]): Buffer | null {
  if (attributes.every((said) => said === null)) return null
  return deflateRawSync(attributes.map((said) => said ?? '').join('\n'))
}

/** `progress` */
const reports = new RowReader(
  'progress',
  Type.Object({
    batch_id: natural,
    status: Type.Integer({ minimum: 0, maximum: batchStatuses.length - 1 }),
    progress: Type.Number({ minimum: 0, maximum: 100 }),
    updated_at: time,
    message: text,
  }),
)

export function readProgress(cells: Cells): ProgressTuple {
  const row = `batch ${String(cells['batch_id'])}`
  const { batch_id, status, progress, updated_at, message } = reports.cells(cells, row)
  return [batch_id, status, progress, updated_at, message]
}

/** `unplanned.view` */
const unplannedJson = Type.Object({
  batch_id: natural,
  /** Where it is stale, and was planned once. */
  task_id: Type.Optional(orNull(natural)),
  consumer_id: text,
  stale: Type.Boolean(),
  status: Type.Enum([...batchStatuses]),
  progress: Type.Number({ minimum: 0, maximum: 100 }),
  message: text,
  updated_at: orNull(time),
})
type UnplannedJson = Static<typeof unplannedJson>

const unplanned = new RowReader('unplanned', unplannedJson)

export function readUnplanned({ consumer_id, batch_id, view }: Cells): BatchResource {
  const read = unplanned.json(view, `consumer ${String(consumer_id)}, batch ${String(batch_id)}`)
  return {
    batch_id: read.batch_id,
    task_id: read.task_id ?? null,
    consumer_id: read.consumer_id,
    planned: false,
    stale: read.stale,
    targets: 0,
    priority: null,
    status: read.status,
    progress: read.progress,
    message: read.message,
    updated_at: read.updated_at,
  }
}

export function unplannedCell(batch: BatchResource & { readonly consumer_id: string }): string {
  return JSON.stringify({
    batch_id: batch.batch_id,
    task_id: batch.task_id,
    consumer_id: batch.consumer_id,
    stale: batch.stale,
    status: batch.status,
    progress: batch.progress,
    message: batch.message,
    updated_at: batch.updated_at,
  } satisfies UnplannedJson)
}
