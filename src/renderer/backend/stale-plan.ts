import { BatchdeckError } from '../../contract/errors.ts'
import type { PlanPreview } from '../../contract/resources/plan.ts'

/** What comes with a fresh preview in place of the one that was applied. */
const freshCodes: readonly string[] = ['STALE_EPOCH', 'GUARDED']

/** The preview that a refusal brings: the assignment, or how much of it goes, is another by now; null where it brings none. */
export function freshPreview(error: unknown): PlanPreview | null {
  if (!(error instanceof BatchdeckError) || !freshCodes.includes(error.code)) return null
  return (error.detail ?? null) as PlanPreview | null
}

/**
 * What came of applying a plan: done, or, where it was made for an epoch that is gone by now (`STALE_EPOCH`) or removes
 * other targets than were confirmed (`GUARDED`), a fresh preview in its place.
 * @throws whatever else it was refused with
 */
export async function orFreshPreview<T>(applying: Promise<T>): Promise<{ done: T } | { fresh: PlanPreview }> {
  try {
    return { done: await applying }
  } catch (error) {
    const fresh = freshPreview(error)
    if (!fresh) throw error
    return { fresh }
  }
}
