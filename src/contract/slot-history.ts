import type { SlotHistory } from './resources/slots.ts'

/** Who owns each of the 256 slots of a task in an epoch, and how many targets are in each. */
export interface SlotMap {
  readonly owners: readonly (string | null)[]
  readonly targets: readonly number[]
}

/** An epoch of a {@link SlotHistory}. */
export type SlotStep = SlotHistory['epochs'][number]

/** All there is to say about an epoch that is written down, but for what it changed. */
export type SlotFacts = Omit<SlotStep, 'changes'>

/**
 * Slot maps of epochs that follow each other as what each changed: a console gets hundreds of epochs in one answer that
 * is no longer than what happened in them, and can show any of them without asking again.
 * @param oldest the first epoch whose slots are kept
 */
export function packSlotHistory(
  taskId: number,
  oldest: number,
  epochs: Iterable<{ readonly facts: SlotFacts; readonly map: SlotMap }>,
): SlotHistory {
  const indexes = new Map<string | null, number>()
  const indexOf = (owner: string | null): number => {
    const known = indexes.get(owner)
    if (known !== undefined) return known
    indexes.set(owner, indexes.size)
    return indexes.size - 1
  }
  const steps: SlotStep[] = []
  let before: SlotMap | null = null
  for (const { facts, map } of epochs) {
    const changes: (readonly [number, number, number])[] = []
    for (const [slot, owner] of map.owners.entries()) {
      const targets = map.targets[slot]!
      const isSame = before !== null && before.owners[slot] === owner && before.targets[slot] === targets
      if (!isSame) changes.push([slot, indexOf(owner), targets])
    }
    steps.push({ ...facts, changes })
    before = map
  }
  return { task_id: taskId, oldest, consumers: [...indexes.keys()], epochs: steps }
}

/** An epoch of a history with its slots and those of the epoch before; null where the history does not have it. */
export function slotsAt(
  { consumers, epochs }: SlotHistory,
  epoch: number,
): { step: SlotStep; map: SlotMap; before: SlotMap | null } | null {
  const place = epoch - (epochs[0]?.epoch ?? Infinity)
  const step = epochs[place]
  if (!step) return null
  const owners: (string | null)[] = []
  const targets: number[] = []
  const apply = ({ changes }: SlotStep): void => {
    for (const [slot, owner, count] of changes) {
      owners[slot] = consumers[owner]!
      targets[slot] = count
    }
  }
  for (const earlier of epochs.slice(0, place)) apply(earlier)
  const before = place === 0 ? null : { owners: owners.slice(), targets: targets.slice() }
  apply(step)
  return { step, map: { owners, targets }, before }
}
