import type { Batch } from './batch.ts'

/** What changed for a consumer with an epoch of a task. A batch whose targets changed was revoked, and another one of its id added. */
export interface Assignment {
  readonly taskId: number
  readonly epoch: number
  readonly added: readonly Batch[]
  readonly revoked: readonly Batch[]
  readonly kept: readonly Batch[]
  readonly targetsAdded: ReadonlySet<string>
  readonly targetsRemoved: ReadonlySet<string>
}

/** Whether anything is other than before. */
export function isChange({ added, revoked }: Assignment): boolean {
  return added.length + revoked.length > 0
}
