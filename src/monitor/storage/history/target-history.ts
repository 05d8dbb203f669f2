import type { EpochResource } from '../../../contract/resources/epoch.ts'
import type { Target, TargetOwner } from '../../../contract/resources/target.ts'
import type { Assignment, PlacedTarget } from '../../../planner/assignment.ts'
import type { PlanDelta } from '../../../planner/delta.ts'
import { slotOf } from '../../../planner/hash.ts'
import { canonical, isSameTarget } from '../../../planner/identity.ts'
import type { History } from '../store.ts'
import type { Breath } from '../planning/breath.ts'

/** So far back is looked for what became of a target. */
const MAX_OWNERS = 100
const MAX_EPOCHS = 2000
/** A longer change takes too long to read: what was before it is not looked for. */
const MAX_TARGETS_CHANGED = 200_000
/** Epochs that are read together. */
const EPOCHS_AT_ONCE = 100

/** What came of a target, as far as it is known. */
export type TargetPast = Pick<Target, 'added' | 'owners' | 'known_from'>

interface Of {
  readonly taskId: number
  /** The present one. */
  readonly epoch: number
  readonly assignment: Assignment
  readonly placed: PlacedTarget
}

/**
 * `[TG-1]` Where a target was, epoch by epoch, back to the one that added it. Only what is written down of epochs that may
 * have touched it is read.
 */
export async function pastOf(history: History, of: Of, breathe: Breath): Promise<TargetPast> {
  const { taskId, epoch } = of
  const steps = new Steps(of)
  const oldest = history.oldestEpoch(taskId)
  let knownFrom: number | null = null
  if (oldest === null) return { added: null, owners: [], known_from: null }
  const last = Math.max(oldest, epoch - MAX_EPOCHS + 1)
  for (let before = epoch + 1; before > last;) {
    const page = history.epochs(taskId, before, Math.min(EPOCHS_AT_ONCE, before - last))
    if (page.length === 0) break
    for (const each of page) {
      // What is there at the first epoch came with it.
      if (each.epoch === 1) return steps.past(steps.come(each), 1)
      if (mayConcern(each)) {
        if (sizeOf(each) > MAX_TARGETS_CHANGED) return steps.past(null, knownFrom)
        const change = history.change(taskId, each.epoch)
        if (!change) return steps.past(null, knownFrom)
        if (change.delta.added.some(([target]) => steps.isIt(target))) return steps.past(steps.come(each), each.epoch)
        steps.back(each, change.delta)
        // Before another identity it may have been in another slot, and the owners of that are another story.
        if (hasOtherIdentity(each)) return steps.past(null, each.epoch)
      }
      knownFrom = each.epoch
      if (steps.isFull) return steps.past(null, knownFrom)
      // oxlint-disable-next-line no-await-in-loop -- others come in between
      await breathe()
    }
    before = page.at(-1)!.epoch
  }
  return steps.past(null, knownFrom)
}

/** Whether an epoch can have done something to a target that is still there. */
function mayConcern({ counts }: EpochResource): boolean {
  const { added, rerated, described, moved_batch, moved_consumer } = counts
  return added + rerated + described + moved_batch + moved_consumer > 0
}

/** `[ID-2]` Whether it made targets the same by another rule than before. */
function hasOtherIdentity({ causes }: EpochResource): boolean {
  return causes.some((cause) => cause.kind === 'options' && cause.changes.some(({ option }) => option === 'identity'))
}

function sizeOf({ counts: { added, removed, moved_batch } }: EpochResource): number {
  return added + removed + moved_batch
}

/** The way back. */
class Steps {
  private readonly assignment: Assignment
  private readonly target: string
  private readonly slot: number
  private batch: number
  private consumer: string | null
  private readonly owners: TargetOwner[] = []

  constructor({ assignment, placed }: Of) {
    this.assignment = assignment
    this.target = placed.target
    this.slot = slotOf(canonical(assignment.identity, placed.target))
    this.batch = placed.batch_id
    this.consumer = assignment.batches.get(placed.batch_id)?.consumer_id ?? null
  }

  get isFull(): boolean {
    return this.owners.length >= MAX_OWNERS
  }

  readonly isIt = (target: string): boolean => isSameTarget(this.assignment.identity, target, this.target)

  /** Where it was before this epoch, of where it was after it. */
  back(epoch: EpochResource, { moved, slots, rerated, described }: PlanDelta): void {
    const move = moved.find(([target]) => this.isIt(target))
    // The batch of a target belongs to the owner of its slot.
    const handed = slots.find(([slot]) => slot === this.slot)
    if (move) this.note(epoch, 'moved')
    else if (handed) this.note(epoch, 'handed')
    else if (rerated.some(([target]) => this.isIt(target))) this.note(epoch, 'rerated')
    else if (described.some(([target]) => this.isIt(target))) this.note(epoch, 'described')
    if (move) this.batch = move[1]
    if (handed) this.consumer = handed[1]
  }

  /** This epoch added it. */
  come(epoch: EpochResource): NonNullable<Target['added']> {
    this.note(epoch, 'added')
    return { epoch: epoch.epoch, at: epoch.created_at, cause: epoch.cause, causes: epoch.causes }
  }

  past(added: Target['added'], knownFrom: number | null): TargetPast {
    return { added, owners: this.owners, known_from: knownFrom }
  }

  private note({ epoch, created_at: at }: EpochResource, change: TargetOwner['change']): void {
    this.owners.push({ epoch, at, consumer_id: this.consumer, batch_id: this.batch, change })
  }
}
