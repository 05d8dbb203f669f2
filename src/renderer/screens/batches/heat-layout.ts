import type { BatchResource } from '../../../contract/resources/batch.ts'

/** One batch in the grid. */
export interface HeatCell {
  readonly key: string
  readonly batch: BatchResource
  /** It left the filter, or is gone, while somebody looks: it keeps its place until then. */
  readonly isOut: boolean
}

/** The cells of one consumer. */
export interface HeatGroup {
  readonly consumerId: string | null
  readonly cells: readonly HeatCell[]
  /** Where they begin among all cells. */
  readonly first: number
}

/** A strip of the grid: the names of some groups, or a line of the cells of each. */
interface HeatRow {
  readonly band: number
  /** Null: the names. */
  readonly line: number | null
  readonly height: number
}

/** Where everything is. Groups stand side by side in bands; all sizes in px. */
export interface HeatLayout {
  /** From one cell to the next. */
  readonly step: number
  readonly columns: number
  readonly columnWidth: number
  /** Cells side by side in a group. */
  readonly perLine: number
  readonly rows: readonly HeatRow[]
  /** Where each band begins. */
  readonly tops: readonly number[]
  readonly height: number
}

export const HEADER_PX = 22
export const COLUMN_GAP_PX = 24
const BAND_GAP_PX = 12
const MIN_COLUMN_PX = 184
/** Space between cells. */
export const CELL_GAP_PX = 2

/** The more cells, the smaller they are, as long as each can still be told and hit. */
export function stepFor(cells: number): number {
  if (cells <= 600) return 24
  return cells <= 3000 ? 20 : 16
}

export function heatGroups(cells: readonly HeatCell[]): HeatGroup[] {
  const groups: { consumerId: string | null; cells: HeatCell[]; first: number }[] = []
  for (const [place, cell] of cells.entries()) {
    const { consumer_id } = cell.batch
    const last = groups.at(-1)
    if (last && last.consumerId === consumer_id) last.cells.push(cell)
    else groups.push({ consumerId: consumer_id, cells: [cell], first: place })
  }
  return groups
}

/** @param width of the whole grid; before it is known it is 0 */
export function heatLayout(groups: readonly HeatGroup[], cells: number, width: number): HeatLayout {
  const step = stepFor(cells)
  const room = Math.floor((width + COLUMN_GAP_PX) / (MIN_COLUMN_PX + COLUMN_GAP_PX))
  const columns = Math.max(1, Math.min(room, groups.length))
  const columnWidth = Math.max(step, Math.floor((width + COLUMN_GAP_PX) / columns) - COLUMN_GAP_PX)
  const perLine = Math.max(1, Math.floor((columnWidth + CELL_GAP_PX) / step))
  const rows: HeatRow[] = []
  const tops: number[] = []
  let height = 0
  for (let first = 0; first < groups.length; first += columns) {
    const band = first / columns
    const longest = groups.slice(first, first + columns).reduce((most, group) => Math.max(most, group.cells.length), 0)
    const lines = Math.ceil(longest / perLine)
    tops.push(height)
    rows.push({ band, line: null, height: HEADER_PX })
    for (let line = 0; line < lines; line++) {
      rows.push({ band, line, height: line === lines - 1 ? step + BAND_GAP_PX : step })
    }
    height += HEADER_PX + lines * step + BAND_GAP_PX
  }
  return { step, columns, columnWidth, perLine, rows, tops, height }
}

/** The lines of one band that are in sight, the last one not included, and whether its names are. */
export interface SeenBand {
  readonly band: number
  readonly from: number
  readonly to: number
}

/** @param seen places of rows, ascending */
export function seenBands({ rows }: HeatLayout, seen: readonly number[]): SeenBand[] {
  const bands: SeenBand[] = []
  for (const place of seen) {
    const row = rows[place]
    if (!row) continue
    const { band, line } = row
    const last = bands.at(-1)
    const [from, to] = line === null ? [0, 0] : [line, line + 1]
    if (last?.band === band) {
      bands[bands.length - 1] = { band, from: last.to === 0 ? from : last.from, to: Math.max(last.to, to) }
    } else bands.push({ band, from, to })
  }
  return bands
}

/** The row a cell is in. */
export function rowOfCell({ rows, columns, perLine }: HeatLayout, groups: readonly HeatGroup[], place: number): number {
  const index = groupOf(groups, place)
  const line = Math.floor((place - groups[index]!.first) / perLine)
  const band = Math.floor(index / columns)
  return rows.findIndex((row) => row.band === band && row.line === line)
}

function groupOf(groups: readonly HeatGroup[], place: number): number {
  return groups.findLastIndex(({ first }) => first <= place)
}

/**
 * `[UI-6]` Where a key leads from a cell: left and right from one to the next, up and down from line to line and from group
 * to group, Home and End within the group, with Ctrl within all; PageUp and PageDown to the group before and after.
 * @returns null where it is no such key
 */
export function stepTo(
  { key, isCtrl }: { key: string; isCtrl: boolean },
  place: number,
  groups: readonly HeatGroup[],
  { columns, perLine }: HeatLayout,
): number | null {
  const index = groupOf(groups, place)
  const group = groups[index]
  const last = groups.at(-1)
  if (!group || !last) return null
  const end = last.first + last.cells.length - 1
  const within = place - group.first
  const size = group.cells.length
  switch (key) {
    case 'ArrowRight':
      return Math.min(end, place + 1)
    case 'ArrowLeft':
      return Math.max(0, place - 1)
    case 'ArrowDown': {
      if (within + perLine < size) return place + perLine
      // From a full line into one that is not: its last cell.
      if (Math.floor(within / perLine) < Math.floor((size - 1) / perLine)) return group.first + size - 1
      const below = groups[index + columns]
      return below ? below.first + Math.min(within % perLine, below.cells.length - 1) : place
    }
    case 'ArrowUp': {
      if (within >= perLine) return place - perLine
      const above = groups[index - columns]
      if (!above) return place
      const lastLine = Math.floor((above.cells.length - 1) / perLine) * perLine
      return above.first + Math.min(lastLine + within, above.cells.length - 1)
    }
    case 'Home':
      return isCtrl ? 0 : group.first
    case 'End':
      return isCtrl ? end : group.first + size - 1
    case 'PageDown':
      return (groups[index + 1] ?? group).first
    case 'PageUp':
      return (groups[index - 1] ?? group).first
    default:
      return null
  }
}
