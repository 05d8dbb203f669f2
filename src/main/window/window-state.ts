/** A place on the screens, in pixels that do not depend on their density. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface WindowState {
  /** Without `x` and `y` the system chooses the place. */
  readonly bounds: { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number }
  readonly minWidth: number
  readonly minHeight: number
  readonly isMaximized: boolean
}

const least = { width: 1024, height: 700 }
const usual = { width: 1440, height: 900 }
/** So much of the window's upper edge must be seen for it to be moved by. */
const grip = { width: 120, height: 40 }

/**
 * Where the window opens: where it was, as long as a screen is there; no larger than that, and never smaller than the
 * page needs, unless the screen is.
 * @param kept what {@link keptState} gave, as text; whatever else is there counts as nothing
 * @param screens their parts that are free for windows, the primary one first
 */
export function windowState(kept: string, screens: readonly [Rectangle, ...Rectangle[]]): WindowState {
  const { bounds, isMaximized } = parse(kept)
  const [primary] = screens
  if (!bounds) return { ...sizeOn(primary, usual), isMaximized }
  for (const screen of screens) {
    const size = sizeOn(screen, bounds)
    const placed = { ...bounds, ...size.bounds }
    if (isWithinReach(placed, screen)) return { ...size, bounds: placed, isMaximized }
  }
  return { ...sizeOn(primary, bounds), isMaximized }
}

/** What is remembered of a window, as text. @param bounds where it is while it is not maximized */
export function keptState(bounds: Rectangle, isMaximized: boolean): string {
  return JSON.stringify({ ...bounds, isMaximized })
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

function isWithinReach(bounds: Rectangle, screen: Rectangle): boolean {
  const width = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x)
  return width >= grip.width && bounds.y >= screen.y && bounds.y + grip.height <= screen.y + screen.height
}

function parse(kept: string): { bounds: Rectangle | null; isMaximized: boolean } {
  try {
    const { x, y, width, height, isMaximized } = JSON.parse(kept) as Record<string, unknown>
    if (isNumber(x) && isNumber(y) && isNumber(width) && isNumber(height)) {
      return { bounds: { x, y, width, height }, isMaximized: isMaximized === true }
    }
  } catch {
    // The first start, or a file that is no more what it was: the usual size then.
  }
  return { bounds: null, isMaximized: false }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function between(value: number, min: number, max: number): number {
  return Math.round(Math.min(Math.max(value, min), max))
}
