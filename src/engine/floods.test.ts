import { describe, expect, it } from 'vitest'
import { ChangeRecorder } from './change-recorder.ts'
import { Floods } from './floods.ts'

const refused = { code: 'INVALID_JSON', message: 'The frame is not JSON.', remote: '10.0.0.1' } as const

function counting() {
  const recorder = new ChangeRecorder()
  return { floods: new Floods(recorder), facts: () => recorder.drain(0)?.facts ?? [] }
}

describe('Floods', () => {
  it('[EV-3] makes one event of all that is refused of one origin and code within a second', () => {
    const { floods, facts } = counting()
    for (let at = 0; at < 1000; at++) floods.refused(at, { consumer_id: 'c1' }, refused)
    floods.refused(10, { consumer_id: 'c2' }, refused)
    floods.limitHit(20, { consumer_id: 'c1' }, { code: 'RATE_LIMITED', remote: '10.0.0.1' })
    floods.tick(999)
    expect(facts()).toEqual([])
    floods.tick(1000)
    floods.refused(1000, { consumer_id: 'c1' }, refused)
    expect(facts()).toEqual([
      { at: 0, kind: 'FrameRefused', subject: { consumer_id: 'c1' }, data: { ...refused, count: 1000 } },
    ])
    floods.tick(2000)
    expect(facts()).toEqual([
      { at: 10, kind: 'FrameRefused', subject: { consumer_id: 'c2' }, data: { ...refused, count: 1 } },
      {
        at: 20,
        kind: 'LimitHit',
        subject: { consumer_id: 'c1' },
        data: { code: 'RATE_LIMITED', remote: '10.0.0.1', count: 1 },
      },
      { at: 1000, kind: 'FrameRefused', subject: { consumer_id: 'c1' }, data: { ...refused, count: 1 } },
    ])
  })

  it('[EV-3] counts those who are nobody by their address, and closes a window also when the clock was set back', () => {
    const { floods, facts } = counting()
    floods.refused(5000, {}, refused)
    floods.refused(5001, {}, { ...refused, remote: '10.0.0.2' })
    floods.refused(5002, {}, refused)
    floods.tick(10)
    expect(facts().map((fact) => 'data' in fact && fact.data)).toMatchObject([
      { remote: '10.0.0.1', count: 2 },
      { remote: '10.0.0.2', count: 1 },
    ])
  })

  it('[EV-3] counts nothing for longer than it must: all windows close, at the end at once, and the oldest where there are too many', () => {
    const { floods, facts } = counting()
    const origins = (count: number) => {
      for (let i = 0; i < count; i++) floods.refused(i, {}, { ...refused, remote: `origin ${i}` })
    }
    origins(10_003)
    expect(floods.size).toBe(10_000)
    expect(facts().map(({ at }) => at)).toEqual([0, 1, 2])
    floods.tick(11_003)
    expect([floods.size, facts().length]).toEqual([0, 10_000])
    origins(2)
    floods.closeAll()
    expect([floods.size, facts().length]).toEqual([0, 2])
  })
})
