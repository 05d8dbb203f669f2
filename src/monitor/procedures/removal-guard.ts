import { refusal } from '../../contract/refusal.ts'
import type { Guard, PlanPreview } from '../../contract/resources/plan.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import type { Settings } from '../../settings/settings.ts'

/** Who changes the targets: somebody who can be asked, or a source. */
export type Changer = 'person' | 'source'

/**
 * So many targets can go without a confirmation, whatever part of all they are, as long as some are left: somebody who changes
 * a short list sees it as a whole. What a source does nobody sees.
 */
const MAX_UNGUARDED_TARGETS: Readonly<Record<Changer, number>> = { person: 100, source: 0 }

export type GuardSettings = Pick<Settings, 'monitor.guard.max-removed' | 'monitor.guard.max-removed-by-source'>

/** `[CH-2]` Percent of its targets that may go from a task without a confirmation; 0 for any. */
export function removalLimit(settings: GuardSettings, { guard }: Pick<TaskResource, 'guard'>, by: Changer): number {
  return guard ?? settings[by === 'source' ? 'monitor.guard.max-removed-by-source' : 'monitor.guard.max-removed']
}

/**
 * `[CH-2]` What has to be confirmed about a change; null where nothing has.
 * @param before targets of the task
 * @param counts what the change amounts to
 * @param limit percent that may go; 0 for any
 */
export function guardOf(
  before: number,
  { removed, targets }: { readonly removed: number; readonly targets: number },
  limit: number,
  by: Changer = 'person',
): Guard | null {
  if (limit === 0 || removed === 0) return null
  const empties = targets === 0
  const isMuch = removed > MAX_UNGUARDED_TARGETS[by] && removed * 100 > limit * before
  return empties || isMuch ? { removed, of: before, limit, empties } : null
}

/**
 * `[CH-2]` Exactly what is removed has to be confirmed: of a change that became another one meanwhile nobody has seen the number.
 * @param confirmed so many removals; undefined where none were confirmed
 * @throws {BatchdeckError} `GUARDED` with a fresh preview
 */
export function assertConfirmed(guard: Guard | null, confirmed: number | undefined, preview: () => PlanPreview): void {
  if (guard === null || guard.removed === confirmed) return
  const { removed, of, limit, empties } = guard
  const detail = preview()
  throw empties
    ? refusal('emptying_guarded', { removed }, { detail })
    : refusal('removal_guarded', { removed, of, limit }, { detail })
}
