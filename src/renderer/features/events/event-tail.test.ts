import { describe, expect, it } from 'vitest'
import type { EventResource } from '../../../contract/events.ts'
import { advanceTail, type EventTail } from './event-tail.ts'

const event = (seq: number) => ({ seq }) as EventResource
const seqs = (tail: EventTail | undefined) => tail?.feed?.rows.map(({ seq }) => seq)
const news = (tail: EventTail | undefined) => tail?.feed?.news.map(({ seq }) => seq)

/** A log that answers as the monitor does, newest first, and a tail that follows it. */
function follow() {
  const log = { newest: 5, isDown: false }
  const asked: object[] = []
  let tail: EventTail | undefined
  let during = () => {}
  const advance = async () => {
    tail = await advanceTail({
      known: () => tail,
      begin: () => ({ filtersKey: 'all', query: { since: 7 } }),
      pageSize: 3,
      async ask({ after, limit = 0, ...rest }) {
        asked.push({ ...rest, ...(after !== undefined && { after }), limit })
        during()
        if (log.isDown) throw new Error('down')
        const all = Array.from({ length: log.newest - (after ?? 0) }, (_, i) => event(log.newest - i))
        const events = all.slice(0, limit)
        return { events, next: events.length < all.length ? events.at(-1)!.seq : null, newest: log.newest }
      },
    })
    return tail
  }
  return {
    log,
    asked,
    advance,
    tail: () => tail,
    whileAsking: (change: (tail: EventTail) => EventTail) => {
      during = () => void (tail = tail && change(tail))
    },
  }
}

describe('the tail of the log', () => {
  it('begins with a page, goes on from what was seen, and holds back what is new', async () => {
    const { log, asked, advance } = follow()
    expect(seqs(await advance())).toEqual([5, 4, 3])
    log.newest = 7
    const tail = await advance()
    expect([seqs(tail), news(tail), tail.seen]).toEqual([[5, 4, 3], [7, 6], 7])
    expect(asked).toEqual([
      { since: 7, limit: 3 },
      { since: 7, after: 5, limit: 1000 },
    ])
  })

  it('is the same one as long as nothing comes', async () => {
    const { advance } = follow()
    const first = await advance()
    expect(await advance()).toBe(first)
  })

  it('begins anew where the log is another one', async () => {
    const { log, advance } = follow()
    await advance()
    log.newest = 2
    const tail = await advance()
    expect([seqs(tail), tail.seen]).toEqual([[2, 1], 2])
  })

  it('keeps what was done to it while it was asking', async () => {
    const { log, advance, whileAsking } = follow()
    await advance()
    log.newest = 6
    whileAsking((tail) => ({
      ...tail,
      feed: tail.feed && { ...tail.feed, rows: [...tail.feed.rows, event(2)], older: 2 },
    }))
    const tail = await advance()
    expect([seqs(tail), news(tail), tail.feed?.older]).toEqual([[5, 4, 3, 2], [6], 2])
  })

  it('says what went wrong beside what is there, until it is up to date again', async () => {
    const { log, advance } = follow()
    log.isDown = true
    expect(await advance()).toMatchObject({ filtersKey: 'all', feed: null, fault: new Error('down') })
    log.isDown = false
    expect(seqs(await advance())).toEqual([5, 4, 3])
    log.isDown = true
    const failed = await advance()
    expect([seqs(failed), failed.fault]).toEqual([[5, 4, 3], new Error('down')])
    log.isDown = false
    const healed = await advance()
    expect([seqs(healed), healed.fault]).toEqual([[5, 4, 3], null])
  })
})
