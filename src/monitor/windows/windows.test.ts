import { beforeEach, describe, expect, it } from 'vitest'
import type { EventData } from '../../contract/events.ts'
import type { WindowDraft, WindowResource } from '../../contract/resources/window.ts'
import { ActiveWindows } from '../../engine/active-windows.ts'
import type { StoredRecord } from '../storage/port.ts'
import { Windows } from './windows.ts'

const HOUR_MS = 3_600_000
const silence: WindowDraft = { mutes: true, holds: false, scope: {}, duration: HOUR_MS }

describe('[MW-1] windows', () => {
  let now: number
  let records: StoredRecord[]
  let isRefusing: boolean
  let told: string[]
  let open: ActiveWindows
  let published: (readonly WindowResource[])[]
  let logged: string[]
  let windows: Windows

  const start = () =>
    new Windows({
      engine: {
        setWindows: (all) => open.set(all),
        hasConsumer: () => true,
        taskResource: () => ({}) as never,
        audit: {
          noteWindow: (_at: number, _task: unknown, { window_id, action, token = '' }: EventData<'window'>) =>
            told.push(`${window_id} ${action} ${token}`.trim()),
        } as never,
      },
      storage: {
        async putRecord(record) {
          if (isRefusing) throw new Error('disk full')
          records = [...records.filter(({ name }) => name !== record.name), structuredClone(record)]
        },
        async deleteRecord(_kind, name) {
          if (isRefusing) throw new Error('disk full')
          records = records.filter((record) => record.name !== name)
        },
      },
      stored: records,
      redactor: { mayMention: () => false, line: (text) => text },
      publish: (all) => published.push(all),
      written: (change) => change,
      now: () => now,
      steady: () => now,
      log: (line) => logged.push(line),
    })

  beforeEach(() => {
    now = Date.UTC(2026, 0, 1)
    records = []
    isRefusing = false
    told = []
    published = []
    logged = []
    open = new ActiveWindows()
    windows = start()
  })

  const names = () => records.map(({ name }) => name).toSorted()
  const told1 = () => told.splice(0)

  it('[EP-11] are on disk before there are any, and stay where the disk refuses that they end', async () => {
    isRefusing = true
    await expect(windows.create(silence, 'anna')).rejects.toThrow('disk full')
    expect([windows.shown, told, published]).toEqual([[], [], []])
    isRefusing = false
    const { window_id: id } = await windows.create(silence, 'anna')
    expect(id).toBe(2)
    expect(names()).toEqual(['2', 'next'])
    expect(told1()).toEqual(['2 created anna', '2 began'])
    expect(open.muting({ kind: 'coverage' }, null)).toEqual({ window_id: 2, until: now + HOUR_MS })
    isRefusing = true
    await expect(windows.end(id, 'bert')).rejects.toThrow('disk full')
    expect(windows.shown).toHaveLength(1)
    isRefusing = false
    await windows.end(id, 'bert')
    expect(told1()).toEqual(['2 ended bert'])
    expect(open.muting({ kind: 'coverage' }, null)).toBeNull()
    await expect(windows.end(id, 'bert')).rejects.toMatchObject({ reason: 'window_unknown' })
    expect(names()).toEqual(['next'])
    windows = start()
    expect((await windows.create(silence, null)).window_id).toBe(3)
  })

  it('end once where two end one at the same time, and a disk that refuses is asked again about what ends by itself', async () => {
    const { window_id: id } = await windows.create(silence, null)
    const both = await Promise.allSettled([windows.end(id, 'a'), windows.end(id, 'b')])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(told1().filter((text) => text.includes('ended'))).toEqual(['1 ended a'])
    await windows.create(silence, null)
    now += HOUR_MS
    isRefusing = true
    windows.tick()
    await windows.settled()
    expect(names()).toEqual(['2', 'next'])
    isRefusing = false
    now += 2000
    windows.tick()
    await windows.settled()
    expect(names()).toEqual(['next'])
    expect(told1()).toEqual(['2 created', '2 began', '2 ended'])
  })

  it('are told of once: one that was open before a restart did not begin again, one that passed meanwhile is over', async () => {
    await windows.create(silence, null)
    await windows.create({ ...silence, from: now + 2 * HOUR_MS, why: 'later' }, null)
    windows.tick()
    await windows.settled()
    told1()
    now += 1000
    windows = start()
    expect(told1()).toEqual([])
    expect(windows.shown.map(({ active }) => active)).toEqual([true, false])
    now += 5 * HOUR_MS
    windows = start()
    expect(told1().toSorted()).toEqual(['1 ended', '2 ended'])
    expect(windows.shown).toEqual([])
    windows.tick()
    await windows.settled()
    expect(names()).toEqual(['next'])
  })

  it('[LV-7] move with the clock while they are open, on disk as well', async () => {
    await windows.create(silence, null)
    now += 10 * HOUR_MS
    windows.shift(10 * HOUR_MS)
    expect(windows.shown[0]).toMatchObject({ from: now, until: now + HOUR_MS, active: true })
    await windows.settled()
    windows = start()
    expect(windows.shown[0]).toMatchObject({ from: now, until: now + HOUR_MS, active: true })
  })

  it('are shown when something about them is new, and only then', async () => {
    await windows.create(silence, null)
    await windows.create({ ...silence, from: now + HOUR_MS }, null)
    published.splice(0)
    now += 1000
    windows.tick()
    expect(published).toEqual([])
    now += HOUR_MS
    windows.tick()
    expect(published.map((all) => all.map(({ window_id, active }) => [window_id, active]))).toEqual([[[2, true]]])
  })

  it('are so many at most, and name so many consumers at most', async () => {
    const many = { ...silence, scope: { consumers: Array.from({ length: 10_000 }, (_, i) => `c${i}`) } }
    await windows.create(many, null)
    await windows.create(many, null)
    const oneMore = { ...silence, scope: { consumers: ['c1', 'c1'] } }
    await expect(windows.create(oneMore, null)).rejects.toMatchObject({ reason: 'window_names_too_many' })
    for (const id of [1, 2]) await windows.end(id, null)
    for (let i = 0; i < 200; i++) await windows.create(silence, null)
    const creating = [windows.create(silence, null), windows.create(silence, null)]
    for (const each of creating) await expect(each).rejects.toMatchObject({ reason: 'windows_too_many' })
  })

  it('leave out what cannot be read, and give its number to no other', async () => {
    await windows.create(silence, null)
    records = records.map((record) => (record.name === '1' ? { ...record, view: { terms: { window_id: 1 } } } : record))
    records.push({ kind: 'channel', name: '5', view: {} })
    windows = start()
    expect([windows.shown, logged]).toEqual([[], ['Window 1 cannot be read, and is left out.']])
    expect((await windows.create(silence, null)).window_id).toBe(2)
  })
})
