import type { InvalidLine } from '../../../contract/resources/import.ts'
import type { Assignment } from '../../../planner/assignment.ts'
import type { PlanDelta } from '../../../planner/delta.ts'
import type { Identity } from '../../../planner/identity.ts'
import { allFound, MAX_NAMED_NOT_FOUND, type NotFound, type TargetEdit } from '../../../planner/plan.ts'
import type { GivenTargets } from '../../../planner/target-run.ts'
import { refusal } from '../../../contract/refusal.ts'
import { acceptTargets, type TargetList } from '../../lists/target-list.ts'
import { editOf } from '../history/way-back.ts'
import type { SentEdit } from '../../lists/list-reader.ts'
import type { EditRequest } from '../port.ts'

/** Where an edit is found that is only named. */
interface EditSources {
  readonly sent: (importId: number) => SentEdit
  /** From the present epoch to this one. */
  readonly deltaTo: (epoch: number) => PlanDelta
  /** From the present epoch to what was before this one. */
  readonly deltaBefore: (epoch: number) => PlanDelta
  readonly present: () => Assignment
}

export interface AcceptedEdit {
  readonly edit: TargetEdit
  readonly skipped: readonly InvalidLine[]
  /** The list it was made of; null where there was none. */
  readonly list: TargetList | null
  /** What is to be removed and can be nobody's target. */
  readonly neverThere: NotFound
}

/**
 * @param identity what the task is to go by
 * @throws {BatchdeckError} `INVALID_TARGETS`; for an epoch `UNKNOWN_EPOCH`, `CONFLICT`
 */
export function readEdit(request: EditRequest, identity: Identity, sources: EditSources): AcceptedEdit {
  const nothing = { skipped: [], list: null, neverThere: allFound }
  switch (request.kind) {
    case 'keep':
      return { edit: request, ...nothing }
    case 'epoch':
      return { edit: editOf(sources.deltaTo(request.epoch), sources.present()), ...nothing }
    case 'before': {
      const present = sources.present()
      // Several were one before: that they are one again makes the targets what they were (ID-2).
      if (present.identity === 'exact' && identity !== 'exact') return { edit: { kind: 'keep' }, ...nothing }
      return { edit: editOf(sources.deltaBefore(request.epoch), present, identity), ...nothing }
    }
    case 'import':
      return accept(sources.sent(request.importId), request)
  }
}

/** @throws {BatchdeckError} also `CONFLICT`, where a list is to be what it is not */
function accept(sent: SentEdit, { onInvalid, as }: EditRequest & { readonly kind: 'import' }): AcceptedEdit {
  if (sent.kind === 'change' && as !== undefined) throw refusal('list_is_change')
  const list = sent.kind === 'replace' ? sent.list : sent.add
  const { skipped, ...given } = acceptTargets(list, onInvalid)
  if (sent.kind === 'replace') return { edit: editOfList(given, as ?? 'replace'), skipped, list, neverThere: allFound }
  const { invalid, invalidCount: count } = sent.noTargets
  const neverThere = { count, first: invalid.slice(0, MAX_NAMED_NOT_FOUND).map(({ text }) => text) }
  return { edit: editOfChange(given, sent.remove), skipped, list, neverThere }
}

/** `[CH-1]` */
function editOfList(list: GivenTargets, as: 'replace' | 'add' | 'remove'): TargetEdit {
  switch (as) {
    case 'replace':
      return { kind: 'replace', ...list }
    case 'add':
      return editOfChange(list, [])
    case 'remove':
      // Whatever is said of them goes with them.
      return editOfChange({ targets: [] }, list.targets)
  }
}

function editOfChange(add: GivenTargets, remove: readonly string[]): TargetEdit {
  return { kind: 'change', add, remove }
}
