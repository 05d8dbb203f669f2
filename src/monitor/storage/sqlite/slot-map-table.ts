import type { Database } from 'better-sqlite3'
import { deflateRawSync } from 'node:zlib'
import type { SlotMap } from '../../../contract/slot-history.ts'
import { readSlotMap, slotMapText, unpackSlotMap } from './rows/change-row.ts'
import type { Cells } from './rows/row.ts'
import type { SealedTable } from './sealed-table.ts'

/** Epochs from one that is written whole to the next: any epoch is had by reading two rows. */
const EPOCHS_PER_WHOLE_MAP = 64

/**
 * `[EP-10]` The slot maps of the epochs. Hardly any slot changes from one epoch to the next, so most maps are deflated
 * with an earlier one, written whole, as dictionary; `bench/storage.ts` measures what that saves.
 */
export interface SlotMapTable {
  /** @returns the digest of its row */
  put(taskId: number, epoch: number, map: SlotMap): Uint8Array
  /** Those of these epochs that were written down, both ends among them. */
  between(taskId: number, from: number, to: number): SlotMap[]
  /** The first epoch from `from` on whose slots were written down; null before any is. */
  oldest(taskId: number, from: number): number | null
  /** Forgets those before `before`, but for what is needed to read the others. */
  forget(taskId: number, before: number): void
}

interface Row extends Cells {
  readonly task_id: number
  readonly epoch: number
  readonly base: number | null
  /** Null where it is not there, which is refused as what cannot be unpacked. */
  readonly map: Buffer | null
}

export function slotMapTable(database: Database, sealed: SealedTable): SlotMapTable {
  const one = database.prepare<[number, number], Row>('SELECT * FROM slot_maps WHERE task_id = ? AND epoch = ?')
  const lastWhole = database.prepare<[number, number], Row>(
    'SELECT * FROM slot_maps WHERE task_id = ? AND epoch > ? AND base IS NULL ORDER BY epoch DESC LIMIT 1',
  )
  const some = database.prepare<[number, number, number], Row>(
    'SELECT * FROM slot_maps WHERE task_id = ? AND epoch BETWEEN ? AND ? ORDER BY epoch',
  )
  const first = database
    .prepare<[number, number], number | null>('SELECT min(epoch) FROM slot_maps WHERE task_id = ? AND epoch >= ?')
    .pluck()
  const remove = database.prepare<{ taskId: number; before: number }>(`
    DELETE FROM slot_maps WHERE task_id = :taskId AND epoch < :before AND epoch NOT IN (
      SELECT base FROM slot_maps WHERE task_id = :taskId AND base IS NOT NULL
        AND epoch BETWEEN :before AND :before + ${EPOCHS_PER_WHOLE_MAP}
    )`)

  /** @throws {Damage} */
  function sound(row: Row, text: Buffer): Buffer {
    sealed.assertSound(row, `task ${row.task_id}, epoch ${row.epoch}`)
    return text
  }

  return {
    put(taskId, epoch, map) {
      const text = slotMapText(map)
      const whole = lastWhole.get(taskId, epoch - EPOCHS_PER_WHOLE_MAP)
      const packed = deflateRawSync(text, whole && { dictionary: unpackSlotMap(whole) })
      return sealed.put(taskId, epoch, packed, whole?.epoch ?? null)
    },
    between(taskId, from, to) {
      const wholes = new Map<number, Buffer>()
      const textOf = (row: Row): Buffer => {
        if (row.base !== null) return sound(row, unpackSlotMap(row, wholeText(row.base)))
        const text = sound(row, unpackSlotMap(row))
        wholes.set(row.epoch, text)
        return text
      }
      const wholeText = (epoch: number): Buffer =>
        wholes.get(epoch) ?? textOf(one.get(taskId, epoch) ?? { task_id: taskId, epoch, base: null, map: null })
      return some.all(taskId, from, to).map((row) => readSlotMap(row, textOf(row)))
    },
    oldest: (taskId, from) => first.get(taskId, from) ?? null,
    forget: (taskId, before) => void remove.run({ taskId, before }),
  }
}
