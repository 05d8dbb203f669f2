import type { Context } from './context.ts'

/** The last change of targets, and the edit that takes it back. @throws {BatchdeckError} `UNKNOWN_TASK`, `CONFLICT` */
export function beforeLastChange({ engine, now }: Pick<Context, 'engine' | 'now'>, taskId: number, meant?: number) {
  const undone = engine.undoableEpoch(taskId, now(), meant)
  // Nothing but members and options has changed since: whatever they did stays.
  return { undone, edit: { kind: 'epoch', epoch: undone - 1 } as const }
}
