import { attributesOf } from '../../../contract/attributes.ts'
import type { FoundTarget, TargetPage, TargetReport, TargetRow } from '../../../contract/resources/target.ts'
import { type Assignment, locate, type PlacedTarget } from '../../../planner/assignment.ts'
import type { PlanDelta } from '../../../planner/delta.ts'
import { slotOf } from '../../../planner/hash.ts'
import { canonical, soughtTarget } from '../../../planner/identity.ts'
import type { TargetPageQuery } from '../port.ts'
import type { Breath } from './breath.ts'
import { searched, TargetOrder } from './target-order.ts'
import { linesWith, type Matches, search } from './target-search.ts'

/** An order that nobody has asked for so long is forgotten with the next epoch, ms. */
const KEPT_FOR_MS = 10 * 60_000
/** What was found last, so many times: whoever scrolls asks the same again and again. */
const MAX_KEPT_MATCHES = 8
/** More names of attributes than a table has columns. */
const MAX_ATTRIBUTE_NAMES = 64
/** Blocks that are searched before somebody looks at the time. */
const BLOCKS_AT_ONCE = 16

/** What is known of a task when it is asked for. */
export interface TaskTargets {
  readonly taskId: number
  readonly epoch: number
  readonly assignment: Assignment
  readonly reports: TaskReports
}

/** What is said of single targets of a task. */
export interface TaskReports {
  of(target: string): TargetReport | null
  /** Those with a report of this status. */
  with(status: TargetReport['status']): string[]
}

interface NextEpoch {
  readonly taskId: number
  readonly epoch: number
  readonly before: Assignment
  readonly after: Assignment
  readonly delta: PlanDelta
}

/** A task as it was when its order was last brought up to date. */
interface View {
  readonly order: TargetOrder
  readonly epoch: number
}

interface KeptView {
  readonly made: Promise<View>
  /** Null while it is made. */
  view: View | null
  /** What came while it was made. */
  missed: ((view: View) => View)[]
  /** By a clock that only goes forward, ms. */
  askedAt: number
}

/** `[TG-2]` What is asked of the targets of all tasks: pages, and what is found while somebody types. */
export class TargetPages {
  private readonly breathe: Breath
  private readonly views = new Map<number, KeptView>()
  /** By what was asked, the last of them last. */
  private readonly found = new Map<string, { readonly order: TargetOrder; readonly matches: Matches }>()

  constructor(breathe: Breath) {
    this.breathe = breathe
  }

  async page(task: TaskTargets, query: TargetPageQuery): Promise<TargetPage> {
    const { start, limit } = query
    const { order, epoch } = await this.viewOf(task)
    const matches = await this.matchesOf(task, order, query)
    const { assignment, attributeCounts } = order
    const length = Math.max(0, Math.min(limit, matches.count - start))
    return {
      task_id: task.taskId,
      epoch,
      total: order.size,
      matching: matches.count,
      attribute_names: [...attributeCounts.keys()].toSorted().slice(0, MAX_ATTRIBUTE_NAMES),
      targets: Array.from({ length }, (_, i) =>
        rowOf(assignment, locate(assignment, matches.at(start + i))!, task.reports),
      ),
    }
  }

  /** Those that begin with it come first; it ends as soon as there are enough of these. */
  async find(task: TaskTargets, query: string, limit: number): Promise<FoundTarget[]> {
    const { order } = await this.viewOf(task)
    const sought = searched(soughtTarget(order.assignment.identity, query))
    const first: string[] = []
    const others: string[] = []
    for (const [number, block] of order.blocks.entries()) {
      for (const line of linesWith(order.linesOf(block), sought)) {
        const target = block.targets[line]!
        const group = searched(target).startsWith(sought) ? first : others
        if (group.length < limit) group.push(target)
      }
      if (first.length >= limit) break
      // oxlint-disable-next-line no-await-in-loop -- others come in between
      if (number % BLOCKS_AT_ONCE === 0) await this.breathe()
    }
    return [...first, ...others].slice(0, limit).map((target) => {
      const { attributes, batch_id, consumer_id } = rowOf(
        order.assignment,
        locate(order.assignment, target)!,
        task.reports,
      )
      const label = attributes?.['label'] ?? attributes?.['name'] ?? attributes?.['symbol'] ?? null
      return { task_id: task.taskId, target, label, batch_id, consumer_id }
    })
  }

  /** An epoch follows: an order that is asked for goes on, and nothing of the one before is kept in memory. */
  follow({ taskId, epoch, before, after, delta }: NextEpoch): void {
    this.found.clear()
    const kept = this.views.get(taskId)
    if (!kept) return
    const isOther = before.identity !== after.identity
    const isMuch = 2 * (delta.added.length + delta.removed.length) > sizeOf(after)
    if (isOther || isMuch || performance.now() - kept.askedAt > KEPT_FOR_MS) {
      this.views.delete(taskId)
      return
    }
    const next = ({ order }: View): View => ({ order: order.after(after, delta), epoch })
    if (kept.view) kept.view = next(kept.view)
    else kept.missed.push(next)
  }

  forget(taskId: number): void {
    this.views.delete(taskId)
    this.found.clear()
  }

  private async viewOf({ taskId, epoch, assignment }: TaskTargets): Promise<View> {
    let kept = this.views.get(taskId)
    if (!kept) {
      const made = TargetOrder.of(assignment, this.breathe).then((order): View => ({ order, epoch }))
      kept = { made, view: null, missed: [], askedAt: 0 }
      this.views.set(taskId, kept)
      try {
        kept.view = kept.missed.reduce((view, next) => next(view), await made)
        kept.missed = []
      } catch (error) {
        this.views.delete(taskId)
        throw error
      }
    }
    kept.askedAt = performance.now()
    return kept.view ?? kept.made
  }

  private async matchesOf(
    { taskId, reports }: TaskTargets,
    order: TargetOrder,
    query: TargetPageQuery,
  ): Promise<Matches> {
    const { filter = {}, sort = 'target' } = query
    const text = soughtTarget(order.assignment.identity, query.query ?? '')
    const wanted = {
      query: text,
      filter,
      sort,
      among: filter.report === undefined ? null : reports.with(filter.report),
    }
    // What is said of targets and batches is another a moment later.
    if (filter.report !== undefined || filter.batches !== undefined) return search(order, wanted, this.breathe)
    const key = JSON.stringify([taskId, text, filter, sort])
    const known = this.found.get(key)
    if (known?.order === order) return known.matches
    const matches = await search(order, wanted, this.breathe)
    this.found.delete(key)
    this.found.set(key, { order, matches })
    const [oldest] = this.found.keys()
    if (this.found.size > MAX_KEPT_MATCHES) this.found.delete(oldest!)
    return matches
  }
}

function sizeOf({ slots }: Assignment): number {
  return slots.reduce((sum, { size }) => sum + size, 0)
}

/** A target as a table shows it. */
export function rowOf(assignment: Assignment, placed: PlacedTarget, reports: TaskReports): TargetRow {
  const { target, attributes, batch_id, priority } = placed
  return {
    target,
    priority,
    attributes: attributes === null ? null : attributesOf(attributes),
    slot: slotOf(canonical(assignment.identity, target)),
    batch_id,
    consumer_id: assignment.batches.get(batch_id)?.consumer_id ?? null,
    report: reports.of(target),
  }
}
