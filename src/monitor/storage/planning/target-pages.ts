import { attributesOf } from '../../../contract/attributes.ts'
import type { FoundTarget, TargetPage, TargetReport, TargetRow } from '../../../contract/resources/target.ts'
import { type Assignment, locate, type PlacedTarget } from '../../../planner/assignment.ts'
import type { PlanDelta } from '../../../planner/delta.ts'
import { slotOf } from '../../../planner/hash.ts'
import { canonical, soughtTarget } from '../../../planner/identity.ts'
import type { TargetPageQuery } from '../port.ts'
import { AllTargets, sizeOf } from './all-targets.ts'
import { AttributeNames } from './attribute-names.ts'
import type { Breath } from './breath.ts'
import type { Matches } from './matches.ts'
import { SlotTexts } from './slot-texts.ts'
import { find, search, type SearchedTargets } from './target-search.ts'

/** So many rows are made before somebody looks at the time. */
const ROWS_AT_ONCE = 512
/** What nobody has asked for so long is forgotten with the next epoch, ms. */
const KEPT_FOR_MS = 10 * 60_000
/** What was found last, so many times: whoever scrolls asks the same again and again. */
const MAX_KEPT_MATCHES = 8
/** Targets in all that was found last; of what only marks them among all, an eighth. */
const MAX_KEPT_TARGETS = 4_000_000
/** Targets that come, go or are described otherwise with an epoch, and are counted in and out at once. */
const MAX_COUNTED = 50_000
/** More names of attributes than a table has columns. */
const MAX_ATTRIBUTE_NAMES = 64

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
  readonly before: Assignment
  readonly after: Assignment
  readonly delta: PlanDelta
}

/** What makes it fast to look through a task again. */
interface Kept {
  readonly texts: SlotTexts
  /** Of which targets, and what names; null before somebody asked. */
  names: { readonly of: Assignment; readonly names: AttributeNames } | null
  /** All of which targets; null before somebody wanted many of them. */
  all: { readonly of: Assignment; readonly targets: Promise<AllTargets> } | null
  /** By a clock that only goes forward, ms. */
  askedAt: number
}

/** `[TG-2]` What is asked of the targets of all tasks: pages, and what is found while somebody types. */
export class TargetPages {
  private readonly breathe: Breath
  private readonly tasks = new Map<number, Kept>()
  /** By what was asked, the last of them last. */
  private readonly found = new Map<string, { readonly of: Assignment; readonly matches: Matches }>()

  constructor(breathe: Breath) {
    this.breathe = breathe
  }

  async page(task: TaskTargets, query: TargetPageQuery): Promise<TargetPage> {
    const { taskId, epoch, assignment, reports } = task
    const { start, limit } = query
    const kept = this.keptOf(taskId)
    const matches = await this.matchesOf(task, kept, query)
    const targets = await matches.slice(start, limit, this.breathe)
    const names = await this.namesOf(assignment, kept)
    return {
      task_id: taskId,
      epoch,
      total: sizeOf(assignment.slots),
      matching: matches.count,
      attribute_names: names.first(MAX_ATTRIBUTE_NAMES),
      targets: await this.rowsOf(targets, assignment, reports),
    }
  }

  /** Those that begin with it come first. */
  async find({ taskId, assignment }: TaskTargets, query: string, limit: number): Promise<FoundTarget[]> {
    const targets = this.searched(assignment, this.keptOf(taskId))
    const found = await find(targets, soughtTarget(assignment.identity, query), limit, this.breathe)
    return found.map((target) => {
      const { attributes: text, batch_id } = locate(assignment, target)!
      const { label, name, symbol } = text === null ? {} : attributesOf(text)
      const consumer_id = assignment.batches.get(batch_id)?.consumer_id ?? null
      return { task_id: taskId, target, label: label ?? name ?? symbol ?? null, batch_id, consumer_id }
    })
  }

  /** An epoch follows: what is asked for goes on, and nothing of the one before is kept in memory. */
  follow({ taskId, before, after, delta }: NextEpoch): void {
    this.found.clear()
    const kept = this.tasks.get(taskId)
    if (!kept) return
    if (performance.now() - kept.askedAt > KEPT_FOR_MS) {
      this.tasks.delete(taskId)
      return
    }
    const { texts, names, askedAt } = kept
    const { added, removed, described } = delta
    // Where it is more, all are counted anew when somebody asks: whoever waits for this epoch does not wait for that.
    const isSmall = added.length + removed.length + described.length <= MAX_COUNTED
    const counted = names?.of === before && isSmall ? { of: after, names: names.names.after(delta) } : null
    // Another object: who is searching the epoch before leaves nothing of it here.
    this.tasks.set(taskId, { texts: texts.after(after.slots), names: counted, all: null, askedAt })
  }

  forget(taskId: number): void {
    this.tasks.delete(taskId)
    this.found.clear()
  }

  private async rowsOf(targets: readonly string[], assignment: Assignment, reports: TaskReports): Promise<TargetRow[]> {
    const rows: TargetRow[] = []
    for (const target of targets) {
      rows.push(rowOf(assignment, locate(assignment, target)!, reports))
      // oxlint-disable-next-line no-await-in-loop -- others come in between
      if (rows.length % ROWS_AT_ONCE === 0) await this.breathe()
    }
    return rows
  }

  private keptOf(taskId: number): Kept {
    let kept = this.tasks.get(taskId)
    if (!kept) this.tasks.set(taskId, (kept = { texts: new SlotTexts(), names: null, all: null, askedAt: 0 }))
    kept.askedAt = performance.now()
    return kept
  }

  private searched(assignment: Assignment, kept: Kept): SearchedTargets {
    const all = () => {
      if (kept.all?.of !== assignment) kept.all = { of: assignment, targets: AllTargets.of(assignment, this.breathe) }
      return kept.all.targets
    }
    return { assignment, texts: kept.texts, all }
  }

  private async namesOf(assignment: Assignment, kept: Kept): Promise<AttributeNames> {
    if (kept.names?.of === assignment) return kept.names.names
    const names = await AttributeNames.of(assignment, this.breathe)
    kept.names = { of: assignment, names }
    return names
  }

  private async matchesOf(
    { taskId, assignment, reports }: TaskTargets,
    kept: Kept,
    { query: typed = '', filter = {}, sort = 'target' }: TargetPageQuery,
  ): Promise<Matches> {
    const query = soughtTarget(assignment.identity, typed)
    const among = filter.report === undefined ? null : reports.with(filter.report)
    const looked = () => search(this.searched(assignment, kept), { query, filter, sort, among }, this.breathe)
    // What is said of targets and batches is another a moment later.
    if (among !== null || filter.batches !== undefined) return looked()
    const key = JSON.stringify([taskId, query, filter, sort])
    const known = this.found.get(key)
    if (known?.of === assignment) return known.matches
    const matches = await looked()
    if (this.tasks.get(taskId) === kept) {
      this.found.delete(key)
      this.found.set(key, { of: assignment, matches })
      this.forgetOldest()
    }
    return matches
  }

  private forgetOldest(): void {
    let weight = [...this.found.values()].reduce((sum, { matches }) => sum + matches.weight, 0)
    for (const [key, { matches }] of this.found) {
      if (this.found.size <= MAX_KEPT_MATCHES && weight <= MAX_KEPT_TARGETS) break
      this.found.delete(key)
      weight -= matches.weight
    }
  }
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
