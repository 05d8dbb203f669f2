import BetterSqlite from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SLOT_COUNT } from '../../../planner/hash.ts'
import type { SlotMap } from '../../../contract/slot-history.ts'
import { migrate } from './schema.ts'
import { SealedTable } from './sealed-table.ts'
import { Seals } from './seals.ts'
import { slotMapTable } from './slot-map-table.ts'

function openTable() {
  const database = new BetterSqlite(':memory:')
  migrate(database)
  const bytes = database.prepare('SELECT sum(length(map)) FROM slot_maps').pluck()
  const rows = database.prepare('SELECT count(*) FROM slot_maps').pluck()
  return {
    database,
    table: slotMapTable(database, new SealedTable(database, 'slot_maps', new Seals(database))),
    bytes: () => bytes.get() as number,
    rows: () => rows.get() as number,
  }
}

const owner = fc.constantFrom(null, 'a', 'b', 'consumer-with-a-long-name')
/** Slots of which each gets another owner and another number of targets. */
const step = fc.array(fc.tuple(fc.nat(SLOT_COUNT - 1), owner, fc.nat(500)), { maxLength: 12 })

describe('the table of slot maps', () => {
  it('[EP-10] gives back what was put in, whatever has been forgotten before', () => {
    const life = fc.array(fc.tuple(step, fc.nat(40)), { minLength: 1, maxLength: 180 })
    fc.assert(
      fc.property(life, (steps) => {
        const { database, table, rows } = openTable()
        const kept = new Map<number, SlotMap>()
        let map: SlotMap = { owners: new Array(SLOT_COUNT).fill(null), targets: new Array(SLOT_COUNT).fill(0) }
        let oldest = 1
        for (const [i, [changes, forgotten]] of steps.entries()) {
          const next = { owners: [...map.owners], targets: [...map.targets] }
          for (const [slot, who, count] of changes) {
            next.owners[slot] = who
            next.targets[slot] = count
          }
          map = next
          const epoch = i + 1
          kept.set(epoch, map)
          table.put(1, epoch, map)
          // Another task's maps are no dictionary for this one, and are not forgotten with it.
          table.put(2, epoch, { ...map, targets: map.targets.map((count) => count + 1) })
          if (forgotten > 0 && i % 7 === 6) {
            oldest = Math.min(epoch, oldest + forgotten)
            table.forget(1, oldest)
            for (const old of kept.keys()) if (old < oldest) kept.delete(old)
          }
        }
        expect(table.oldest(1, oldest)).toBe(oldest)
        expect(table.between(1, oldest, steps.length)).toEqual([...kept.values()])
        expect(table.between(2, 1, steps.length)).toHaveLength(steps.length)
        // The one that the first of them needs, and no more.
        expect(rows() - steps.length - kept.size).toBeLessThanOrEqual(1)
        database.close()
      }),
      { numRuns: 40 },
    )
  })

  it('[EP-10] writes little down where little changed', () => {
    const { database, table, bytes } = openTable()
    const owners = Array.from({ length: SLOT_COUNT }, (_, slot) => `consumer-${(slot * 37) % 100}`)
    const targets = Array.from({ length: SLOT_COUNT }, (_, slot) => 350 + ((slot * 7919) % 83))
    table.put(1, 1, { owners, targets })
    const whole = bytes()
    for (let epoch = 2; epoch <= 129; epoch++) {
      targets[(epoch * 31) % SLOT_COUNT]! += 1
      table.put(1, epoch, { owners, targets })
    }
    // Two more are whole: each of the 64 after it is had from it.
    expect((bytes() - 3 * whole) / 126).toBeLessThan(whole / 2)
    database.close()
  })
})
