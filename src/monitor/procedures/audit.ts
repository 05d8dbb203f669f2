import type { EventData } from '../../contract/events.ts'
import type { Publication } from '../../contract/resources/plan.ts'
import type { AuditNotes } from '../../engine/audit-notes.ts'
import type { Caller } from './context.ts'
import type { Facts } from './procedure.ts'

type OperatorData = EventData<'operator'>

/** `[EV-4]` Writes down what somebody did, or was refused. */
export function noteOperator(
  notes: Pick<AuditNotes, 'noteOperator'>,
  now: number,
  who: Caller,
  what: { readonly action: string; readonly outcome: OperatorData['outcome']; readonly facts: Facts },
): void {
  const { role, token, via, remote, request_id } = who
  const { action, outcome, facts } = what
  const { task_id, batch_id, consumer_id, ...about } = facts
  notes.noteOperator(now, known({ task_id, batch_id, consumer_id }), {
    action,
    role,
    ...(token !== null && { token }),
    via,
    remote,
    ...known({ request_id }),
    outcome,
    ...known(about),
  })
}

/** Of one that was refused the epoch that was meant; else what came of it. */
export function attemptFacts(
  { task_id, epoch, base_epoch }: Pick<Facts, 'task_id' | 'epoch' | 'base_epoch'>,
  result: Publication | null,
): Facts {
  return { task_id, epoch, base_epoch, ...publicationFacts(result) }
}

/** What came of a publication; nothing where there was none. */
export function publicationFacts(result: Publication | null): Facts {
  if (!result) return {}
  const { task_id, epoch, published, counts, guard, skipped, consumers_told } = result
  return {
    task_id,
    epoch,
    published,
    added: counts.added,
    removed: counts.removed,
    confirmed: guard?.removed,
    skipped: lengthOf(skipped),
    consumers_told: lengthOf(consumers_told),
  }
}

/** How many there are, where there are any. */
export function lengthOf(list: readonly unknown[]): number | undefined {
  return list.length > 0 ? list.length : undefined
}

/** The same without what is not known. */
function known<T extends object>(fields: T): { [F in keyof T]?: Exclude<T[F], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}
