/** Time, as a client sees it: another one is for tests, or to have timers that do not keep a process alive. */
export interface Clock {
  /** ms since 1970, as the machine's clock has it. */
  now(): number
  /** ms since some moment, whatever the machine's clock is set to. */
  monotonic(): number
  /** Does something in `ms`; what it returns calls that off. */
  after(ms: number, action: () => void): () => void
}

/** The clock and the timers of this process, or page. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms)
    return () => clearTimeout(timer)
  },
}
