import { stat } from 'node:fs/promises'
import { editedTargets } from '../../contract/cause.ts'
import type { SaidFormat } from '../../contract/list-format.ts'
import { refusal } from '../../contract/refusal.ts'
import type { Publication } from '../../contract/resources/plan.ts'
import { withList } from './list-import.ts'
import type { LiveSource } from './live-source.ts'
import type { PendingFiles } from './pending-files.ts'
import type { RunParts } from './source-run.ts'
import type { StoredSource } from './source-state.ts'

/** What an operator knows of what is to be published. */
export interface Confirmation {
  readonly confirm?: { readonly removed: number } | undefined
  readonly baseEpoch?: number | undefined
  /** When the list was read that they have looked at. */
  readonly readAt?: number | undefined
}

/** The list of a change that waits. */
export interface PendingFile {
  readonly file: string
  readonly bytes: number
  readonly format: SaidFormat
}

/** @throws {BatchdeckError} `CONFLICT` where nothing waits, or not what was kept */
export async function pendingFile(files: PendingFiles, { task_id: task, state }: StoredSource): Promise<PendingFile> {
  const { pending } = state
  if (!pending) throw refusal('source_nothing_waits', { task })
  if (!(await files.isWhole(task, pending.digest))) throw refusal('source_pending_gone', { task })
  const file = files.waiting(task)
  return { file, bytes: (await stat(file)).size, format: pending.format as SaidFormat }
}

/** `[SO-4]` Publishes what waits, as it was read then. @throws {BatchdeckError} `CONFLICT`, `GUARDED`, `STALE_EPOCH` */
export async function applyPending(
  parts: RunParts,
  { stored, terms, taskId }: LiveSource,
  { baseEpoch, confirm, readAt }: Confirmation,
): Promise<Publication> {
  const { pending } = stored.state
  if (pending && readAt !== undefined && pending.at !== readAt) throw refusal('source_pending_other', { task: taskId })
  const list = await pendingFile(parts.files, stored)
  return withList(parts, { taskId, ...list, terms }, (opened) =>
    parts.publisher.publish(taskId, opened.request(terms.on_invalid), {
      causes: (counts) => [{ kind: 'source', source: terms.name, ...editedTargets(counts) }],
      baseEpoch,
      confirm,
      by: 'source',
      proceed: (step) => opened.enter(step),
    }),
  )
}
