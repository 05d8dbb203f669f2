import type { StoredState } from '../../src/engine/records.ts'
import type { Storage } from '../../src/monitor/storage/port.ts'
import { outcome } from './author.ts'

/** All of every list. */
export const whole = { start: 0, limit: 100_000 }

/** Everything a storage gives away about a task. @param nextBatchId no batch has this id or one above it */
export async function shown(storage: Storage, taskId: number, nextBatchId: number) {
  const ids = Array.from({ length: nextBatchId }, (_, id) => id)
  const bytes = async (format: 'text' | 'csv' | 'json') => Buffer.from(await storage.targets(taskId, format)).toString()
  const epochs = await storage.epochs(taskId, Infinity, 1000)
  const numbers = epochs.map(({ epoch }) => epoch)
  const last = numbers[0] ?? 0
  return {
    text: await bytes('text'),
    csv: await bytes('csv'),
    json: await bytes('json'),
    page: await storage.page(taskId, { query: '1', start: 1, limit: 5 }),
    batches: await storage.batches(taskId, ids),
    ofBatches: await Promise.all(ids.map(async (id) => storage.batchTargets(taskId, id))),
    epochs,
    rollouts: await Promise.all(numbers.map(async (epoch) => storage.rollout(taskId, epoch))),
    diffs: await Promise.all([0, ...numbers].map(async (from) => outcome(storage.diff(taskId, from, last, whole)))),
    slots: await outcome(storage.slotHistory(taskId, 1, last)),
  }
}

/** The same state, whatever order its parts come in. */
export function inOrder(state: StoredState): StoredState {
  const by = <T>(items: readonly T[], key: (item: T) => string) => items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
  return {
    ...state,
    consumers: by(state.consumers, ({ consumer_id }) => consumer_id),
    progress: by(state.progress, ([batch]) => String(batch)),
    unplanned: by(state.unplanned, ({ consumer_id, batch_id }) => `${consumer_id} ${batch_id}`),
  }
}
