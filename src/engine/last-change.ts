import type { EpochCause } from '../contract/cause.ts'
import { refusal } from '../contract/refusal.ts'
import { UNDO_TIME_MS, type UndoResource } from '../contract/resources/undo.ts'
import type { PublishedEpoch } from './epoch.ts'

/** `[EP-12]` The last change of a task's targets, and how long it can be undone. */
export class LastChange {
  private epoch: PublishedEpoch | null = null
  /** ms */
  private until = 0

  /** Takes over an epoch, where it changed targets. @param now ms; the clock may have been set back since it was published */
  follow(epoch: PublishedEpoch, now: number): void {
    if (!changesTargets(epoch)) return
    this.epoch = epoch
    this.until = Math.min(epoch.created_at, now) + UNDO_TIME_MS
  }

  /** The clock was set by so many ms. */
  shift(by: number): void {
    this.until += by
  }

  /** As it is shown at this time; null where there is nothing to undo any more. */
  resource(now: number): UndoResource | null {
    if (this.epoch === null || now >= this.until) return null
    const { epoch, cause, causes, counts } = this.epoch
    const { added, removed } = counts
    // What members did in it stays, and may name thousands of them.
    return { epoch, until: this.until, cause, causes: causes.slice(0, 1), added, removed }
  }

  /**
   * The epoch that is undone now.
   * @param meant which change is meant; undefined for the last, whichever that is
   * @throws {BatchdeckError} `CONFLICT`
   */
  undoable(task: number, now: number, meant?: number): number {
    const minutes = UNDO_TIME_MS / 60_000
    if (this.epoch === null) throw refusal('undo_nothing', { task, minutes })
    const { epoch } = this.epoch
    if (meant !== undefined && meant !== epoch) throw refusal('undo_of_other', { meant, epoch })
    if (now >= this.until) throw refusal('undo_over', { epoch, minutes, before: epoch - 1 })
    return epoch
  }
}

/** What is done to targets, by whomever. */
const targetCauses: ReadonlySet<EpochCause['kind']> = new Set(['import', 'change', 'source', 'rollback', 'undo'])

function changesTargets({ causes, counts }: PublishedEpoch): boolean {
  const [first] = causes
  const { added, removed, rerated, described } = counts
  return first !== undefined && targetCauses.has(first.kind) && added + removed + rerated + described > 0
}
