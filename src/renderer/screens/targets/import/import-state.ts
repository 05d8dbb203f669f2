import { type ListRepair, type SuspicionKind, suspicionKinds } from '../../../../contract/list-format.ts'
import type { ProcedureInput } from '../../../../contract/procedures.ts'
import type { ListReport } from '../../../../contract/resources/import.ts'
import type { PlanPreview } from '../../../../contract/resources/plan.ts'
import type { ListSource } from './list-source.ts'
import type { SendProgress } from './send-list.ts'

/** What an operator may do with a list. */
export const listEdits = ['add', 'remove', 'replace'] as const
export type ListEdit = (typeof listEdits)[number]

/** How a list is to be read, where that is not as it looks. */
export type ReadingWish = Omit<ProcedureInput<'import.reread'>, 'import_id' | 'repairs' | 'leave_out'>

export type Suspicion = ListReport['suspicions'][number]

/** Lines that are suspicious for one reason. */
export interface SuspiciousKind {
  readonly kind: SuspicionKind
  readonly count: number
  /** Those of them that are listed. */
  readonly lines: readonly Suspicion[]
  /** What would repair it; null where nothing does. */
  readonly repair: ListRepair | null
}

/** A kind, and what was decided about it; `noted` needs no decision: none of its lines is taken anyway. */
export interface DecidedKind extends SuspiciousKind {
  readonly decision: 'open' | 'repaired' | 'taken' | 'left_out' | 'noted'
}

/** What a list would change. */
export type ListPlan =
  | { readonly at: 'none' }
  | { readonly at: 'failed'; readonly error: unknown }
  /**
   * @param edit what it is a preview of
   * @param isStale it is another one than was looked at first, for the task is another one by now
   */
  | { readonly at: 'planned'; readonly preview: PlanPreview; readonly edit: ListEdit; readonly isStale: boolean }

export interface ImportState {
  readonly step: 'input' | 'sending' | 'read'
  readonly source: ListSource | null
  readonly edit: ListEdit
  /** The monitor's number of it, while it has one. */
  readonly importId: number | null
  readonly progress: SendProgress
  readonly report: ListReport | null
  readonly wish: ReadingWish
  /** It is read in another way. */
  readonly isReading: boolean
  /** Repairs that were asked for, each with the kinds it was asked for. */
  readonly repaired: ReadonlyMap<ListRepair, readonly SuspiciousKind[]>
  /** Kinds that are taken as they are. */
  readonly taken: ReadonlySet<SuspicionKind>
  /** Kinds whose lines are left out. */
  readonly leftOut: ReadonlySet<SuspicionKind>
  readonly onInvalid: 'refuse' | 'skip'
  /** The last one, until there is the next: so nothing flickers. */
  readonly plan: ListPlan
  readonly isPlanning: boolean
  /** How often it was planned: what was answered about another plan is old. */
  readonly planned: number
  readonly isApplying: boolean
  /** Why the list is not with the monitor, or not any more; null where nothing went wrong. */
  readonly problem: unknown
}

export const blankImport = (edit: ListEdit): ImportState => ({
  step: 'input',
  source: null,
  edit,
  importId: null,
  progress: { share: 0, lines: null },
  report: null,
  wish: {},
  isReading: false,
  repaired: new Map(),
  taken: new Set(),
  leftOut: new Set(),
  onInvalid: 'refuse',
  plan: { at: 'none' },
  isPlanning: false,
  planned: 0,
  isApplying: false,
  problem: null,
})

/** The kinds that a report holds. */
export function suspiciousKinds({ suspicions, suspicious_kinds }: ListReport): SuspiciousKind[] {
  const listed = Map.groupBy(suspicions, ({ kind }) => kind)
  return suspicionKinds.flatMap((kind) => {
    const count = suspicious_kinds[kind] ?? 0
    const lines = listed.get(kind) ?? []
    return count === 0
      ? []
      : [{ kind, count, lines, repair: lines.find(({ repair }) => repair !== null)?.repair ?? null }]
  })
}

/** All kinds with what was decided about them, in an order that no decision changes: repaired ones stay to be undone. */
export function decidedKinds({ report, repaired, taken, leftOut }: ImportState): DecidedKind[] {
  if (!report) return []
  const done = [...repaired.values()].flat().map((kind): DecidedKind => ({ ...kind, decision: 'repaired' }))
  const left = suspiciousKinds(report).map((row): DecidedKind => {
    const { kind, lines } = row
    if (leftOut.has(kind)) return { ...row, decision: 'left_out' }
    if (taken.has(kind)) return { ...row, decision: 'taken' }
    return { ...row, decision: lines.length > 0 && lines.every((line) => !line.taken) ? 'noted' : 'open' }
  })
  // What a repair left over of a kind stands as a row of its own, below it.
  return [...done, ...left].toSorted((a, b) => suspicionKinds.indexOf(a.kind) - suspicionKinds.indexOf(b.kind))
}

/** Lines about which nothing was decided yet. */
export function openLines(state: ImportState): number {
  return decidedKinds(state)
    .filter(({ decision }) => decision === 'open')
    .reduce((sum, { count }) => sum + count, 0)
}

/** Repairs that would help what is open, and what is no target as it is. */
export function openRepairs(kinds: readonly DecidedKind[]): ListRepair[] {
  const left = kinds.filter(({ decision }) => decision === 'open' || decision === 'noted')
  const repairs = left.flatMap(({ repair }) => repair ?? [])
  return [...new Set(repairs)]
}

/** Bad lines keep a list from being planned until they are left out. */
export function canPlan({ report, onInvalid }: Pick<ImportState, 'report' | 'onInvalid'>): boolean {
  return report !== null && (report.invalid === 0 || (onInvalid === 'skip' && report.can_skip))
}

/** What still has to be done before a list may be applied; null where nothing is in the way. */
export function obstacle(state: ImportState): 'planning' | 'invalid' | 'suspicious' | 'unchanged' | null {
  if (!canPlan(state)) return 'invalid'
  if (state.plan.at !== 'planned' || state.isReading || state.isPlanning) return 'planning'
  if (openLines(state) > 0) return 'suspicious'
  return state.plan.preview.changed ? null : 'unchanged'
}

export const importSteps = ['understood', 'suspicious', 'changes', 'apply'] as const
export type StepName = (typeof importSteps)[number]

/** How far each step is. */
export function stepStates(state: ImportState): Readonly<Record<StepName, 'waiting' | 'now' | 'done'>> {
  const { step, isReading, isPlanning, plan } = state
  if (step !== 'read')
    return {
      understood: step === 'input' ? 'waiting' : 'now',
      suspicious: 'waiting',
      changes: 'waiting',
      apply: 'waiting',
    }
  const isClear = canPlan(state) && openLines(state) === 0
  const isPlanned = plan.at === 'planned' && !isPlanning
  return {
    understood: isReading ? 'now' : 'done',
    suspicious: isClear ? 'done' : 'now',
    changes: isPlanned ? (plan.preview.guard ? 'now' : 'done') : isPlanning || plan.at === 'failed' ? 'now' : 'waiting',
    apply: isClear && isPlanned ? 'now' : 'waiting',
  }
}
