import type { TargetChangePage } from '../../../contract/resources/target-change.ts'
import type { Identity } from '../../../planner/identity.ts'
import { editTargets, MAX_NAMED_NOT_FOUND, plan, type Plan } from '../../../planner/plan.ts'
import { firstDuplicates } from '../../lists/duplicates.ts'
import { deltaBefore, deltaBetween } from '../history/epoch-history.ts'
import type { EditRequest, PlanHandle, PlanReport, PlanRequest, PreparedPlan, TargetChangeQuery } from '../port.ts'
import type { Store } from '../store.ts'
import type { Breath } from './breath.ts'
import { type AcceptedEdit, readEdit } from './edit-request.ts'
import { firstChanges, noChanges } from './first-changes.ts'
import type { ListIntakes } from './list-intakes.ts'
import type { PresentTargets } from './present-targets.ts'
import { TargetChangePages } from './target-change-pages.ts'

interface Prepared {
  readonly handle: PlanHandle
  readonly taskId: number
  readonly plan: Plan
  /** The epoch it was made of. */
  readonly base: number
  /** The list it was made of. */
  readonly importId: number | null
}

interface Parts {
  readonly store: Store
  readonly present: PresentTargets
  readonly intakes: ListIntakes
  readonly breathe: Breath
}

/** Plans of what is to become of targets: those that are only looked at, and the one that may be committed. */
export class PlanDesk {
  private readonly parts: Parts
  private readonly changePages: TargetChangePages
  /** The plan that was prepared last: two of them would not have to fit into the memory. */
  private prepared: Prepared | null = null
  private lastHandle = 0

  constructor(parts: Parts) {
    this.parts = parts
    this.changePages = new TargetChangePages(parts.breathe)
  }

  preview(taskId: number, request: PlanRequest): PlanReport {
    return this.plan(taskId, request, true).report
  }

  prepare(taskId: number, request: PlanRequest): PreparedPlan {
    this.prepared = null
    const base = this.parts.present.epoch(taskId)
    const { plan: made, report } = this.plan(taskId, request, false)
    const { edit } = request
    const handle = ++this.lastHandle as PlanHandle
    this.prepared = { handle, taskId, plan: made, base, importId: edit.kind === 'import' ? edit.importId : null }
    return { plan: handle, report }
  }

  /** What was prepared under this handle. @throws {Error} where that is nothing any more */
  preparedOf(taskId: number, handle: PlanHandle): Pick<Prepared, 'plan' | 'base'> {
    if (this.prepared?.handle !== handle || this.prepared.taskId !== taskId) {
      throw new Error(`No plan of task ${taskId} is prepared.`)
    }
    return this.prepared
  }

  async changes(taskId: number, request: PlanRequest, query: TargetChangeQuery): Promise<TargetChangePage> {
    const { present, intakes } = this.parts
    const { edit, options } = request
    const { identity = 'exact' } = options
    const before = present.assignment(taskId)
    const base = present.epoch(taskId)
    const key =
      edit.kind === 'import' ? [intakes.sent(edit.importId), edit.onInvalid, edit.as] : [JSON.stringify(edit), identity]
    const after = () => editTargets(before, this.readEdit(taskId, edit, identity).edit, identity).edited
    return { base_epoch: base, ...(await this.changePages.page({ before, key, after }, query)) }
  }

  /** It is committed. */
  dropPrepared(): void {
    this.prepared = null
  }

  forgetTask(taskId: number): void {
    if (this.prepared?.taskId === taskId) this.prepared = null
    this.forgetChanges()
  }

  /** A list is read anew, or is gone. */
  forgetPlanOf(importId: number): void {
    if (this.prepared?.importId === importId) this.prepared = null
  }

  /** Nobody looks through these any more: what they were of is gone. */
  forgetChanges(): void {
    this.changePages.forget()
  }

  /** @param isLookedAt whether somebody is shown what it would do */
  private plan(taskId: number, request: PlanRequest, isLookedAt: boolean): { plan: Plan; report: PlanReport } {
    const { identity = 'exact' } = request.options
    const { edit, skipped, list, neverThere } = this.readEdit(taskId, request.edit, identity)
    const previous = this.parts.present.assignment(taskId)
    const made = plan({ ...request, edit, previous })
    const { assignment, ...summary } = made
    const isSame = edit.kind === 'keep' && assignment.identity === previous.identity
    // What removes nothing is never refused for what it does (CH-2): who applies it needs no lists of it.
    const hasLists = !isSame && (isLookedAt || made.counts.removed > 0)
    const first = hasLists ? firstChanges(previous, assignment) : noChanges
    const { count, first: named } = made.notFound
    const said = {
      notFound: {
        count: count + neverThere.count,
        first: [...named, ...neverThere.first].slice(0, MAX_NAMED_NOT_FOUND),
      },
      skipped,
      ignoredColumns: list?.look.ignored ?? [],
      suspicious: list?.suspicious ?? 0,
      suspicions: list?.suspicions ?? [],
      duplicateLines: list && made.duplicates > 0 ? firstDuplicates(list, identity) : [],
    }
    return { plan: made, report: { ...summary, ...said, firstChanges: first } }
  }

  private readEdit(taskId: number, request: EditRequest, identity: Identity): AcceptedEdit {
    const { store, present, intakes } = this.parts
    const current = present.epoch(taskId)
    return readEdit(request, identity, {
      sent: (importId) => intakes.sent(importId),
      deltaTo: (epoch) => deltaBetween(store, taskId, current, current, epoch),
      deltaBefore: (epoch) => deltaBefore(store, taskId, current, epoch),
      present: () => present.assignment(taskId),
    })
  }
}
