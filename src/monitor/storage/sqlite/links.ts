import type { Database } from 'better-sqlite3'
import { Damage } from './damage.ts'
import { type Cell, isSame, rowDigest } from './digest.ts'

/** What an epoch was, in digests. */
export interface LinkedEpoch {
  /** The sum over its batches; null where an earlier version published it and a later epoch followed. */
  readonly assignment: Uint8Array | null
  /** Of its owners and members; null likewise. */
  readonly terms: Uint8Array | null
  /** Of the row of its delta and of its slot map; null where an earlier version did not write one. */
  readonly change: Uint8Array | null
  readonly slots: Uint8Array | null
}

export interface LinkRow extends LinkedEpoch {
  readonly task_id: number
  readonly epoch: number
  readonly link: Uint8Array
}

/**
 * `[ST-1]` The chain of the epochs: each has the digest of its assignment and of what it changed, and a link made of these
 * and of the link before. Whoever knows the newest link knows whether the history that leads to it is the one that was
 * written.
 */
export class Links {
  private readonly statements

  constructor(database: Database) {
    const one = 'task_id = ? AND epoch = ?'
    this.statements = {
      put: database.prepare(
        'INSERT INTO links (task_id, epoch, assignment, terms, change, slots, link) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ),
      get: database.prepare<[number, number], LinkRow>(`SELECT * FROM links WHERE ${one}`),
      newest: database.prepare<[number, number, number], LinkRow>(
        'SELECT * FROM links WHERE task_id = ? AND epoch <= ? ORDER BY epoch DESC LIMIT ?',
      ),
      removeBefore: database.prepare('DELETE FROM links WHERE task_id = ? AND epoch < ?'),
    }
  }

  put(taskId: number, epoch: number, linked: LinkedEpoch): void {
    const before = this.statements.get.get(taskId, epoch - 1)?.link ?? null
    const { assignment, terms, change, slots } = linked
    this.statements.put.run(taskId, epoch, assignment, terms, change, slots, linkOf(before, taskId, epoch, linked))
  }

  /** Null where it is not kept. */
  get(taskId: number, epoch: number): LinkRow | null {
    return this.statements.get.get(taskId, epoch) ?? null
  }

  removeBefore(taskId: number, epoch: number): void {
    this.statements.removeBefore.run(taskId, epoch)
  }

  /**
   * The link of an epoch that is kept, and that it follows from those before it.
   * @param count how many of those are looked at, with itself
   * @throws {Damage}
   */
  assertChain(taskId: number, epoch: number, count: number): LinkRow {
    const rows = this.statements.newest.all(taskId, epoch, count + 1)
    const [last] = rows
    if (last?.epoch !== epoch) throw damaged(taskId, epoch)
    for (const [i, row] of rows.slice(0, count).entries()) {
      const before = rows[i + 1]
      if (before && before.epoch !== row.epoch - 1) throw damaged(taskId, row.epoch - 1)
      // Of the oldest that is kept the one before is forgotten.
      const isKnown = before !== undefined || row.epoch === 1
      const expected = linkOf(before?.link ?? null, taskId, row.epoch, row)
      if (isKnown && !isSame(expected, row.link)) throw damaged(taskId, row.epoch)
    }
    return last
  }
}

function linkOf(before: Uint8Array | null, taskId: number, epoch: number, linked: LinkedEpoch): Buffer {
  const { assignment, terms, change, slots } = linked
  const cells: Cell[] = [before, taskId, epoch, assignment, terms, change, slots]
  return rowDigest('links', cells)
}

function damaged(taskId: number, epoch: number): Damage {
  return new Damage('links', `task ${taskId}, epoch ${epoch}`)
}
