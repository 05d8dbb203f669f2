import { BatchdeckError } from '../../contract/errors.ts'
import type { PlanPreview } from '../../contract/resources/plan.ts'

/**
 * What came of applying a plan: done, or, where it was made for an epoch that is gone by now (`STALE_EPOCH`), a fresh
 * preview in its place.
 * @throws whatever else it was refused with
 */
export async function orFreshPreview<T>(applying: Promise<T>): Promise<{ done: T } | { fresh: PlanPreview }> {
  try {
    return { done: await applying }
  } catch (error) {
    if (!(error instanceof BatchdeckError) || error.code !== 'STALE_EPOCH') throw error
    return { fresh: error.detail as PlanPreview }
  }
}
