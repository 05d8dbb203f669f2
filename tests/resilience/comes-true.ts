import { setTimeout as pause } from 'node:timers/promises'

/** On a machine that has other things to do, ms. */
const PATIENCE_MS = 40_000

/** Asks again and again; false where it does not come true in time. */
export async function comesTrue(isTrue: () => Promise<boolean>, patience = PATIENCE_MS): Promise<boolean> {
  const end = performance.now() + patience
  while (performance.now() < end) {
    if (await isTrue()) return true
    await pause(100)
  }
  return false
}
