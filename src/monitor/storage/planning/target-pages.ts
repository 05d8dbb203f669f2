import type { TargetPage } from '../../../contract/resources/target.ts'
import { type Assignment, placedTargets } from '../../../planner/assignment.ts'
import type { TargetPageQuery } from '../port.ts'

/** Target sets in code-unit order, by page. Whoever scrolls asks again and again: the last set is kept in order. */
export class TargetPages {
  private kept: { readonly assignment: Assignment; readonly targets: readonly string[] } | null = null

  page(assignment: Assignment, { query = '', start, limit }: TargetPageQuery): Omit<TargetPage, 'task_id' | 'epoch'> {
    const all = this.inOrder(assignment)
    const matching = query === '' ? all : all.filter((target) => target.includes(query))
    return { total: all.length, matching: matching.length, targets: matching.slice(start, start + limit) }
  }

  /** Nobody will ask for this set again: it must not be kept in memory for it. */
  forget(): void {
    this.kept = null
  }

  private inOrder(assignment: Assignment): readonly string[] {
    if (this.kept?.assignment === assignment) return this.kept.targets
    // The one before must not be in memory beside this one.
    this.kept = null
    const targets = Array.from(placedTargets(assignment), ({ target }) => target).toSorted()
    this.kept = { assignment, targets }
    return targets
  }
}
