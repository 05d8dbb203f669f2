/** Of the first wait after a failed attempt at most, twice as much each time, ms. */
const FIRST_DELAY_MS = 10_000
const LONGEST_DELAY_MS = 10 * 60_000
/** Nobody is asked again sooner, ms. */
const LEAST_DELAY_MS = 1000
/** Whoever asks for more patience than this is asked again all the same, ms. */
const LONGEST_WISH_MS = 3_600_000
/** What is refused for good is tried again after these, ms: somebody may be putting it right, or it was a hiccup. */
const REFUSED_DELAYS_MS = [15_000, 60_000, 180_000] as const

/**
 * How long to wait after so many failed attempts, ms: at random between nothing and a limit that doubles ("full jitter"),
 * so that those that failed together do not come back together.
 * @param wish what the receiver asks for, ms; null where it does not say
 * @param random of 0 to 1
 */
export function retryDelay(attempts: number, wish: number | null, random: number): number {
  const limit = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempts - 1, 20))
  const asked = wish !== null && wish > 0 ? Math.min(LONGEST_WISH_MS, wish) : 0
  return Math.max(LEAST_DELAY_MS, asked, Math.round(limit * random))
}

/** The same after so many refusals in a row, ms; null where it is given up. */
export function refusedDelay(refusals: number): number | null {
  return REFUSED_DELAYS_MS[refusals - 1] ?? null
}
