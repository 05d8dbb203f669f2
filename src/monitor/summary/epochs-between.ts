import type { EpochResource } from '../../contract/resources/epoch.ts'
import { MAX_SUMMARY_EPOCHS } from '../../contract/resources/summary.ts'
import type { Storage } from '../storage/port.ts'

interface Between {
  /** The last of them, oldest first. */
  readonly epochs: readonly EpochResource[]
  readonly made: number
}

/**
 * The epochs of a task that were made in a time. Their numbers are in the order of time without a gap: of however many there
 * are, only some are read to find the first and the last.
 * @param current the number of the current one; 0 before the first
 */
export async function epochsBetween(
  storage: Pick<Storage, 'epochs'>,
  taskId: number,
  current: number,
  from: number,
  to: number,
): Promise<Between> {
  const first = await firstSince(storage, taskId, current, from)
  const next = await firstSince(storage, taskId, current, to)
  if (next <= first) return { epochs: [], made: 0 }
  const made = next - first
  const epochs = await storage.epochs(taskId, next, Math.min(made, MAX_SUMMARY_EPOCHS))
  return { epochs: epochs.toReversed(), made }
}

/** The number of the first that was made at or after a time, of those that are kept; the one after the current where none was. */
async function firstSince(
  storage: Pick<Storage, 'epochs'>,
  taskId: number,
  current: number,
  time: number,
): Promise<number> {
  let [low, high] = [1, current + 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [epoch] = await storage.epochs(taskId, middle + 1, 1)
    // What is not kept any more was before all that is.
    if (epoch?.epoch === middle && epoch.created_at >= time) high = middle
    else low = middle + 1
  }
  return low
}
