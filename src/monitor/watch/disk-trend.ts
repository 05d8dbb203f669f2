/** How long is summed up into one point, and how many of these are looked at: six hours. */
export const TREND_STEP_MS = 30 * 60_000
const MAX_STEPS = 12
/** Before so many of them were seen nothing is said of a trend: two hours. */
const MIN_STEPS = 4

/**
 * How fast a disk fills. Of each half hour it knows the most that was free: a file that comes and goes within it says
 * nothing. The median of what went from each to the next is the trend: a backup is one step among many, and however large it
 * is, no trend.
 */
export class DiskTrend {
  /** Of the half hours that are over. */
  private points: { readonly step: number; readonly free: number }[] = []
  private current: { step: number; free: number } | null = null

  /** @param at by a clock that only goes forward, ms @returns whether a half hour has ended */
  add(at: number, free: number): boolean {
    const step = Math.floor(at / TREND_STEP_MS)
    const { current } = this
    if (current?.step === step) {
      current.free = Math.max(current.free, free)
      return false
    }
    this.current = { step, free }
    if (!current) return false
    this.points = [...this.points, current].filter((point) => point.step >= step - 1 - MAX_STEPS)
    return true
  }

  /** Bytes that go within a ms, 0 where nothing goes; null where not enough is known. */
  get rate(): number | null {
    const losses = this.points.slice(1).map(({ step, free }, i) => {
      const before = this.points[i]!
      return (before.free - free) / (step - before.step)
    })
    if (losses.length < MIN_STEPS) return null
    losses.sort((a, b) => a - b)
    // Of an even number the lower one: where half of the time nothing went, nothing goes.
    return Math.max(0, losses[Math.floor((losses.length - 1) / 2)]!) / TREND_STEP_MS
  }
}
