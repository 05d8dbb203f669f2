import { describe, expect, it } from 'vitest'
import type { EpochDiff, EpochResource } from '../../../contract/resources/epoch.ts'
import { ownerChanges } from './owner-changes.ts'

const epoch = (number: number, moved_consumer: number, batches_opened = 0) =>
  ({ epoch: number, counts: { moved_consumer, batches_opened } }) as EpochResource

type Batches = Partial<Record<'opened' | 'handed', object[]>>

/** What each epoch did, in pages as they are asked for. */
function monitor(diffs: Readonly<Record<number, Batches>>) {
  const asked: number[] = []
  const ask = (number: number, start: number, limit: number): Promise<EpochDiff> => {
    asked.push(number)
    const { opened = [], handed = [] } = diffs[number] ?? {}
    return Promise.resolve({
      counts: { batches_opened: opened.length, batches_handed: handed.length },
      batches: { opened: opened.slice(start, start + limit), handed: handed.slice(start, start + limit) },
    } as unknown as EpochDiff)
  }
  return { asked, ask }
}

describe('ownerChanges', () => {
  const many = Array.from({ length: 1500 }, (_, i) => ({ batch_id: i + 1, consumer_id: 'c1' }))

  it('goes back to the epoch that opened it, and asks only of those that moved something', async () => {
    const { asked, ask } = monitor({
      5: { handed: [{ batch_id: 7, from: 'c2', to: 'c3' }] },
      3: { handed: [{ batch_id: 8, from: 'c1', to: 'c2' }] },
      2: { opened: [{ batch_id: 7, consumer_id: 'c2' }] },
    })
    const found = await ownerChanges(7, [epoch(5, 9), epoch(4, 0), epoch(3, 1), epoch(2, 0, 4), epoch(1, 0, 4)], ask)
    expect(found.isWhole).toBe(true)
    expect(found.changes.map((change) => [change.epoch.epoch, change.from, change.to])).toEqual([
      [5, 'c2', 'c3'],
      [2, undefined, 'c2'],
    ])
    expect(asked).toEqual([5, 3, 2])
  })

  it('looks through every page of a large epoch', async () => {
    const { asked, ask } = monitor({ 1: { opened: many } })
    expect((await ownerChanges(1200, [epoch(1, 0, 1500)], ask)).changes).toHaveLength(1)
    expect(asked).toEqual([1, 1])
    expect(await ownerChanges(9999, [epoch(1, 0, 1500)], ask)).toEqual({ changes: [], isWhole: false })
  })

  it('says so where it does not get back to the beginning', async () => {
    const { asked, ask } = monitor({})
    const epochs = Array.from({ length: 50 }, (_, i) => epoch(50 - i, 1))
    expect(await ownerChanges(7, epochs, ask)).toEqual({ changes: [], isWhole: false })
    expect(asked).toHaveLength(20)
  })
})
