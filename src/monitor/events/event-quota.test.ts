import { describe, expect, it } from 'vitest'
import type { NewEvent } from '../../contract/events.ts'
import { EventQuota } from './event-quota.ts'

function limited(perMinute = 300) {
  const put: NewEvent[] = []
  const quota = new EventQuota(perMinute, (event) => put.push(event))
  return { put, quota }
}
/** How many events these stand for. */
const total = (events: readonly NewEvent[]) =>
  events.reduce((sum, { data }) => sum + ('count' in data ? (data.count ?? 1) : 1), 0)

const report = (at: number, consumer = 'c1'): NewEvent => ({
  at,
  type: 'batch_status',
  consumer_id: consumer,
  batch_id: at,
  data: { status: 'running', progress: 1, message: `${at}` },
})
const session = (at: number, action: 'opened' | 'replaced'): NewEvent => ({
  at,
  type: 'session',
  consumer_id: 'c1',
  data: { action, session_id: 's', remote: '::1' },
})
const refused = (at: number, remote: string): NewEvent => ({
  at,
  type: 'error',
  data: { code: 'UNAUTHORIZED', message: 'No.', remote, count: 3 },
})
const storm = (at: number, action: 'raised' | 'cleared'): NewEvent => ({
  at,
  type: 'alert',
  consumer_id: 'c1',
  data: { action, kind: 'takeover_storm' },
})

describe('[EV-8] EventQuota', () => {
  it('lets two thousand reports at once through, counts what is beyond, and loses none', () => {
    const { put, quota } = limited()
    for (let n = 0; n < 2500; n++) quota.accept(report(n / 100))
    expect(put).toHaveLength(2000)
    quota.tick(9000)
    expect(put).toHaveLength(2000)
    quota.tick(11_000)
    expect(put).toHaveLength(2001)
    expect(put.at(-1)).toMatchObject({ batch_id: 24.99, data: { message: '24.99', count: 500 } })
    // Five a second have come back meanwhile.
    for (let n = 0; n < 100; n++) quota.accept(report(11_000))
    quota.closeAll()
    expect(put).toHaveLength(2001 + 55 + 1)
    expect(total(put)).toBe(2600)
  })

  it('is one of each consumer and kind, and nobody is remembered who has been quiet', () => {
    const { put, quota } = limited()
    for (let n = 0; n < 3000; n++) quota.accept(report(0, 'loud'))
    quota.accept(report(0, 'quiet'))
    quota.accept(session(0, 'opened'))
    expect(put).toHaveLength(2002)
    quota.tick(10_000)
    quota.tick(600_000)
    expect([put.length, quota.size]).toEqual([2003, 0])
  })

  it('never counts members, states, epochs and first answers, only answers that are said again', () => {
    const { put, quota } = limited()
    const answer: NewEvent = { at: 0, type: 'reload_ack', consumer_id: 'c1', data: { epoch: 1, action: 'reloading' } }
    const state: NewEvent = { at: 0, type: 'consumer_status', consumer_id: 'c1', data: { state: 'online' } }
    for (let n = 0; n < 5000; n++) for (const event of [answer, state]) quota.accept(event)
    expect(put).toHaveLength(10_000)
    for (let n = 0; n < 5000; n++) quota.accept(answer, true)
    quota.closeAll()
    expect(put).toHaveLength(10_061)
    expect(total(put)).toBe(15_000)
  })

  it('[WS-17] a storm of takeovers is one event a minute of each kind', () => {
    const { put, quota } = limited()
    quota.accept(storm(0, 'raised'))
    for (let at = 0; at < 180_000; at += 1000) {
      quota.accept(session(at, 'replaced'))
      quota.accept(session(at, 'opened'))
      quota.tick(at)
    }
    quota.accept(storm(180_000, 'cleared'))
    quota.closeAll()
    const sessions = put.filter(({ type }) => type === 'session')
    expect(sessions.length).toBeLessThanOrEqual(8)
    expect(total(sessions)).toBe(360)
    quota.accept(session(240_000, 'opened'))
    expect(put.at(-1)).toEqual(session(240_000, 'opened'))
  })

  it('[EV-7] refused callers are few events, however many addresses they come from and however often', () => {
    const { put, quota } = limited()
    for (let minute = 0; minute < 60; minute++) {
      for (let address = 0; address < 2000; address++) quota.accept(refused(minute * 60_000, `10.0.0.${address}`))
      quota.tick(minute * 60_000)
    }
    quota.closeAll()
    expect(put.length).toBeLessThan(1200)
    expect(total(put)).toBe(60 * 2000 * 3)
    expect(quota.size).toBe(101)
  })

  it('[ED-4] the addresses of a /64 are one, and strangers of very many together cause no more than those of some', () => {
    const { put, quota } = limited()
    const limit = (at: number, remote: string): NewEvent => ({
      at,
      type: 'limit',
      data: { code: 'TOO_LARGE', remote, count: 1 },
    })
    for (let n = 0; n < 10_000; n++) quota.accept(limit(0, `2001:db8:1:2::${n.toString(16)}`))
    quota.closeAll()
    expect([put.length, total(put)]).toEqual([61, 10_000])
    for (let n = 0; n < 5000; n++) quota.accept(limit(0, `10.${n >> 8}.${n & 255}.1`))
    quota.closeAll()
    expect(quota.size).toBe(1001)
    expect([put.length < 61 + 1000 + 62, total(put)]).toEqual([true, 15_000])
    // Whoever is registered is nobody's stranger.
    quota.accept({ ...limit(0, '10.0.0.1'), consumer_id: 'c1' })
    expect(put.at(-1)).toMatchObject({ consumer_id: 'c1' })
    quota.tick(600_000)
    expect(quota.size).toBe(0)
  })

  it('[EV-7] what an operator is refused without end washes out nothing that was done', () => {
    const { put, quota } = limited()
    const act = (at: number, outcome: 'ok' | 'INVALID_MESSAGE', token: string): NewEvent => ({
      at,
      type: 'operator',
      data: { action: 'task.change', role: 'operator', token, via: 'http', remote: '10.0.0.1', outcome },
    })
    for (let n = 0; n < 10_000; n++) quota.accept(act(n / 10, 'INVALID_MESSAGE', 'script'))
    for (let n = 0; n < 1000; n++) quota.accept(act(1000, 'ok', 'script'))
    quota.accept(act(1000, 'INVALID_MESSAGE', 'person'))
    quota.closeAll()
    const attempts = put.filter(({ data }) => 'outcome' in data && data.outcome !== 'ok')
    expect([put.length - attempts.length, total(attempts)]).toEqual([1000, 10_001])
    expect(attempts.length).toBeLessThan(2005)
  })

  it('where many wait nobody has a burst, and whoever caused one event only has it all the same', () => {
    const put: NewEvent[] = []
    const quota = new EventQuota(
      300,
      (event) => put.push(event),
      () => put.length >= 100,
    )
    for (let n = 0; n < 1000; n++) quota.accept(report(0, `c${n % 10}`))
    quota.accept(report(0, 'quiet'))
    expect(put).toHaveLength(100)
    quota.tick(10_000)
    expect([put.length, total(put)]).toEqual([111, 1001])
    expect(put.at(-1)).toEqual(report(0, 'quiet'))
  })

  it('a clock that is set back keeps nothing waiting', () => {
    const { put, quota } = limited(1)
    for (let n = 0; n < 2010; n++) quota.accept(report(1_000_000))
    quota.tick(5)
    expect(total(put)).toBe(2010)
  })
})
