import type { Condition } from '../../../console/condition.ts'
import { conditions } from '../../../console/condition.ts'
import { batchesOf } from '../../../console/summaries.ts'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import type { ConsumerResource } from '../../../contract/resources/consumer.ts'

/** One cell of the map: a consumer, or a host where there are too many of them. */
export interface MapCell {
  /** Of the consumer, or the name of the host. */
  readonly id: string
  /** More than 1 for a host: so many consumers. */
  readonly consumers: number
  /** Of a host the gravest. */
  readonly condition: Condition
  /** Mean of its batches, 0–100. */
  readonly progress: number
  readonly hasError: boolean
  /** It is well now and was not within the range. */
  readonly wasAway: boolean
}

interface Known {
  readonly consumers: ReadonlyMap<string, ConsumerResource>
  readonly conditions: ReadonlyMap<string, Condition>
  readonly batches: ReadonlyMap<number, BatchResource>
  readonly unplanned: ReadonlyMap<string, BatchResource>
  /** Those that were offline or lost within the range. */
  readonly away: ReadonlySet<string>
  /** In the order in which they are shown, so that a cell keeps its place. */
  readonly names: readonly string[]
}

/** Beyond it a cell would be too small to be hit. */
export const MAX_CELLS = 2400

/** A cell for each consumer, by id; for each host where there are more than {@link MAX_CELLS}. */
export function mapCells(known: Known): MapCell[] {
  const work = workOf(batchesOf(known, null))
  const cells = known.names.map((id): MapCell => {
    const { sum = 0, count = 0, hasError = false } = work.get(id) ?? {}
    const condition = known.conditions.get(id) ?? 'online'
    return {
      id,
      consumers: 1,
      condition,
      progress: count === 0 ? 0 : sum / count,
      hasError,
      wasAway: condition === 'online' && known.away.has(id),
    }
  })
  return cells.length <= MAX_CELLS ? cells : hostCells(cells, known.consumers)
}

function hostCells(cells: readonly MapCell[], consumers: Known['consumers']): MapCell[] {
  const hosts = Map.groupBy(cells, ({ id }) => consumers.get(id)?.hostname ?? consumers.get(id)?.remote ?? '')
  return Array.from(hosts, ([id, own]) => ({
    id,
    consumers: own.length,
    condition: conditions.find((each) => own.some(({ condition }) => condition === each)) ?? 'online',
    progress: own.reduce((sum, { progress }) => sum + progress, 0) / own.length,
    hasError: own.some(({ hasError }) => hasError),
    wasAway: own.some(({ wasAway }) => wasAway),
  }))
}

interface Work {
  sum: number
  count: number
  hasError: boolean
}

function workOf(batches: readonly BatchResource[]): Map<string, Work> {
  const all = new Map<string, Work>()
  for (const { consumer_id, progress, status, stale } of batches) {
    if (consumer_id === null || stale) continue
    let work = all.get(consumer_id)
    if (!work) all.set(consumer_id, (work = { sum: 0, count: 0, hasError: false }))
    work.sum += progress
    work.count++
    work.hasError ||= status === 'error'
  }
  return all
}

/** How cells stand in their room, px. */
export interface MapGrid {
  /** Of a cell. */
  readonly size: number
  /** From the start of one to the start of the next, from left to right. */
  readonly step: number
  /** The same from one line to the next. */
  readonly line: number
  readonly perLine: number
}

const GAP_PX = 2
/** What is left of the room goes between the cells, as far as they still are one map. */
const MAX_GAP_PX = 4
const LARGEST_PX = 30
const SMALLEST_PX = 5

/** The largest cells of which so many fit; at the smallest, what does not fit is below the edge. */
export function mapGrid(count: number, width: number, height: number): MapGrid {
  for (let size = LARGEST_PX; ; size--) {
    const step = size + GAP_PX
    const perLine = Math.max(1, Math.floor((width + GAP_PX) / step))
    const lines = Math.floor((height + GAP_PX) / step)
    if (perLine * lines >= count || size === SMALLEST_PX) {
      const spread = (room: number, cells: number) =>
        Math.max(step, Math.min(size + MAX_GAP_PX, Math.floor((room + GAP_PX) / cells)))
      return { size, step: spread(width, perLine), line: spread(height, Math.ceil(count / perLine)), perLine }
    }
  }
}

/** The cell at a point, as its place among all; null between two, or beyond the last. */
export function cellAt({ size, step, line, perLine }: MapGrid, count: number, x: number, y: number): number | null {
  const [column, row] = [Math.floor(x / step), Math.floor(y / line)]
  if (x < 0 || y < 0 || column >= perLine || x - column * step > size || y - row * line > size) return null
  const place = row * perLine + column
  return place < count ? place : null
}

/** Where an arrow leads from a cell; null where the key leads nowhere. */
export function nextCell(key: string, place: number, count: number, perLine: number): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: place - 1,
    ArrowRight: place + 1,
    ArrowUp: place - perLine,
    ArrowDown: place + perLine,
    Home: 0,
    End: count - 1,
  }
  const next = moves[key]
  return next === undefined || next < 0 || next >= count ? null : next
}
