/** A place on the screens, in pixels that do not depend on their density. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where a window is while it is neither maximized nor full screen, and whether it is. */
export interface WindowPlace {
  readonly bounds: Rectangle
  readonly isMaximized: boolean
  readonly isFullScreen: boolean
}

export interface WindowState {
  /** Without `x` and `y` the system chooses the place. */
  readonly bounds: { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number }
  readonly minWidth: number
  readonly minHeight: number
  readonly isMaximized: boolean
  readonly isFullScreen: boolean
}

const least = { width: 1024, height: 700 }
const usual = { width: 1440, height: 900 }
/** So much of the window's upper edge must be seen for it to be moved by. */
const grip = { width: 120, height: 40 }
/** A desk, a meeting room, a train: those that were used last are kept. */
export const MAX_ARRANGEMENTS = 12

/** `[DT-23]` What tells one arrangement of screens from another: where they lie and how large they are, in any order. */
export function arrangementOf(screens: readonly Rectangle[]): string {
  return screens
    .map(({ x, y, width, height }) => `${width}x${height}@${x},${y}`)
    .toSorted()
    .join(' ')
}

/**
 * `[DT-23]` Where the window opens: where it was with these screens, or else where it was last, as long as a screen is there;
 * no larger than that, and never smaller than the page needs, unless the screen is.
 * @param kept what {@link keptState} gave, as text; whatever else is there counts as nothing
 * @param screens their parts that are free for windows, the primary one first
 * @param arrangement what {@link arrangementOf} says of the screens
 */
export function windowState(
  kept: string,
  screens: readonly [Rectangle, ...Rectangle[]],
  arrangement = '',
): WindowState {
  const { last, arrangements } = parse(kept)
  const place = arrangements.find((one) => one.screens === arrangement)?.place ?? last
  const { isMaximized = false, isFullScreen = false } = place ?? {}
  const [primary] = screens
  if (!place) return { ...sizeOn(primary, usual), isMaximized, isFullScreen }
  const { bounds } = place
  for (const screen of screens) {
    const size = sizeOn(screen, bounds)
    const placed = { ...bounds, ...size.bounds }
    if (isWithinReach(placed, screen)) return { ...size, bounds: placed, isMaximized, isFullScreen }
  }
  return { ...sizeOn(primary, bounds), isMaximized, isFullScreen }
}

/**
 * What is remembered of a window, as text. The last place is also what an earlier version reads.
 * @param before what was remembered until now
 */
export function keptState(before: string, arrangement: string, place: WindowPlace): string {
  const others = parse(before).arrangements.filter(({ screens }) => screens !== arrangement)
  const arrangements = [{ screens: arrangement, place }, ...others].slice(0, MAX_ARRANGEMENTS)
  return JSON.stringify(
    { ...flat(place), arrangements: arrangements.map((one) => ({ screens: one.screens, ...flat(one.place) })) },
    null,
    1,
  )
}

/**
 * `[DT-23]` Where a window belongs after screens came, went or changed; null where it stays.
 * @param now where it is
 * @param screens the present ones, as of {@link windowState}
 */
export function placeAfterChange(
  kept: string,
  now: WindowPlace,
  screens: readonly [Rectangle, ...Rectangle[]],
  arrangement: string,
): WindowPlace | null {
  const isKnown = parse(kept).arrangements.some((one) => one.screens === arrangement)
  const isReached = screens.some((screen) => isWithinReach(now.bounds, screen))
  if (!isKnown && isReached) return null
  const { bounds, isMaximized, isFullScreen } = isKnown
    ? windowState(kept, screens, arrangement)
    : { ...now, bounds: sizeOn(screens[0], now.bounds).bounds }
  return { bounds: { ...centred(bounds, screens[0]), ...bounds }, isMaximized, isFullScreen }
}

function sizeOn(screen: Rectangle, { width, height }: { width: number; height: number }) {
  const minWidth = Math.min(least.width, screen.width)
  const minHeight = Math.min(least.height, screen.height)
  const bounds = {
    width: between(width, minWidth, screen.width),
    height: between(height, minHeight, screen.height),
  }
  return { bounds, minWidth, minHeight }
}

function centred({ width, height }: { width: number; height: number }, screen: Rectangle): Rectangle {
  const x = screen.x + Math.round((screen.width - width) / 2)
  const y = screen.y + Math.round((screen.height - height) / 2)
  return { x, y, width, height }
}

function isWithinReach(bounds: Rectangle, screen: Rectangle): boolean {
  const width = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x)
  return width >= grip.width && bounds.y >= screen.y && bounds.y + grip.height <= screen.y + screen.height
}

interface Kept {
  readonly last: WindowPlace | null
  /** The last used first. */
  readonly arrangements: readonly { readonly screens: string; readonly place: WindowPlace }[]
}

function parse(kept: string): Kept {
  try {
    const found = JSON.parse(kept) as Record<string, unknown>
    const listed = Array.isArray(found['arrangements']) ? (found['arrangements'] as unknown[]) : []
    return {
      last: placeIn(found),
      arrangements: listed.flatMap((one) => {
        const { screens } = (one ?? {}) as Record<string, unknown>
        const place = placeIn(one)
        return typeof screens === 'string' && place ? [{ screens, place }] : []
      }),
    }
  } catch {
    // The first start, or a file that is no more what it was: the usual size then.
    return { last: null, arrangements: [] }
  }
}

function placeIn(found: unknown): WindowPlace | null {
  const { x, y, width, height, isMaximized, isFullScreen } = (found ?? {}) as Record<string, unknown>
  if (!isNumber(x) || !isNumber(y) || !isNumber(width) || !isNumber(height)) return null
  return {
    // Electron takes no others.
    bounds: { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) },
    isMaximized: isMaximized === true,
    isFullScreen: isFullScreen === true,
  }
}

function flat({ bounds, ...state }: WindowPlace) {
  return { ...bounds, ...state }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function between(value: number, min: number, max: number): number {
  return Math.round(Math.min(Math.max(value, min), max))
}
