import type { Changes } from '../contract/feed.ts'
import { refusal } from '../contract/refusal.ts'
import { batchResource } from './batch.ts'
import type { BatchBoard } from './batch-board.ts'
import { type Consumer, consumerResource } from './consumer.ts'
import type { Consumers } from './consumers.ts'
import type { Task } from './task.ts'
import { rolloutResource, waitingResource } from './told.ts'

/** What an operator decides, as it goes to disk before anything of it is done; nothing has changed yet (EP-11). */
export type Decision = Pick<Changes, 'consumers' | 'consumers_gone' | 'unplanned_gone' | 'rollouts'>

/** `[LV-5]` Those of them that are otherwise. @throws {BatchdeckError} `UNKNOWN_CONSUMER` */
export function draftDrain(consumers: Consumers, ids: readonly string[], isDrained: boolean, now: number): Decision {
  const others = otherwiseDrained(consumers, ids, isDrained)
  return {
    consumers: others.map((consumer) => ({
      ...consumerResource(consumer),
      drained_at: isDrained ? now : null,
      ...(isDrained && { kept_since: null }),
    })),
  }
}

/** `[BR-2]` Those of them whose slots are kept. */
export function draftRelease(consumers: Consumers, ids: readonly string[]): Decision {
  return {
    consumers: ids.flatMap((id) => {
      const consumer = consumers.get(id)
      return consumer === undefined || consumer.keptSince === null
        ? []
        : [{ ...consumerResource(consumer), kept_since: null }]
    }),
  }
}

/** Those of these consumers that are drained, or those that are not. @throws {BatchdeckError} `UNKNOWN_CONSUMER` */
export function otherwiseDrained(
  consumers: Consumers,
  ids: readonly string[],
  isDrained: boolean,
): readonly Readonly<Consumer>[] {
  return [...new Set(ids)].flatMap((id) => {
    const consumer = consumers.get(id)
    if (!consumer) throw refusal('consumer_unknown', { consumer: id })
    return (consumer.drainedAt !== null) === isDrained ? [] : [consumer]
  })
}

/** `[LV-4]` Those of them that are lost, with what they said of batches that are not theirs. */
export function draftDismissal(consumers: Consumers, board: BatchBoard, ids: readonly string[]): Decision {
  const gone = [...new Set(ids)].filter((id) => consumers.get(id)?.state === 'lost')
  return {
    consumers_gone: gone,
    unplanned_gone: gone.flatMap((consumer_id) =>
      Array.from(board.ofConsumer(consumer_id), batchResource).flatMap(({ planned, batch_id }) =>
        planned ? [] : [{ consumer_id, batch_id }],
      ),
    ),
  }
}

/** Who is to be told of the current epoch of a task again; after a restart whoever returns is. */
export function draftReload({ id, epoch, rollout }: Task, consumers: readonly string[]): Decision {
  return {
    rollouts: consumers.map((consumerId) => {
      const told = rollout.get(consumerId)
      return {
        ...(told ? rolloutResource(told) : waitingResource(id, epoch, consumerId)),
        state: 'waiting',
        action: null,
        acked_at: null,
        confirmed_at: null,
      }
    }),
  }
}
