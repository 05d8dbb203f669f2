import type { EpochDiff } from '../../../contract/resources/epoch.ts'
import { type Attributes, attributesOf } from '../../../contract/attributes.ts'
import type { DeltaTarget, PlanDelta } from '../../../planner/delta.ts'
import type { DiffPage } from '../port.ts'

/**
 * `[EP-6]` A page of a delta under the names of the API: of every list the same places, in order of text or number.
 * @param movedConsumer targets of both epochs with another consumer; null where that is not known
 */
export function diffPage(
  delta: PlanDelta,
  movedConsumer: number | null,
  { start, limit }: DiffPage,
): Omit<EpochDiff, 'task_id' | 'from' | 'to'> {
  const { added, removed, rerated, described, moved, opened, closed, handed, relevelled, slots } = delta
  const page = <Item extends readonly [string | number, ...unknown[]], Named>(
    list: readonly Item[],
    named: (item: Item) => Named,
  ) =>
    list
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .slice(start, start + limit)
      .map((item) => named(item))
  const longest = Math.max(...Object.values(delta).map((list: readonly unknown[]) => list.length))
  return {
    counts: {
      added: added.length,
      removed: removed.length,
      rerated: rerated.length,
      described: described.length,
      moved_consumer: movedConsumer,
      moved_batch: moved.length,
      batches_opened: opened.length,
      batches_closed: closed.length,
      batches_handed: handed.length,
      batches_relevelled: relevelled.length,
      slots_moved: slots.length,
    },
    targets: {
      added: page(added, placed),
      removed: page(removed, placed),
      rerated: page(rerated, ([target, from, to]) => ({ target, from, to })),
      described: page(described, ([target, from, to]) => ({
        target,
        from: attributesOrNull(from),
        to: attributesOrNull(to),
      })),
      moved: page(moved, ([target, from, to]) => ({ target, from, to })),
    },
    batches: {
      opened: page(opened, ([batch_id, consumer_id, priority]) => ({ batch_id, consumer_id, priority })),
      closed: page(closed, ([batch_id, consumer_id, priority]) => ({ batch_id, consumer_id, priority })),
      handed: page(handed, ([batch_id, from, to]) => ({ batch_id, from, to })),
      relevelled: page(relevelled, ([batch_id, from, to]) => ({ batch_id, from, to })),
    },
    slots: page(slots, ([slot, from, to]) => ({ slot, from, to })),
    next: start + limit < longest ? start + limit : null,
  }
}

function placed([target, batch_id, priority, attributes]: DeltaTarget) {
  return { target, batch_id, priority, attributes: attributesOrNull(attributes ?? null) }
}

function attributesOrNull(text: string | null): Attributes | null {
  return text === null ? null : attributesOf(text)
}
