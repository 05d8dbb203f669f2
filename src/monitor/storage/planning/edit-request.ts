import type { InvalidLine } from '../../../contract/resources/import.ts'
import type { PlanDelta } from '../../../planner/delta.ts'
import type { TargetEdit } from '../../../planner/plan.ts'
import { acceptTargets } from '../../lists/target-list.ts'
import { editOf } from '../history/epoch-history.ts'
import type { SentEdit } from '../../lists/list-reader.ts'
import type { EditRequest } from '../port.ts'

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
