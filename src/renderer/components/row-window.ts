/**
 * A list that is too long for a scroller: no browser scrolls farther than some millions of pixels. The scroller holds so
 * many rows as it can; which rows these are changes with the bar. All lengths are in rows.
 */
export interface RowWindow {
  /** Rows of the list. */
  readonly rows: number
  /** Rows that fit into the scroller at a time. */
  readonly held: number
  /** Rows in sight, with fractions. */
  readonly view: number
}

/** Rows of 28 px: 2.8 million px, where Firefox ends at 17.8 and a phone long before. */
export const MAX_HELD_ROWS = 100_000

/** Where a scroller stands: the row of the list that its first row is, and how far it is scrolled from there. */
export interface RowPlace {
  readonly first: number
  readonly top: number
}

const within = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value))

/** The farthest that can be scrolled. */
const mostTop = ({ held, view }: RowWindow) => Math.max(0, held - view)
const mostPlace = ({ rows, view }: RowWindow) => Math.max(0, rows - view)

/**
 * Where a scroller has to stand for `place` to be the uppermost in sight, with its bar where it would be if it held all rows.
 * It is moved by whole rows, so that nothing is seen of it.
 */
export function placeAt(place: number, window: RowWindow): RowPlace {
  const { rows, held } = window
  const wanted = within(place, 0, mostPlace(window))
  if (rows <= held) return { first: 0, top: wanted }
  const bar = (wanted * mostTop(window)) / mostPlace(window)
  const least = Math.max(0, Math.ceil(wanted - mostTop(window)))
  const most = Math.min(rows - held, Math.floor(wanted))
  const first = within(Math.round(wanted - bar), least, most)
  return { first, top: wanted - first }
}

/**
 * Where it stands after it was scrolled to `top`. A step or a page moves the rows by as much; where the bar was dragged, they
 * are those of that share of the list; at an end of the scroller that is no end of the list it goes on.
 */
export function afterScroll(before: RowPlace, top: number, window: RowWindow): RowPlace {
  const { rows, held, view } = window
  if (rows <= held) return { first: 0, top }
  const isDragged = Math.abs(top - before.top) > 2 * view
  if (isDragged) return { first: Math.round((top / mostTop(window)) * (rows - held)), top }
  const first = within(before.first, 0, rows - held)
  const isAtEnd = (top <= 0 && first > 0) || (top >= mostTop(window) && first < rows - held)
  return isAtEnd ? placeAt(first + top, window) : { first, top }
}

/** The least scrolling after which a row is in sight. */
export function reveal(row: number, { first, top }: RowPlace, window: RowWindow): number {
  const place = first + top
  if (row < place) return row
  return row + 1 > place + window.view ? row + 1 - window.view : place
}
