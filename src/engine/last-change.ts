import type { EpochCause } from '../contract/cause.ts'
import { refusal } from '../contract/refusal.ts'
import { UNDO_TIME_MS, type UndoResource } from '../contract/resources/undo.ts'
import { identities, type Identity } from '../planner/identity.ts'
import type { PublishedEpoch } from './epoch.ts'

/** What is undone. */
export interface UndoableChange {
  readonly epoch: number
  /** What made targets the same before it, where that was something else (ID-2); null where it was not. */
  readonly identity: Identity | null
}

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
    const own = causes.filter(({ kind }) => kind !== 'members')
    return { epoch, until: this.until, cause, causes: own, added, removed }
  }

  /**
   * The epoch that can still be undone once this one is there, so that what it changed has to be kept; null where none can.
   */
  after(next: PublishedEpoch, now: number): number | null {
    if (changesTargets(next)) return next.epoch
    return this.epoch !== null && now < this.until ? this.epoch.epoch : null
  }

  /**
   * What is undone now.
   * @param meant which change is meant; undefined for the last, whichever that is
   * @throws {BatchdeckError} `CONFLICT`
   */
  undoable(task: number, now: number, meant?: number): UndoableChange {
    const minutes = UNDO_TIME_MS / 60_000
    if (this.epoch === null) throw refusal('undo_nothing', { task, minutes })
    const { epoch, causes } = this.epoch
    if (meant !== undefined && meant !== epoch) throw refusal('undo_of_other', { meant, epoch })
    if (now >= this.until) throw refusal('undo_over', { epoch, minutes, before: epoch - 1 })
    return { epoch, identity: identityBefore(causes) }
  }
}

/** What is done to targets, by whomever: another identity makes one of several (ID-2). */
const targetCauses: ReadonlySet<EpochCause['kind']> = new Set([
  'import',
  'change',
  'source',
  'rollback',
  'undo',
  'options',
])

function changesTargets({ causes, counts }: PublishedEpoch): boolean {
  const [first] = causes
  const { added, removed, rerated, described } = counts
  return first !== undefined && targetCauses.has(first.kind) && added + removed + rerated + described > 0
}

function identityBefore(causes: readonly EpochCause[]): Identity | null {
  for (const cause of causes) {
    if (cause.kind !== 'options') continue
    const other = cause.changes.find(({ option }) => option === 'identity')
    if (other) return identities.find((one) => one === other.from) ?? null
  }
  return null
}
