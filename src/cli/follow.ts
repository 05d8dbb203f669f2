import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from './failure.ts'

const INTERVAL_MS = 1000

/**
 * `[CMD-7]` Asks again and again until the process is ended; a monitor that is away is waited for. Each step keeps its place
 * only once it has everything up to there, so that nothing is lost or told twice.
 * @param step asks and prints what is new; whether it went as fast as it can, so that more is there at once
 * @param note told once that the monitor is away, and once that it is back
 * @param isAway whether it had not answered before
 */
export async function follow(
  step: (wasAway: boolean) => Promise<boolean>,
  note: (text: string) => void,
): Promise<never> {
  let isAway = false
  for (;;) {
    let hasMore = false
    try {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      hasMore = await step(isAway)
      if (isAway) note('The monitor is back.')
      isAway = false
    } catch (error) {
      if (!(error instanceof Failure) || error.ending !== 'unreached') throw error
      if (!isAway) note(`${error.message} Retrying…`)
      isAway = true
    }
    // oxlint-disable-next-line no-await-in-loop
    if (!hasMore) await sleep(INTERVAL_MS)
  }
}
