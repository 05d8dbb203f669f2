import { describe, expect, it } from 'vitest'
import { EventReader } from './event-reader.ts'
import type { EventRequest } from './event-search.ts'

const request: EventRequest = { order: 'desc', limit: 10 }
const week = { from: 0, end: 2000, step: 1000 }

/** A reader of a log in which nothing matches, ten looks long; each look takes a while. */
function searching(lookTakes: number) {
  const clock = { now: 0 }
  const looks = { all: 0, atOnce: 0, most: 0 }
  const places: (number | undefined)[] = []
  const thread = {
    async call(method: string, asked: EventRequest) {
      if (method === 'timeOf') return 5000
      looks.atOnce++
      looks.most = Math.max(looks.most, looks.atOnce)
      await new Promise((resolve) => setImmediate(resolve))
      looks.atOnce--
      looks.all++
      clock.now += lookTakes
      places.push(asked.before)
      const place = asked.before ?? 100
      const next = place > 10 ? place - 10 : null
      return method === 'count'
        ? { counts: [{ bar: 1, kind: 0, count: 2 }], next }
        : { rows: [], body: Buffer.from(''), count: 0, next, newest: 100 }
    },
  } as never
  return { clock, looks, places, reader: new EventReader(thread, () => clock.now) }
}

async function textOf(body: AsyncIterable<Uint8Array | string>, between = () => {}): Promise<string> {
  let text = ''
  for await (const piece of body) {
    text += piece.toString()
    between()
  }
  return text
}

const path = (next: number) => `/api/events?before=${next}`

describe('EventReader', () => {
  it('[EV-11] looks through all of it where that is quick', async () => {
    const { reader, places } = searching(10)
    expect(await reader.page(request)).toEqual({ events: [], next: null, newest: 100 })
    expect(places).toEqual([undefined, 90, 80, 70, 60, 50, 40, 30, 20, 10])
  })

  it('[EV-11] leaves a page off after a second, and says up to when all was seen and how to go on', async () => {
    const { reader } = searching(400)
    expect(await reader.page(request)).toEqual({ events: [], next: 70, newest: 100, scanned_to: 5000 })
    const { reader: second } = searching(400)
    const text = await textOf(second.encoded(request, { format: 'json', path }))
    expect(JSON.parse(text)).toEqual({ events: [], next: path(70), scanned_to: 5000 })
  })

  it('[EV-11] what is no page goes on to the end', async () => {
    const { reader, looks } = searching(400)
    await textOf(reader.encoded(request, { format: 'ndjson', path }))
    expect(looks.all).toBe(10)
  })

  it('[EV-11] whoever reads slowly has no less', async () => {
    const { reader, clock } = searching(10)
    const text = await textOf(reader.encoded(request, { format: 'json', path }), () => (clock.now += 5000))
    expect(JSON.parse(text)).toEqual({ events: [] })
  })

  it('[EV-11] asks for one part at a time, whoever searches', async () => {
    const { reader, looks } = searching(1)
    await Promise.all([reader.page(request), reader.page(request), reader.histogram(week)])
    expect(looks).toEqual({ all: 30, atOnce: 0, most: 1 })
  })

  it('[EV-12] adds up what was counted, and says where it was left off', async () => {
    const { reader } = searching(10)
    const whole = { from: 0, step: 1000, points: 2, critical: [0, 20], warning: [0, 0], info: [0, 0], others: [0, 0] }
    expect(await reader.histogram(week)).toEqual({ ...whole, batch_statuses: 0 })
    const { reader: second } = searching(500)
    const part = { critical: [0, 4], partial: true, scanned_to: 5000 }
    expect(await second.histogram(week)).toMatchObject(part)
  })
})
