import type { FoundTarget, TargetPage, TargetRow, TargetSort } from '../../../contract/resources/target.ts'
import { type Assignment, placedTargets } from '../../../planner/assignment.ts'
import { slotOf } from '../../../planner/hash.ts'
import { priorities } from '../../../planner/priority.ts'
import type { PlacedFilter, TargetPageQuery } from '../port.ts'

type Page = Omit<TargetPage, 'task_id' | 'epoch'>

/** Target sets in code-unit order, by page. Whoever scrolls asks again and again: the last set is kept in order. */
export class TargetPages {
  private kept: { readonly assignment: Assignment; readonly targets: readonly TargetRow[] } | null = null

  page(assignment: Assignment, { query = '', filter = {}, sort = 'target', start, limit }: TargetPageQuery): Page {
    const all = this.inOrder(assignment)
    const matches = matcher(query, filter)
    const matching = all.filter((row) => matches(row))
    const key = keyOf(sort)
    const sorted = matching.toSorted((a, b) => compare(key(a), key(b)))
    if (sort.startsWith('-')) sorted.reverse()
    return {
      total: all.length,
      matching: matching.length,
      attribute_names: [],
      targets: sorted.slice(start, start + limit),
    }
  }

  find(taskId: number, assignment: Assignment, query: string, limit: number): FoundTarget[] {
    return this.page(assignment, { query, start: 0, limit }).targets.map(({ target, batch_id, consumer_id }) => {
      return { task_id: taskId, target, label: null, batch_id, consumer_id }
    })
  }

  /** Nobody will ask for this set again: it must not be kept in memory for it. */
  forget(): void {
    this.kept = null
  }

  private inOrder(assignment: Assignment): readonly TargetRow[] {
    if (this.kept?.assignment === assignment) return this.kept.targets
    // The one before must not be in memory beside this one.
    this.kept = null
    const rows = Array.from(placedTargets(assignment), ({ target, batch_id, priority }): TargetRow => {
      const consumer_id = assignment.batches.get(batch_id)?.consumer_id ?? null
      return { target, priority, attributes: null, slot: slotOf(target), batch_id, consumer_id, report: null }
    })
    const targets = rows.toSorted((a, b) => compare(a.target, b.target))
    this.kept = { assignment, targets }
    return targets
  }
}

function matcher(query: string, filter: PlacedFilter): (row: TargetRow) => boolean {
  const sought = query.toLowerCase()
  const batches = filter.batches && new Set(filter.batches)
  return ({ target, priority, batch_id, consumer_id }) =>
    target.toLowerCase().includes(sought) &&
    (filter.priority === undefined || priority === filter.priority) &&
    (filter.consumer_id === undefined || consumer_id === filter.consumer_id) &&
    (filter.batch_id === undefined || batch_id === filter.batch_id) &&
    (batches === undefined || batches.has(batch_id)) &&
    filter.report === undefined &&
    filter.attribute === undefined
}

function keyOf(sort: TargetSort): (row: TargetRow) => string | number {
  switch (sort.replace('-', '')) {
    case 'priority':
      return ({ priority }) => priorities.indexOf(priority)
    case 'consumer':
      return ({ consumer_id }) => consumer_id ?? '\uFFFF'
    case 'batch':
      return ({ batch_id }) => batch_id
    case 'slot':
      return ({ slot }) => slot
    default:
      return ({ target }) => target
  }
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
