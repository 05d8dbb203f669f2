import { refusal } from '../../../contract/refusal.ts'
import { packSlotHistory, type SlotFacts } from '../../../contract/slot-history.ts'
import { unknownEpoch } from '../../../engine/epoch.ts'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import type { SlotHistory } from '../../../contract/resources/slots.ts'
import type { History } from '../store.ts'

/** Epochs in one answer: reading them holds up the planning thread for some 20 ms. */
export const MAX_SLOT_EPOCHS = 500

/**
 * `[EP-10]` The slots of these epochs, both ends among them; what is no longer kept at the start is left out, and so are
 * those more than {@link MAX_SLOT_EPOCHS} before `to`.
 * @param current the present epoch of the task
 * @throws {BatchdeckError} `UNKNOWN_EPOCH`; `CONFLICT` where `to` is of a version that did not write slots down
 */
export function slotHistory(history: History, taskId: number, current: number, from: number, to: number): SlotHistory {
  const oldest = history.oldestSlotMap(taskId)
  if (to > current || to < (history.oldestEpoch(taskId) ?? Infinity)) throw unknownEpoch(taskId, to, current)
  if (oldest === null || to < oldest) {
    const known = { epoch: to, task: taskId }
    throw oldest === null ? refusal('slots_not_recorded', known) : refusal('slots_recorded_later', { ...known, oldest })
  }
  const first = Math.max(Math.min(from, to), oldest, to - MAX_SLOT_EPOCHS + 1)
  const epochs = history.epochs(taskId, to + 1, to - first + 1).toReversed()
  const maps = history.slotMaps(taskId, first, to)
  return packSlotHistory(
    taskId,
    oldest,
    epochs.map((epoch, i) => ({ facts: factsOf(epoch), map: maps[i]! })),
  )
}

function factsOf({ epoch, created_at, cause, causes, counts }: EpochResource): SlotFacts {
  const { targets, batches, consumers, moved_consumer, least_moved_consumer } = counts
  return { epoch, created_at, cause, causes, targets, batches, consumers, moved_consumer, least_moved_consumer }
}
