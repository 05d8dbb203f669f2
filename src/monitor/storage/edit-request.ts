import type { InvalidLine } from '../../contract/resources/import.ts'
import type { PlanDelta } from '../../planner/delta.ts'
import type { TargetEdit } from '../../planner/plan.ts'
import { acceptTargets } from '../lists/target-list.ts'
import { editOf } from './epoch-history.ts'
import type { SentEdit } from '../lists/list-reader.ts'

/** What is to become of the target set. `skip` leaves bad lines out and lists them (HT-1). */
export type EditRequest =
  | { readonly kind: 'keep' }
  /** The targets and priorities of an earlier epoch (EP-6). */
  | { readonly kind: 'epoch'; readonly epoch: number }
  /** A list or a change that was sent: a long one is read where it is planned. */
  | { readonly kind: 'import'; readonly importId: number; readonly onInvalid: 'refuse' | 'skip' }

/** Where an edit is found that is only named. */
interface EditSources {
  readonly sent: (importId: number) => SentEdit
  /** From the present epoch to this one. */
  readonly deltaTo: (epoch: number) => PlanDelta
}

interface AcceptedEdit {
  readonly edit: TargetEdit
  readonly skipped: readonly InvalidLine[]
  readonly ignoredColumns: readonly string[]
}

/** @throws {BatchdeckError} `INVALID_TARGETS`; for an epoch `UNKNOWN_EPOCH`, `CONFLICT` */
export function readEdit(request: EditRequest, sources: EditSources): AcceptedEdit {
  const nothing = { skipped: [], ignoredColumns: [] }
  switch (request.kind) {
    case 'keep':
      return { edit: request, ...nothing }
    case 'epoch':
      return { edit: editOf(sources.deltaTo(request.epoch)), ...nothing }
    case 'import':
      return accept(sources.sent(request.importId), request.onInvalid)
  }
}

function accept(sent: SentEdit, onInvalid: 'refuse' | 'skip'): AcceptedEdit {
  const list = sent.kind === 'replace' ? sent.list : sent.add
  const { skipped, ...given } = acceptTargets(list, onInvalid)
  const edit =
    sent.kind === 'replace'
      ? ({ kind: 'replace', ...given } as const)
      : ({ kind: 'change', add: given, remove: sent.remove } as const)
  return { edit, skipped, ignoredColumns: list.ignoredColumns }
}
