import type { Database } from 'better-sqlite3'
import { Damage } from './damage.ts'
import { DigestSum } from './digest.ts'

/** Which rows a sum is over: a table, and where it says so only those of a task, or of an epoch of it. */
export interface Scope {
  readonly table: string
  /** {@link WHOLE} where the sum is over all of the table. */
  readonly taskId: number
  /** Likewise. */
  readonly epoch: number
}

/** In place of a task or an epoch: all of them. */
export const WHOLE = -1

/** Sums that are kept in memory, so that a long history does not stay there for ever. */
const MAX_SUMS_IN_MEMORY = 1000

/**
 * `[ST-1]` Of each table that is read whole the sum of the digests of its rows, in the same transactions: a row that is
 * gone, came from elsewhere, or is the one of an earlier day, is noticed like one that was changed.
 */
export class Seals {
  private readonly sums = new Map<string, { readonly scope: Scope; readonly sum: DigestSum; isChanged: boolean }>()
  private readonly statements

  constructor(database: Database) {
    const key = 'part = ? AND task_id = ? AND epoch = ?'
    this.statements = {
      get: database.prepare<unknown[], { rows: number; sum: Uint8Array }>(`SELECT * FROM seals WHERE ${key}`),
      put: database.prepare('INSERT OR REPLACE INTO seals (part, task_id, epoch, rows, sum) VALUES (?, ?, ?, ?, ?)'),
      remove: database.prepare(`DELETE FROM seals WHERE ${key}`),
      removeBefore: database.prepare('DELETE FROM seals WHERE part = ? AND task_id = ? AND epoch < ?'),
      removeTask: database.prepare('DELETE FROM seals WHERE task_id = ?'),
    }
  }

  /** A row takes the place of another; either may be null. */
  replace(scope: Scope, before: Uint8Array | null, after: Uint8Array | null): void {
    const kept = this.kept(scope)
    if (before) kept.sum.subtract(before)
    if (after) kept.sum.add(after)
    kept.isChanged = true
  }

  /** All of these tables for a task; it is deleted. */
  dropTask(taskId: number): void {
    this.forget()
    this.statements.removeTask.run(taskId)
  }

  /** Of a table that is summed by epoch, those before `epoch`. */
  dropBefore(table: string, taskId: number, epoch: number): void {
    this.statements.removeBefore.run(table, taskId, epoch)
    for (const [key, { scope }] of this.sums) {
      if (scope.table === table && scope.taskId === taskId && scope.epoch < epoch) this.sums.delete(key)
    }
  }

  /** Writes what changed; within the transaction that changed it. */
  write(): void {
    for (const kept of this.sums.values()) {
      if (!kept.isChanged) continue
      const { scope, sum } = kept
      const key = [scope.table, scope.taskId, scope.epoch]
      if (sum.rows === 0) this.statements.remove.run(...key)
      else this.statements.put.run(...key, sum.rows, sum.bytes)
      kept.isChanged = false
    }
    if (this.sums.size > MAX_SUMS_IN_MEMORY) this.sums.clear()
  }

  /** What is in memory was never written: the transaction was undone. */
  forget(): void {
    this.sums.clear()
  }

  sumOf(scope: Scope): Uint8Array {
    return this.kept(scope).sum.bytes
  }

  /** @throws {Damage} where these are not the rows that were written */
  assertSum(scope: Scope, digests: Iterable<Uint8Array>): void {
    const found = new DigestSum()
    for (const digest of digests) found.add(digest)
    if (found.equals(this.kept(scope).sum)) return
    const { table, taskId, epoch } = scope
    const row = taskId === WHOLE ? 'all rows' : epoch === WHOLE ? `task ${taskId}` : `task ${taskId}, epoch ${epoch}`
    throw new Damage(table, row)
  }

  private kept(scope: Scope) {
    const { table, taskId, epoch } = scope
    const key = `${table} ${taskId} ${epoch}`
    let kept = this.sums.get(key)
    if (!kept) {
      const row = this.statements.get.get(table, taskId, epoch)
      kept = { scope, sum: new DigestSum(row?.rows, row?.sum), isChanged: false }
      this.sums.set(key, kept)
    }
    return kept
  }
}
