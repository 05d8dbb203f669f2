import { Type } from 'typebox'
import { consumerId } from '../../contract/primitives.ts'
import { seriesNames, type SeriesName } from '../../contract/resources/series.ts'
import { refusal } from '../../contract/refusal.ts'
import { readProgress, readSeries } from '../procedures/series.ts'
import { readTime, timeText } from './query-time.ts'
import { wholeNumber } from './query.ts'
import { route } from './route.ts'

const query = {
  task_id: Type.Optional(wholeNumber),
  series: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1000,
      description: `With commas between, all without it: ${seriesNames.join(', ')}.`,
    }),
  ),
  from: timeText('ms since 1970, or ISO 8601; included. An hour before `to` without it.'),
  to: timeText('ms since 1970, or ISO 8601; not included. Now without it.'),
  step: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 31_622_400,
      description:
        'Seconds between two points; longer where less is kept of the range, or there would be more than 2,000.',
    }),
  ),
}

/** `/api/history` */
export const seriesRoutes = [
  route('GET /api/history', {
    operationId: 'readHistory',
    summary: 'The fleet over time (TS-1, TS-2)',
    description: 'A value of each series for each step; null where nothing was read, because the monitor did not run.',
    tags: ['monitor'],
    query,
    problems: ['STORAGE_FAILED'],
    does: readSeries,
    input({ query: { task_id, series, from, to, step } }) {
      return {
        ...(task_id !== undefined && { task_id }),
        ...(series !== undefined && { series: readNames(series) }),
        ...(from !== undefined && { from: readTime('from', from) }),
        ...(to !== undefined && { to: readTime('to', to) }),
        ...(step !== undefined && { step: step * 1000 }),
      }
    },
  }),
  route('GET /api/consumers/:consumer_id/history', {
    operationId: 'readConsumerHistory',
    summary: 'One consumer over time (TS-3)',
    description: 'The mean progress of its batches for each step; null where it had none, or nothing was read.',
    tags: ['consumers'],
    params: Type.Object({ consumer_id: consumerId }),
    query: { from: query.from, to: query.to },
    problems: ['STORAGE_FAILED'],
    does: readProgress,
    input: ({ params: { consumer_id }, query: { from, to } }) => ({
      consumer_id,
      ...(from !== undefined && { from: readTime('from', from) }),
      ...(to !== undefined && { to: readTime('to', to) }),
    }),
  }),
]

function readNames(given: string): SeriesName[] {
  return [...new Set(given.split(','))].map((text) => {
    const name = seriesNames.find((known) => known === text.trim())
    if (name) return name
    throw refusal('series_unknown', { series: seriesNames.join(', ') })
  })
}
