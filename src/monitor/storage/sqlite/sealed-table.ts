import type { Database, Statement } from 'better-sqlite3'
import { Damage } from './damage.ts'
import { type Cell, isSame, rowDigest } from './digest.ts'
import type { Cells } from './rows/row.ts'
import { type Scope, type Seals, WHOLE } from './seals.ts'

export interface Shape {
  readonly keys: readonly string[]
  readonly cells: readonly string[]
  /** Columns that later steps added, behind all others. A row in which they are null has the digest it had without them. */
  readonly later?: readonly string[]
  /** The column with the task whose rows have a sum of their own; of the whole table where there is none. */
  readonly summedBy?: readonly ('task_id' | 'epoch')[]
  /** What is read one by one, by keys that something else vouches for, has no sum. */
  readonly isSummed?: false
}

/** Every table whose rows carry their digest. Columns of released tables stay in this order. */
export const sealedTables = {
  counters: { keys: ['name'], cells: ['value'], isSummed: false },
  tasks: { keys: ['task_id'], cells: ['view', 'owners', 'members'] },
  batches: {
    keys: ['batch_id'],
    cells: ['task_id', 'consumer_id', 'targets', 'priority', 'ratings'],
    later: ['attributes'],
    summedBy: ['task_id'],
  },
  progress: { keys: ['batch_id'], cells: ['status', 'progress', 'updated_at', 'message'] },
  epochs: { keys: ['task_id', 'epoch'], cells: ['view'], isSummed: false },
  deltas: { keys: ['task_id', 'epoch'], cells: ['delta'], isSummed: false },
  slot_maps: { keys: ['task_id', 'epoch'], cells: ['map', 'base'], isSummed: false },
  rollouts: { keys: ['task_id', 'epoch', 'consumer_id'], cells: ['view'], summedBy: ['task_id', 'epoch'] },
  consumers: { keys: ['consumer_id'], cells: ['view'] },
  unplanned: { keys: ['consumer_id', 'batch_id'], cells: ['view'] },
  tokens: { keys: ['name'], cells: ['view', 'used'] },
  sources: { keys: ['task_id'], cells: ['view', 'state'] },
  records: { keys: ['kind', 'name'], cells: ['view'] },
} as const satisfies Record<string, Shape>

export type SealedTableName = keyof typeof sealedTables

/** `[ST-1]` A table whose rows carry a digest of themselves. */
export class SealedTable {
  readonly name: SealedTableName
  private readonly columns: readonly string[]
  private readonly shape: Shape
  private readonly seals: Seals
  private readonly statements: { readonly digest: Statement; readonly put: Statement; readonly remove: Statement }

  constructor(database: Database, name: SealedTableName, seals: Seals) {
    this.name = name
    this.seals = seals
    this.shape = sealedTables[name]
    const { keys, cells, later = [] } = this.shape
    this.columns = [...keys, ...cells, ...later]
    const one = keys.map((key) => `${key} = ?`).join(' AND ')
    this.statements = {
      digest: database.prepare(`SELECT digest FROM ${name} WHERE ${one}`).pluck(),
      put: database.prepare(
        `INSERT OR REPLACE INTO ${name} (${this.columns.join(', ')}, digest) VALUES (${this.columns.map(() => '?').join(', ')}, ?)`,
      ),
      remove: database.prepare(`DELETE FROM ${name} WHERE ${one}`),
    }
  }

  /** A new row, or one in the place of that with the same key; the values are in the order of the columns. */
  put(...values: Cell[]): Buffer {
    const { digest, put } = this.statements
    const after = sealedDigest(this.name, values)
    if (this.shape.isSummed !== false) {
      const before = (digest.get(...values.slice(0, this.shape.keys.length)) ?? null) as Uint8Array | null
      this.seals.replace(
        this.scope((column) => values[this.columns.indexOf(column)]),
        before,
        after,
      )
    }
    put.run(...values, after)
    return after
  }

  /** Nothing happens where there is none. @param scope whose row it is, where the key does not say it */
  remove(key: readonly Cell[], scope: Partial<Scope> = {}): void {
    if (this.shape.isSummed !== false) {
      const before = this.statements.digest.get(...key) as Uint8Array | null | undefined
      if (before === undefined) return
      const ofKey = this.scope((column) => key[this.columns.indexOf(column)])
      this.seals.replace({ ...ofKey, ...scope }, before, null)
    }
    this.statements.remove.run(...key)
  }

  /** @param row how it is called @returns its digest @throws {Damage} where it is not what was written */
  assertSound(cells: Cells, row: string): Uint8Array {
    const digest = sealedDigest(
      this.name,
      this.columns.map((column) => cells[column] as Cell),
    )
    if (!isSame(digest, cells['digest'])) throw new Damage(this.name, row)
    return digest
  }

  /** @throws {Damage} where these are not all rows of this table, or of this part of it */
  assertWhole(digests: Iterable<Uint8Array>, part: Partial<Scope> = {}): void {
    this.seals.assertSum({ table: this.name, taskId: WHOLE, epoch: WHOLE, ...part }, digests)
  }

  private scope(valueOf: (column: 'task_id' | 'epoch') => Cell | undefined): Scope {
    const summedBy = this.shape.summedBy ?? []
    const value = (column: 'task_id' | 'epoch') => (summedBy.includes(column) ? (valueOf(column) as number) : WHOLE)
    return { table: this.name, taskId: value('task_id'), epoch: value('epoch') }
  }
}

/** The digest of a row of a sealed table. @param values in the order of its columns; those of later ones may be missing */
export function sealedDigest(name: SealedTableName, values: readonly Cell[]): Buffer {
  const { keys, cells }: Shape = sealedTables[name]
  let end = values.length
  while (end > keys.length + cells.length && values[end - 1] === null) end--
  return rowDigest(name, end === values.length ? values : values.slice(0, end))
}
