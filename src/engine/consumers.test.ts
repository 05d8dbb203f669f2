import { describe, expect, it } from 'vitest'
import { ChangeRecorder } from './change-recorder.ts'
import { consumerResource } from './consumer.ts'
import { Consumers } from './consumers.ts'
import { engineSettings } from '../../tests/engine-settings.ts'

const settings = engineSettings.fleet

const session = (id: string, at = 0) => ({ id, remote: '127.0.0.1', connectedAt: at })

const shown = (consumers: Consumers, id = 'c1') => resources(consumers).find(({ consumer_id }) => consumer_id === id)
const resources = (consumers: Consumers) => Array.from(consumers.all(), consumerResource)

function consumersWith(...ids: string[]): Consumers {
  const consumers = new Consumers(settings, new ChangeRecorder())
  for (const id of ids) consumers.register({ type: 'register', consumer_id: id }, session(`s-${id}`), 0)
  return consumers
}

/** How c1, last heard at 0, comes into each situation; `silent` is lost with an open socket, `gone` without one. */
const situations = {
  absent: { at: 0, arrange: (consumers: Consumers) => consumers.remove('c1', 0) },
  online: { at: 0, arrange: () => {} },
  suspect: { at: 45_000, arrange: (consumers: Consumers) => consumers.tick(45_000) },
  offline: { at: 0, arrange: (consumers: Consumers) => consumers.disconnected('c1', 's-c1', 0) },
  silent: { at: 90_000, arrange: (consumers: Consumers) => consumers.tick(90_000) },
  gone: {
    at: 60_000,
    arrange(consumers: Consumers) {
      consumers.disconnected('c1', 's-c1', 0)
      consumers.tick(60_000)
    },
  },
}

/** What can happen to c1 at a moment. */
const inputs: Record<string, (consumers: Consumers, now: number) => Consumers | void> = {
  register: (consumers, now) => consumers.register({ type: 'register', consumer_id: 'c1' }, session('s-new', now), now),
  frame: (consumers, now) => consumers.heard('c1', now),
  close: (consumers, now) => consumers.disconnected('c1', 's-c1', now),
  staleClose: (consumers, now) => consumers.disconnected('c1', 's-older', now),
  leave: (consumers, now) => consumers.leave('c1', now),
  dismiss: (consumers, now) => consumers.remove('c1', now),
  drain: (consumers, now) => consumers.drain('c1', now),
  undrain: (consumers, now) => consumers.undrain('c1', now),
  restart(consumers, now) {
    const restarted = new Consumers(settings, new ChangeRecorder())
    restarted.restore(structuredClone(resources(consumers)), now)
    return restarted
  },
}

/** A row for each situation (* is drained), a cell for each input: where it leads, and the member event it makes. */
const edges = `
           register         frame            close    staleClose  leave        dismiss  drain             undrain            restart
  absent   online/joined    absent           absent   absent      absent       absent   absent            absent             absent
  online   online           online           offline  online      absent/left  absent   online*/drained   online             offline
  suspect  online           online           offline  suspect     absent/left  absent   suspect*/drained  suspect            offline
  offline  online           online           offline  offline     absent/left  absent   offline*/drained  offline            offline
  silent   online/returned  online/returned  gone     silent      absent       absent   silent*           silent             gone
  gone     online/returned  online/returned  gone     gone        absent       absent   gone*             gone               gone
  online*  online*          online*          offline* online*     absent       absent   online*           online/undrained   offline*
  suspect* online*          online*          offline* suspect*    absent       absent   suspect*          suspect/undrained  offline*
  offline* online*          online*          offline* offline*    absent       absent   offline*          offline/undrained  offline*
  silent*  online*          online*          gone*    silent*     absent       absent   silent*           silent             gone*
  gone*    online*          online*          gone*    gone*       absent       absent   gone*             gone               gone*
`

/** The same with what time does: ms since it was last heard, or (d) since it was lost. */
const times = `
           44999     45000     59999     60000        89999     90000         d86399999  d86400000
  online   online    suspect   suspect   suspect      suspect   silent/lost
  suspect            suspect   suspect   suspect      suspect   silent/lost
  offline  offline   offline   offline   gone/lost    gone/lost gone/lost
  silent                                                        silent        silent     silent
  gone                                   gone         gone      gone          gone       absent
  online*  online*   suspect*  suspect*  suspect*     suspect*  silent*
  suspect*           suspect*  suspect*  suspect*     suspect*  silent*
  offline* offline*  offline*  offline*  gone*        gone*     gone*
  silent*                                                       silent*       silent*    silent*
  gone*                                  gone*        gone*     gone*         gone*      absent
`

type Edge = readonly [from: string, input: string, to: string, event: string | undefined]

/** The cells of a table, found by the place of their column's name. */
function cells(table: string): Edge[] {
  const [head = '', ...rows] = table.split('\n').filter((line) => line.trim() !== '')
  const columns = [...head.matchAll(/\S+/g)].map((match) => ({ name: match[0], at: match.index }))
  return rows.flatMap((row) => {
    const from = /\S+/.exec(row)?.[0] ?? ''
    return columns.flatMap(({ name, at }): Edge[] => {
      const cell = /^\S+/.exec(row.slice(at))?.[0]
      const [to, event] = cell?.split('/') ?? []
      return to === undefined ? [] : [[from, name, to, event]]
    })
  })
}

function arrange(from: string): { consumers: Consumers; at: number } {
  const situation = situations[from.replace('*', '') as keyof typeof situations]
  const consumers = consumersWith('c1')
  situation.arrange(consumers)
  if (from.endsWith('*')) consumers.drain('c1', situation.at)
  consumers.drainMemberEvents(Infinity)
  return { consumers, at: situation.at }
}

function expectAt(consumers: Consumers, to: string, event: string | undefined): void {
  const view = shown(consumers, 'c1')
  const lost = view?.session_id == null ? 'gone' : 'silent'
  const state = view?.state === 'lost' ? lost : (view?.state ?? 'absent')
  expect(`${state}${view?.drained_at == null ? '' : '*'}`).toBe(to)
  expect(consumers.members()).toEqual(['online', 'suspect', 'offline'].includes(to) ? ['c1'] : [])
  expect(consumers.drainMemberEvents(Infinity).map(({ kind }) => kind)).toEqual(event === undefined ? [] : [event])
}

describe('Consumers, every edge of them', () => {
  it('[LV-1] shows a round trip anew where it differs by more than jitter, and none without a connection', () => {
    const recorder = new ChangeRecorder()
    const consumers = new Consumers(settings, recorder)
    consumers.register({ type: 'register', consumer_id: 'c1' }, session('s-c1'), 0)
    const isShown = (roundTrip: number) => {
      recorder.forget()
      consumers.setRoundTrip('c1', roundTrip)
      return recorder.drain(0) !== null
    }
    expect(shown(consumers, 'c1')?.round_trip).toBeNull()
    expect([1, 6, 6.1, 100, 124, 76, 74].map(isShown)).toEqual([true, false, true, true, false, false, true])
    expect(shown(consumers, 'c1')?.round_trip).toBe(74)
    consumers.register({ type: 'register', consumer_id: 'c1' }, session('s-c1'), 1)
    expect(shown(consumers, 'c1')?.round_trip).toBe(74)
    consumers.disconnected('c1', 's-c1', 2)
    expect(shown(consumers, 'c1')?.round_trip).toBeNull()
    consumers.register({ type: 'register', consumer_id: 'c1' }, session('s-new'), 3)
    expect(isShown(74)).toBe(true)
    consumers.setRoundTrip('c9', 1)
    expect(shown(consumers, 'c9')).toBeUndefined()
  })

  it.each(cells(edges))('[LV-2] [LV-3] [LV-5] %s, %s: %s %s', (from, input, to, event) => {
    const { consumers, at } = arrange(from)
    const after = inputs[input]!(consumers, at + 1) ?? consumers
    expectAt(after, to, event)
    if (to !== from && to !== 'absent' && to.replace('*', '') !== from.replace('*', '')) {
      const isLost = to.startsWith('gone')
      expect(shown(after, 'c1')?.state_since).toBe(isLost ? shown(consumers, 'c1')?.state_since : at + 1)
    }
  })

  it.each(cells(times))('[LV-1] [LV-2] [LV-4] %s, at %s ms: %s %s', (from, time, to, event) => {
    const { consumers, at } = arrange(from)
    const now = time.startsWith('d') ? at + Number(time.slice(1)) : Number(time)
    consumers.tick(now)
    expectAt(consumers, to, event)
  })

  it('[LV-1] has a cell for each situation and each input', () => {
    expect(cells(edges)).toHaveLength(11 * Object.keys(inputs).length)
  })
})

describe('Consumers', () => {
  it('[LV-2] a consumer back within the grace period makes no member event', () => {
    const consumers = consumersWith('c1')
    consumers.drainMemberEvents(10_000)
    consumers.disconnected('c1', 's-c1', 10_000)
    consumers.tick(69_999)
    expect(consumers.members()).toEqual(['c1'])
    consumers.register({ type: 'register', consumer_id: 'c1' }, session('s2', 69_999), 69_999)
    consumers.tick(80_000)
    expect(consumers.drainMemberEvents(100_000)).toEqual([])
  })

  it('[EP-5] says for how long a lost one had been silent', () => {
    const consumers = consumersWith('c1')
    consumers.drainMemberEvents(10_000)
    consumers.disconnected('c1', 's-c1', 10_000)
    consumers.tick(70_000)
    expect(consumers.drainMemberEvents(71_000)).toEqual([{ kind: 'lost', consumer_id: 'c1', silence: 70_000 }])
  })

  it('[LV-1] waits longer for whoever announces a longer interval, and not less for a shorter one', () => {
    const consumers = new Consumers(settings, new ChangeRecorder())
    const register = (consumer_id: string, heartbeat_interval: number) =>
      consumers.register({ type: 'register', consumer_id, heartbeat_interval }, session(`s-${consumer_id}`), 0)
    register('slow', 60)
    register('quick', 1)
    register('endless', 1e300)
    const states = (now: number) => {
      consumers.tick(now)
      return resources(consumers).map(({ state }) => state)
    }
    expect(shown(consumers, 'slow')?.heartbeat_interval).toBe(60)
    expect(states(44_999)).toEqual(['online', 'online', 'online'])
    expect(states(45_000)).toEqual(['online', 'suspect', 'online'])
    expect(states(89_999)).toEqual(['online', 'suspect', 'online'])
    expect(states(90_000)).toEqual(['suspect', 'lost', 'online'])
    expect(states(179_999)).toEqual(['suspect', 'lost', 'online'])
    expect(states(180_000)).toEqual(['lost', 'lost', 'online'])
    expect(states(3 * 3_600_000 - 1)).toEqual(['lost', 'lost', 'suspect'])
    expect(states(3 * 3_600_000)).toEqual(['lost', 'lost', 'lost'])
    consumers.register({ type: 'register', consumer_id: 'slow' }, session('again', 2e7), 2e7)
    expect(shown(consumers, 'slow')?.heartbeat_interval).toBeNull()
    expect(states(2e7 + 45_000)).toEqual(['suspect', 'lost', 'lost'])
  })

  it('[LV-5] a drain outlives a new connection, a loss and a restart', () => {
    let consumers = consumersWith('c1')
    consumers.drain('c1', 5)
    consumers.drain('c1', 6)
    consumers.disconnected('c1', 's-c1', 10)
    consumers.tick(70_000)
    const restarted = new Consumers(settings, new ChangeRecorder())
    restarted.restore(structuredClone(resources(consumers)), 80_000)
    consumers = restarted
    consumers.register({ type: 'register', consumer_id: 'c1' }, session('s2', 90_000), 90_000)
    expect(shown(consumers, 'c1')).toMatchObject({ state: 'online', drained_at: 5 })
    expect(consumers.members()).toEqual([])
    expect(consumers.drainMemberEvents(Infinity)).toEqual([])
  })

  it('[LV-5] a database of an earlier version knows of no drain', () => {
    const [view] = resources(consumersWith('c1'))
    const { drained_at: _1, stuck_since: _2, heartbeat_interval: _3, ...older } = view!
    const consumers = new Consumers(settings, new ChangeRecorder())
    consumers.restore([older], 0)
    expect(shown(consumers, 'c1')).toMatchObject({ drained_at: null, stuck_since: null, heartbeat_interval: null })
    expect(consumers.members()).toEqual(['c1'])
  })

  it.each(['suspect', 'offline', 'silent', 'gone'] as const)(
    '[LV-5] tells once of a drained one that is back, %s',
    (from) => {
      for (const isDrained of [true, false]) {
        const { consumers, at } = arrange(`${from}${isDrained ? '*' : ''}`)
        consumers.heard('c1', at)
        expect(consumers.drainUntold()).toEqual(isDrained && from !== 'suspect' ? ['c1'] : [])
        expect(consumers.drainUntold()).toEqual([])
      }
    },
  )

  it('[LV-2] a restart gives everybody a new grace period, but for the lost', () => {
    const before = consumersWith('c1', 'c2')
    before.disconnected('c2', 's-c2', 0)
    before.tick(60_000)
    before.heard('c1', 60_000)
    const consumers = new Consumers(settings, new ChangeRecorder())
    consumers.restore(resources(before), 1_000_000)
    expect(shown(consumers, 'c1')).toMatchObject({ state: 'offline', state_since: 1_000_000, session_id: null })
    expect(shown(consumers, 'c2')).toMatchObject({ state: 'lost', state_since: 60_000 })
    consumers.tick(1_059_999)
    expect(consumers.members()).toEqual(['c1'])
  })

  it.each([0, 1e15, -1e9])('[WS-14] a clock that says %d is shown, and changes nothing else', (clock) => {
    const consumers = consumersWith('right', 'wrong')
    for (let now = 0; now <= 200_000; now += 1000) {
      if (now <= 60_000) {
        consumers.heard('right', now, now)
        consumers.heard('wrong', now, clock)
      }
      consumers.tick(now)
      expect(shown(consumers, 'wrong')?.clock_skew).toBe(clock - Math.min(now, 60_000))
      expect({ ...shown(consumers, 'wrong'), consumer_id: '', session_id: '', clock_skew: 0 }).toEqual({
        ...shown(consumers, 'right'),
        consumer_id: '',
        session_id: '',
        clock_skew: 0,
      })
    }
    expect(consumers.members()).toEqual([])
  })
})

describe('what was last heard of a consumer', () => {
  const heardAt = (recorder: ChangeRecorder) => recorder.drain(0)?.consumers[0]?.last_seen_at

  it('is shown anew every 5 s at most, also when the clock was set back in between', () => {
    const recorder = new ChangeRecorder()
    const consumers = new Consumers(settings, recorder)
    consumers.register({ type: 'register', consumer_id: 'c1' }, session('s-c1', 100_000), 100_000)
    recorder.forget()
    consumers.heard('c1', 104_999)
    expect(heardAt(recorder)).toBeUndefined()
    consumers.heard('c1', 105_000)
    expect(heardAt(recorder)).toBe(105_000)
    consumers.shift(-55_000)
    recorder.forget()
    consumers.heard('c1', 54_999)
    expect(heardAt(recorder)).toBeUndefined()
    consumers.heard('c1', 55_000)
    expect(heardAt(recorder)).toBe(55_000)
  })

  it('[WS-18] says after a restart whether it was cut off for being too slow; one of an older version was not', () => {
    const restored = (stored: object) => {
      const consumers = new Consumers(settings, new ChangeRecorder())
      consumers.restore([{ ...resources(consumersWith('c1'))[0]!, ...stored }], 0)
      return shown(consumers)?.was_too_slow
    }
    expect([restored({}), restored({ was_too_slow: true }), restored({ was_too_slow: undefined })]).toEqual([
      false,
      true,
      false,
    ])
  })
})
