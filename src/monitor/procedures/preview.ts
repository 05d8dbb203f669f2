import type { Guard, PlanPreview } from '../../contract/resources/plan.ts'
import { emptyAssignment } from '../../planner/assignment.ts'
import type { PlanReport } from '../storage/port.ts'

/** Of which a preview is: the epoch it is made for, and who owns the slots in it. */
export interface PreviewBase {
  readonly task_id: number
  readonly epoch: number
  readonly owners: readonly (string | null)[]
}

/** The base of a task that is not there yet. */
export function baseOfNew(taskId: number): PreviewBase {
  return { task_id: taskId, epoch: 0, owners: emptyAssignment.owners }
}

/** `[HT-3]` A plan as it is shown before it is applied. */
export function previewOf(
  { task_id, epoch, owners }: PreviewBase,
  report: PlanReport,
  canBeTold: ReadonlySet<string>,
  guard: Guard | null,
): PlanPreview {
  const { added, removed, rerated, described } = report.firstChanges
  return {
    task_id,
    base_epoch: epoch,
    changed: report.changed,
    counts: report.counts,
    ...listFindings(report),
    guard,
    added_targets: added,
    removed_targets: removed,
    rerated_targets: rerated,
    described_targets: described,
    consumers_touched: report.consumersTouched.filter((id) => canBeTold.has(id)),
    slots_moved: report.owners.flatMap((to, slot) => {
      const from = owners[slot] ?? null
      return from === to ? [] : [[slot, from, to] as const]
    }),
    remarks: report.remarks,
  }
}

/** What there is to say of the list that a plan was made of. */
export function listFindings(report: PlanReport) {
  const { notFound } = report
  return {
    duplicates: report.duplicates,
    duplicate_lines: report.duplicateLines,
    skipped: report.skipped,
    ignored_columns: report.ignoredColumns,
    suspicious: report.suspicious,
    suspicions: report.suspicions,
    not_found: notFound.count,
    not_found_targets: notFound.first,
  }
}
