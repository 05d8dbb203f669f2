import type { BatchResource } from '../../../contract/resources/batch.ts'

/** One batch in the grid. */
export interface HeatCell {
  readonly key: string
  readonly batch: BatchResource
  /** It left the filter, or is gone, while somebody looks: it keeps its place until then. */
  readonly isOut: boolean
}

/** The cells of one consumer, or of one message. */
export interface HeatGroup {
  readonly id: string
  readonly cells: readonly HeatCell[]
  /** Where they begin among all cells. */
  readonly first: number
}

/** Where a group stands; px. */
interface HeatBox {
  readonly lane: number
  readonly top: number
  readonly height: number
}

/** Where everything is: groups stand below each other in lanes, each in the one that is the shortest then. All sizes in px. */
export interface HeatLayout {
  readonly size: CellSize
  readonly laneWidth: number
  /** Cells side by side in a group. */
  readonly perLine: number
  readonly boxes: readonly HeatBox[]
  /** Which groups stand in each lane, from above. */
  readonly lanes: readonly (readonly number[])[]
  readonly height: number
}

/** From one cell to the next. */
interface CellSize {
  readonly width: number
  readonly height: number
  /** Whether there is room for the id in it. */
  readonly hasId: boolean
}

export const HEADER_PX = 22
export const LANE_GAP_PX = 24
const GROUP_GAP_PX = 10
/** Space between cells. */
export const CELL_GAP_PX = 2
/** What a name and a count need. */
const LEAST_LANE_PX = 136
const WIDE_LANE_PX = 184
/** Beside the id in a cell: its sign, and what is left free. */
const ID_MARGIN_PX = 26
const DIGIT_PX = 7

/** A grid narrower than this is touched, and a finger needs so much. */
const PHONE_PX = 600
const FINGER_PX = 24

/** From large to small: still to be told apart and hit. */
const squares = [30, 24, 20, 16].map((px): CellSize => ({ width: px, height: px, hasId: false }))

/** Cells of consecutive batches by what they are put together by. */
export function heatGroups(cells: readonly HeatCell[], idOf: (batch: BatchResource) => string): HeatGroup[] {
  const groups: { id: string; cells: HeatCell[]; first: number }[] = []
  for (const [place, cell] of cells.entries()) {
    const id = idOf(cell.batch)
    const last = groups.at(-1)
    if (last?.id === id) last.cells.push(cell)
    else groups.push({ id, cells: [cell], first: place })
  }
  return groups
}

/**
 * `[UI-12]` The largest cells with which all groups are in sight at once, with their ids where these fit; the smallest where
 * none are.
 * @param room of the whole grid, px; before it is known its width is 0
 * @param isOneLane whether groups stand below each other only, as those with long names have to
 */
export function heatLayout(
  groups: readonly HeatGroup[],
  room: { width: number; height: number },
  isOneLane = false,
): HeatLayout {
  let largest = 0
  for (const { cells } of groups) for (const { batch } of cells) largest = Math.max(largest, batch.batch_id)
  const idWidth = String(largest).length * DIGIT_PX + ID_MARGIN_PX
  const withIds = [34, 28, 24].map((height): CellSize => ({
    width: Math.max(idWidth, height * 2),
    height,
    hasId: true,
  }))
  const least = { width: idWidth, height: 22, hasId: true }
  let layout: HeatLayout | null = null
  const hittable = room.width < PHONE_PX ? squares.filter(({ width }) => width >= FINGER_PX) : squares
  for (const size of [...withIds, least, ...hittable]) {
    layout = isOneLane ? inLanes(groups, size, room.width, room.width) : packed(groups, size, room.width)
    if (layout.height <= room.height) return layout
  }
  return layout!
}

/** In wide lanes or in narrow ones, whichever need less room. */
function packed(groups: readonly HeatGroup[], size: CellSize, width: number): HeatLayout {
  const wide = inLanes(groups, size, width, WIDE_LANE_PX)
  const narrow = inLanes(groups, size, width, LEAST_LANE_PX)
  return narrow.height < wide.height ? narrow : wide
}

function inLanes(groups: readonly HeatGroup[], size: CellSize, width: number, leastWidth: number): HeatLayout {
  const room = Math.floor((width + LANE_GAP_PX) / (Math.max(leastWidth, size.width) + LANE_GAP_PX))
  const count = Math.max(1, Math.min(room, groups.length))
  const laneWidth = Math.max(size.width, Math.floor((width + LANE_GAP_PX) / count) - LANE_GAP_PX)
  const perLine = Math.max(1, Math.floor((laneWidth + CELL_GAP_PX) / size.width))
  const ends = Array.from({ length: count }, () => 0)
  const lanes: number[][] = ends.map(() => [])
  const boxes = groups.map(({ cells }, index): HeatBox => {
    const lane = ends.indexOf(Math.min(...ends))
    const height = HEADER_PX + Math.ceil(cells.length / perLine) * size.height
    const top = ends[lane]!
    ends[lane] = top + height + GROUP_GAP_PX
    lanes[lane]!.push(index)
    return { lane, top, height }
  })
  return { size, laneWidth, perLine, boxes, lanes, height: Math.max(0, Math.max(...ends) - GROUP_GAP_PX) }
}

/** The cells of a group that are in sight, the last one not included. */
export interface SeenGroup {
  readonly index: number
  readonly from: number
  readonly to: number
}

/** The groups in sight between two heights, px, each with its cells there. */
export function seenGroups(
  { boxes, size, perLine }: HeatLayout,
  groups: readonly HeatGroup[],
  top: number,
  bottom: number,
): SeenGroup[] {
  return boxes.flatMap((box, index) => {
    if (box.top + box.height <= top || box.top >= bottom) return []
    const begin = box.top + HEADER_PX
    const from = Math.max(0, Math.floor((top - begin) / size.height)) * perLine
    const to = Math.max(0, Math.ceil((bottom - begin) / size.height)) * perLine
    return [{ index, from: Math.min(from, groups[index]!.cells.length), to: Math.min(to, groups[index]!.cells.length) }]
  })
}

/** How far down a cell is, px. */
export function topOfCell({ boxes, size, perLine }: HeatLayout, groups: readonly HeatGroup[], place: number): number {
  const index = groupOf(groups, place)
  const line = Math.floor((place - groups[index]!.first) / perLine)
  return boxes[index]!.top + HEADER_PX + line * size.height
}

export function groupOf(groups: readonly HeatGroup[], place: number): number {
  return groups.findLastIndex(({ first }) => first <= place)
}

/**
 * `[UI-6]` Where a key leads from a cell: left and right from one to the next, up and down from line to line and from group
 * to group of the lane, Home and End within the group, with Ctrl within all; PageUp and PageDown to the group before and
 * after.
 * @returns null where it is no such key
 */
export function stepTo(
  { key, isCtrl }: { key: string; isCtrl: boolean },
  place: number,
  groups: readonly HeatGroup[],
  { boxes, lanes, perLine }: HeatLayout,
): number | null {
  const index = groupOf(groups, place)
  const group = groups[index]
  const last = groups.at(-1)
  if (!group || !last) return null
  const end = last.first + last.cells.length - 1
  const within = place - group.first
  const size = group.cells.length
  const lane = lanes[boxes[index]!.lane]!
  const beside = (by: 1 | -1): HeatGroup | undefined => groups[lane[lane.indexOf(index) + by] ?? -1]
  switch (key) {
    case 'ArrowRight':
      return Math.min(end, place + 1)
    case 'ArrowLeft':
      return Math.max(0, place - 1)
    case 'ArrowDown': {
      if (within + perLine < size) return place + perLine
      // From a full line into one that is not: its last cell.
      if (Math.floor(within / perLine) < Math.floor((size - 1) / perLine)) return group.first + size - 1
      const below = beside(1)
      return below ? below.first + Math.min(within % perLine, below.cells.length - 1) : place
    }
    case 'ArrowUp': {
      if (within >= perLine) return place - perLine
      const above = beside(-1)
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
