import { describe, expect, it } from 'vitest'
import { packSlotHistory, type SlotMap } from '../../../contract/slot-history.ts'
import type { SlotHistory } from '../../../contract/resources/slots.ts'
import { SlotArchive, EPOCHS_PER_WINDOW } from './slot-archive.ts'

/** In epoch n slot n has n targets, all else is as in the epoch before. */
const mapOf = (epoch: number): SlotMap => ({
  owners: Array.from({ length: 256 }, () => 'a'),
  targets: Array.from({ length: 256 }, (_, slot) => (slot <= epoch % 256 ? slot : 0)),
})

function historyOf(oldest: number, from: number, to: number): SlotHistory {
  const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  return packSlotHistory(
    1,
    oldest,
    numbers.map((epoch) => ({
      facts: {
        epoch,
        created_at: epoch,
        cause: '',
        causes: [],
        targets: 0,
        batches: 0,
        consumers: 1,
        moved_consumer: 0,
        least_moved_consumer: 0,
      },
      map: mapOf(epoch),
    })),
  )
}

/** A monitor that answers when it is told to; `asked` are the windows it was asked for. */
function monitor(oldest = 1) {
  const asked: [number, number][] = []
  const waiting: { give: () => void; fail: (error: Error) => void }[] = []
  const archive = new SlotArchive((from, to) => {
    asked.push([from, to])
    return new Promise((resolve, reject) => {
      waiting.push({ give: () => resolve(historyOf(oldest, Math.max(oldest, from), to)), fail: reject })
    })
  })
  const settle = async () => new Promise<void>((resolve) => setImmediate(resolve))
  const answer = async () => {
    waiting.shift()!.give()
    await settle()
  }
  const refuse = async (error: Error) => {
    waiting.shift()!.fail(error)
    await settle()
  }
  return { archive, asked, answer, refuse, waiting }
}

describe('the archive of slots', () => {
  it('shows every epoch of a window it has, and what was before it, without asking again', async () => {
    const { archive, asked, answer } = monitor()
    archive.want([450], 1000)
    expect(archive.at(450)).toBe(null)
    await answer()
    expect(asked).toEqual([[399, 599]])
    for (let epoch = 400; epoch < 400 + EPOCHS_PER_WINDOW; epoch++) {
      const found = archive.at(epoch)!
      expect(found.step.epoch).toBe(epoch)
      expect(found.map).toEqual(mapOf(epoch))
      expect(found.before).toEqual(mapOf(epoch - 1))
      archive.want([epoch], 1000)
    }
    expect(asked).toHaveLength(1)
    expect(archive.steps().map(({ epoch }) => epoch)).toEqual(
      Array.from({ length: EPOCHS_PER_WINDOW }, (_, i) => 400 + i),
    )
  })

  it('however fast one drags, asks for one window at a time, and then for what is wanted by then', async () => {
    const { archive, asked, answer, waiting } = monitor()
    for (let epoch = 10_000; epoch > 0; epoch -= 7) archive.want([epoch], 10_000)
    archive.want([1], 10_000)
    expect(waiting).toHaveLength(1)
    await answer()
    await answer()
    expect(waiting).toHaveLength(0)
    expect(asked).toEqual([
      [9999, 10_000],
      [1, 199],
    ])
  })

  it('fetches the last window again when epochs have come, and begins where the monitor does', async () => {
    const { archive, asked, answer } = monitor(120)
    archive.want([130], 130)
    await answer()
    expect(archive.oldest).toBe(120)
    expect(archive.at(120)).toMatchObject({ before: null })
    archive.want([131], 131)
    await answer()
    expect(archive.at(131)!.map).toEqual(mapOf(131))
    archive.want([5], 131)
    expect(asked).toEqual([
      [1, 130],
      [1, 131],
    ])
  })

  it('says what went wrong, and asks again when told to or for something else', async () => {
    const { archive, asked, answer, refuse } = monitor()
    const failure = new Error('gone')
    let changes = 0
    archive.subscribe(() => changes++)
    archive.want([5], 500)
    await refuse(failure)
    expect([archive.problem, changes]).toEqual([failure, 1])
    archive.want([5], 500)
    expect(asked).toHaveLength(1)
    archive.retry()
    await refuse(failure)
    archive.want([300], 500)
    expect(archive.problem).toBe(null)
    await answer()
    expect(archive.at(300)!.map).toEqual(mapOf(300))
  })
})
