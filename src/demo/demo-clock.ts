import type { Clock } from '../../clients/typescript/src/index.ts'

/** Timers that keep no process alive: the demo ends with its monitor. */
export const demoClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
