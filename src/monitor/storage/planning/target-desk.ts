import { type Attributes, attributesOf } from '../../../contract/attributes.ts'
import type { FoundTarget, RatedTarget, TargetPage } from '../../../contract/resources/target.ts'
import type { ConsumerSayings } from '../../../engine/target-sayings.ts'
import { type Assignment, type BatchContent, contentsOf, locate } from '../../../planner/assignment.ts'
import type { PlanDelta } from '../../../planner/delta.ts'
import { canonical } from '../../../planner/identity.ts'
import { priorities } from '../../../planner/priority.ts'
import { pastOf } from '../history/target-history.ts'
import type { ReportCounts, StoredTargets, TargetLook, TargetPageQuery, TargetsFormat } from '../port.ts'
import type { History } from '../store.ts'
import type { Breath } from './breath.ts'
import type { PresentTargets } from './present-targets.ts'
import { exportTargets } from './target-export.ts'
import { rowOf, TargetPages, type TaskTargets } from './target-pages.ts'
import { TargetReports } from './target-reports.ts'

interface Parts {
  readonly history: History
  readonly present: PresentTargets
  readonly breathe: Breath
}

/** Answers what is asked of targets as they are, and of what is said of them. */
export class TargetDesk {
  private readonly parts: Parts
  private readonly pages: TargetPages
  private readonly reports = new TargetReports()

  constructor(parts: Parts) {
    this.parts = parts
    this.pages = new TargetPages(parts.breathe)
  }

  batches(taskId: number, batchIds: readonly number[], hasAttributes: boolean): StoredTargets[] {
    const assignment = this.parts.present.assignment(taskId)
    const contents = contentsOf(assignment, batchIds)
    return batchIds.flatMap((id): StoredTargets[] => {
      const batch = assignment.batches.get(id)
      if (!batch) return []
      const { batch_id, consumer_id, priority } = batch
      const content = contents.get(id)!
      const attributes = hasAttributes ? { attributes: describedIn(content) } : {}
      return [{ batch_id, consumer_id, priority, targets: content.targets.toSorted(), ...attributes }]
    })
  }

  batchTargets(taskId: number, batchId: number): RatedTarget[] | null {
    const assignment = this.parts.present.assignment(taskId)
    if (!assignment.batches.has(batchId)) return null
    const { targets, ratings } = contentsOf(assignment, [batchId]).get(batchId)!
    const rated = targets.map((target, i): RatedTarget => ({ target, priority: priorities[ratings[i]!]! }))
    return rated.toSorted((a, b) => (a.target < b.target ? -1 : 1))
  }

  async export(taskId: number, format: TargetsFormat): Promise<Uint8Array> {
    const { present, breathe } = this.parts
    return exportTargets(present.assignment(taskId), format, { task_id: taskId, epoch: present.epoch(taskId) }, breathe)
  }

  async page(taskId: number, query: TargetPageQuery): Promise<TargetPage> {
    return this.pages.page(this.targetsOf(taskId), query)
  }

  async find(taskIds: readonly number[], query: string, limit: number): Promise<FoundTarget[]> {
    const found: FoundTarget[] = []
    for (const taskId of taskIds) {
      // oxlint-disable-next-line no-await-in-loop -- what is found first is enough
      found.push(...(await this.pages.find(this.targetsOf(taskId), query, limit - found.length)))
      if (found.length >= limit) break
    }
    return found
  }

  batchOf(taskId: number, target: string): number | null {
    return locate(this.parts.present.assignment(taskId), target)?.batch_id ?? null
  }

  async look(taskId: number, given: string): Promise<TargetLook> {
    const { history, breathe } = this.parts
    const task = this.targetsOf(taskId)
    const { assignment, epoch, reports } = task
    const placed = locate(assignment, given)
    if (!placed) return { found: null, near: (await this.pages.find(task, given, 1))[0]?.target ?? null }
    const past = await pastOf(history, { taskId, epoch, assignment, placed }, breathe)
    const canonicalForm = canonical(assignment.identity, placed.target)
    return { found: { ...rowOf(assignment, placed, reports), canonical: canonicalForm, ...past }, near: null }
  }

  takeReports(sayings: readonly ConsumerSayings[], limit: number): ReportCounts {
    return this.reports.take(this.parts.present.assignments, sayings, limit)
  }

  /** What is shown of targets follows the epochs. */
  follow(taskId: number, before: Assignment, after: Assignment, delta: PlanDelta): void {
    this.pages.follow({ taskId, before, after, delta })
    this.reports.follow(taskId, before, after, delta)
  }

  /** What is the same target as another may be another one now. */
  noteIdentity(taskId: number): void {
    this.pages.forget(taskId)
  }

  forgetTask(taskId: number): void {
    this.pages.forget(taskId)
    this.reports.forgetTask(taskId)
  }

  private targetsOf(taskId: number): TaskTargets {
    const { present } = this.parts
    const assignment = present.assignment(taskId)
    return { taskId, epoch: present.epoch(taskId), assignment, reports: this.reports.of(taskId, assignment) }
  }
}

/** By target, of those that have any, in code-unit order. */
function describedIn({ targets, attributes }: BatchContent): Record<string, Attributes> {
  const described = targets.flatMap((target, i): [string, Attributes][] => {
    const text = attributes[i] ?? null
    return text === null ? [] : [[target, attributesOf(text)]]
  })
  return Object.fromEntries(described.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
