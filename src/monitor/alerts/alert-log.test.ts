import { beforeEach, describe, expect, it } from 'vitest'
import type { AlertSpan } from '../../contract/resources/alert-span.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { Fact } from '../../engine/facts.ts'
import { AlertLog } from './alert-log.ts'
import type { AlertRecord } from './alert-store.ts'

const errors = (count: number, since = 1): AlertResource => ({
  alert_id: 'batch_errors',
  kind: 'batch_errors',
  since,
  count,
})
const stuck: AlertResource = { alert_id: 'consumer_stuck:c', kind: 'consumer_stuck', consumer_id: 'c', since: 1 }
const cleared = (alert: AlertResource, at: number) => ({ kind: 'AlertCleared', at, alert }) as Fact

describe('[AL-2] AlertLog', () => {
  let written: AlertRecord[][]
  let isRefusing: boolean
  let now: number
  let onDisk: AlertSpan[]
  let log: AlertLog

  beforeEach(() => {
    written = []
    isRefusing = false
    now = 0
    onDisk = []
    log = open()
  })

  const open = (inForce: readonly AlertResource[] | null = []) =>
    new AlertLog({
      thread: {
        call: (method: string, ...args: unknown[]) => {
          if (method === 'alertHistory') return Promise.resolve({ alerts: onDisk })
          if (isRefusing) return Promise.reject(new Error('disk full'))
          if (method === 'alertsInForce') return Promise.resolve([errors(4), stuck])
          if (method === 'writeAlerts') written.push(args[0] as AlertRecord[])
          return Promise.resolve(null)
        },
      } as never,
      collect: () => {},
      open: inForce,
      now: () => 1000 + now,
      steady: () => now,
    })

  const happen = (alerts: readonly AlertResource[] | null, ...facts: Fact[]) => log.accept({ facts, alerts })

  async function pass(ms: number): Promise<void> {
    now += ms
    log.tick()
    await Promise.resolve()
    await Promise.resolve()
    await Promise.resolve()
  }
  const taken = () =>
    written
      .splice(0)
      .map((records) => records.map(({ alert, most, clearedAt }) => [alert.alert_id, alert.since, most, clearedAt]))

  it('writes at once what comes and goes, and every few seconds what it says, with the most there was', async () => {
    happen([errors(1)])
    await pass(250)
    expect(taken()).toEqual([[['batch_errors', 1, 1, null]]])
    happen([errors(9)])
    await pass(250)
    happen([errors(4)])
    await pass(250)
    expect(taken()).toEqual([])
    await pass(5000)
    expect(taken()).toEqual([[['batch_errors', 1, 9, null]]])
    happen([errors(5)])
    happen([], cleared(errors(5), 7))
    await pass(250)
    expect(taken()).toEqual([[['batch_errors', 1, 5, 7]]])
    await pass(9999)
    expect(taken()).toEqual([])
  })

  it('writes what was over before it was written, and is there again', async () => {
    happen([stuck])
    happen([], cleared(stuck, 3))
    happen([{ ...stuck, since: 4 }])
    await pass(250)
    expect(taken()).toEqual([
      [
        ['consumer_stuck:c', 1, null, 3],
        ['consumer_stuck:c', 4, null, null],
      ],
    ])
  })

  it('[AL-1] writes nothing of what is on disk already, nor of what changes by itself', async () => {
    log = open([stuck])
    happen([{ ...stuck, next_at: 5 }])
    await pass(9999)
    expect(taken()).toEqual([])
    // The clock was set.
    happen([{ ...stuck, since: 1001 }])
    await pass(250)
    expect(taken()).toEqual([[['consumer_stuck:c', 1001, null, null]]])
  })

  it('[EV-6] what a disk refuses is written when it takes it, with the most there was', async () => {
    isRefusing = true
    happen([stuck, errors(3)])
    await pass(250)
    happen([errors(2)], cleared(stuck, 5))
    await pass(250)
    isRefusing = false
    await pass(250)
    expect(taken()).toEqual([])
    await pass(2000)
    expect(taken()).toEqual([
      [
        ['consumer_stuck:c', 1, null, 5],
        ['batch_errors', 1, 3, null],
      ],
    ])
  })

  it('[AL-1] what could not be read at the start, and is not so any more, is over once it can', async () => {
    log = open(null)
    isRefusing = true
    happen([errors(3, 9)])
    await pass(250)
    isRefusing = false
    await pass(2000)
    expect(taken()).toEqual([
      [
        ['consumer_stuck:c', 1, null, 3250],
        ['batch_errors', 9, 3, null],
      ],
    ])
    happen([errors(8, 9)])
    await pass(9999)
    expect(taken()).toEqual([[['batch_errors', 9, 8, null]]])
  })

  it('[EV-6] what a disk refuses is in its history all the same', async () => {
    isRefusing = true
    const span = { alert_id: 'batch_errors', kind: 'batch_errors', severity: 'warning' } as const
    onDisk = [{ ...span, count: 7, raised_at: 1, cleared_at: null }]
    happen([errors(3), stuck])
    const ofC = { alert_id: 'consumer_stuck:c', kind: 'consumer_stuck', severity: 'warning', consumer_id: 'c' }
    const asked = async (from: number, to: number) => (await log.history({ from, to })).alerts
    expect(await asked(0, 9)).toEqual([
      { ...span, count: 7, raised_at: 1, cleared_at: null },
      { ...ofC, raised_at: 1, cleared_at: null },
    ])
    happen([], cleared(errors(3), 5), cleared(stuck, 6))
    happen([errors(2, 8)])
    expect(await asked(0, 9)).toEqual([
      { ...span, count: 2, raised_at: 8, cleared_at: null },
      { ...span, count: 7, raised_at: 1, cleared_at: 5 },
      { ...ofC, raised_at: 1, cleared_at: 6 },
    ])
    expect((await asked(6, 8)).map(({ alert_id }) => alert_id)).toEqual(['consumer_stuck:c'])
    const coverage: AlertResource = { alert_id: 'coverage:2', kind: 'coverage', task_id: 2, since: 8 }
    happen([errors(2, 8), coverage])
    const { alerts } = await log.history({ from: 7, to: 9, task_id: 1 })
    expect(alerts.map(({ alert_id }) => alert_id)).toEqual(['batch_errors'])
  })

  it('[AL-6] [EP-11] says nothing of alerts before it is on disk, nothing where it is refused, and writes nothing in between', async () => {
    const marked = { ...stuck, acknowledged: { at: 2, by: 'anna', why: 'looking' } }
    const told: string[] = []
    const say = () => {
      told.push(`said after ${written.length}`)
      // As the engine shows it from then on.
      happen([marked, errors(2)])
      return ['said']
    }
    happen([stuck, errors(1)])
    await pass(250)
    isRefusing = true
    await expect(log.decide(() => [marked], say)).rejects.toThrow('disk full')
    expect(told).toEqual([])
    isRefusing = false
    written = []
    happen([stuck, errors(2)])
    now += 5000
    const deciding = log.decide(() => [marked], say)
    log.tick()
    expect(await deciding).toEqual(['said'])
    expect(told).toEqual(['said after 1'])
    await pass(5000)
    await pass(250)
    expect(written.map((records) => records.map(({ alert }) => [alert.alert_id, alert.acknowledged?.by]))).toEqual([
      [['consumer_stuck:c', 'anna']],
      [
        ['batch_errors', undefined],
        ['consumer_stuck:c', 'anna'],
      ],
    ])
    expect(await log.decide(() => [], say)).toEqual([])
  })

  it('[AL-7] writes nothing of what only mutes', async () => {
    happen([stuck])
    await pass(250)
    taken()
    happen([{ ...stuck, muted: { window_id: 1, until: 9 } }])
    await pass(9999)
    expect(taken()).toEqual([])
  })

  it('is settled when all of it is written', async () => {
    happen([errors(1)])
    await log.settled()
    happen([errors(2)])
    await log.history({ from: 0, to: 1 })
    expect(taken()).toEqual([[['batch_errors', 1, 1, null]], [['batch_errors', 1, 2, null]]])
  })
})
