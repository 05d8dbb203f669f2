import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { AlertResource } from '../../contract/resources/alert.ts'
import { diskSpace, type DiskSpace } from './disk-space.ts'
import { DiskWatch, sizeText } from './disk-watch.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const GiB = 1024 ** 3
const NOON = Date.UTC(2026, 10, 29, 12)

/** Disks whose space is set, looked at as time passes. */
function watching(
  folders: Readonly<Record<string, string>> = { '/data': 'sda' },
  open: readonly AlertResource[] = [],
  leastFree = GiB,
) {
  const disks: Record<string, { free: number; size: number }> = { sda: { free: 50 * GiB, size: 100 * GiB } }
  const state = { time: 0, looked: [] as string[], hanging: new Set<string>(), gone: new Set<string>() }
  const uses = ['data', 'backups', 'access_log'] as const
  const watch = new DiskWatch({
    folders: Object.keys(folders).map((folder, i) => ({ use: uses[i]!, folder })),
    leastFree,
    now: () => NOON + state.time,
    steady: () => state.time,
    open,
    look(folder) {
      state.looked.push(folder)
      if (state.hanging.has(folder)) return new Promise<DiskSpace>(() => {})
      if (state.gone.has(folder)) return Promise.reject(new Error('EIO'))
      const disk = folders[folder]!
      return Promise.resolve({ disk, ...(disks[disk] ?? { free: 9e12, size: 9e13 }) })
    },
  })
  async function pass(minutes: number, each: (minute: number) => void = () => {}) {
    for (let minute = 0; minute < minutes; minute++) {
      each(minute)
      watch.tick()
      await settled()
      state.time += MINUTE_MS
    }
  }
  return { watch, disks, state, pass }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

describe('[AL-8] disks', () => {
  it('[AL-8] are low below the setting or 5 %, whichever is less, until a quarter more is free', async () => {
    const { watch, disks, pass } = watching()
    const alertsWith = async (free: number, size: number) => {
      disks['sda'] = { free, size }
      await pass(1)
      return watch.alerts()
    }
    expect(await alertsWith(GiB, 100 * GiB)).toEqual([])
    expect(await alertsWith(GiB - 1, 100 * GiB)).toEqual([
      {
        alert_id: 'disk_filling:data',
        kind: 'disk_filling',
        message: 'The disk of /data has 1 GB of 107 GB left.',
        reason: 'disk_low',
        values: { folder: '/data', free: '1 GB', size: '107 GB' },
      },
    ])
    expect(await alertsWith(1.25 * GiB - 1, 100 * GiB)).toHaveLength(1)
    expect(await alertsWith(1.25 * GiB, 100 * GiB)).toEqual([])
    expect(await alertsWith(1.1 * GiB, 100 * GiB)).toEqual([])
    // 5 % of 10 GiB.
    expect(await alertsWith(0.6 * GiB, 10 * GiB)).toEqual([])
    expect(await alertsWith(0.4 * GiB, 10 * GiB)).toHaveLength(1)
  })

  it('[AL-8] are one alert each however much of them is used, and another one where it is another disk', async () => {
    const { watch, disks, pass } = watching({ '/data': 'sda', '/backups': 'sdb', '/log': 'sda' })
    disks['sda'] = { free: 1, size: 100 * GiB }
    disks['sdb'] = { free: 1, size: 100 * GiB }
    await pass(1)
    expect(watch.alerts().map(({ alert_id: id }) => id)).toEqual(['disk_filling:data', 'disk_filling:backups'])
    expect(watch.figures().map(({ use }) => use)).toEqual(['data', 'backups', 'access_log'])
  })

  it('[AL-8] that fill within a day are known from their trend, and are over when they fill no more', async () => {
    const { watch, disks, state, pass } = watching()
    const from = 50 * GiB
    const fill = (gibPerHour: number) => () => {
      disks['sda']!.free -= (gibPerHour * GiB) / 60
    }
    await pass(300, fill(1))
    expect(watch.alerts()).toEqual([])
    disks['sda']!.free = from
    await pass(420, fill(2))
    const [alert] = watch.alerts()
    expect(alert).toMatchObject({ alert_id: 'disk_filling:data', reason: 'disk_fills' })
    expect(alert!.values!['hours']).toBeGreaterThan(16)
    expect(alert!.values!['hours']).toBeLessThan(20)
    expect(alert!.next_at! - (NOON + state.time)).toBeLessThan(20 * HOUR_MS)
    watch.shift(HOUR_MS)
    expect(watch.alerts()[0]!.next_at! - alert!.next_at!).toBe(HOUR_MS)
    await pass(420)
    expect(watch.alerts()).toEqual([])
  })

  it('[AL-8] that filled within a day are not all well before they have a day and a half', async () => {
    const { watch, disks, pass } = watching()
    const fill = () => {
      disks['sda']!.free -= (2 * GiB) / 60
    }
    await pass(420, fill)
    expect(watch.alerts()).toHaveLength(1)
    disks['sda']!.free = 64 * GiB
    await pass(60, fill)
    expect(watch.alerts()).toHaveLength(1)
    disks['sda']!.free = 80 * GiB
    await pass(60, fill)
    expect(watch.alerts()).toEqual([])
    disks['sda']!.free = 64 * GiB
    await pass(60, fill)
    expect(watch.alerts()).toEqual([])
  })

  it('[AL-8] say nothing new each minute', async () => {
    const { watch, disks, pass } = watching()
    disks['sda']!.free = GiB / 2
    const said = new Set<string>()
    await pass(600, () => {
      disks['sda']!.free -= GiB / 2000
      if (watch.alerts().length > 0) said.add(JSON.stringify(watch.alerts()[0]!.message))
    })
    expect(said.size).toBeGreaterThan(2)
    expect(said.size).toBeLessThan(15)
  })

  it('[AL-8] do not flap around the limit', async () => {
    const { watch, disks, pass } = watching()
    let changes = 0
    let before = 0
    await pass(500, (minute) => {
      disks['sda']!.free = GiB + (minute % 2 === 0 ? 1 : -1) * 0.1 * GiB
      const { length } = watch.alerts()
      if (length !== before) changes++
      before = length
    })
    expect(changes).toBe(1)
  })

  it('[AL-8] [AL-1] that were filling before a restart are so until a trend can be seen again', async () => {
    const open = {
      alert_id: 'disk_filling:data',
      kind: 'disk_filling' as const,
      since: 1,
      reason: 'disk_fills',
      values: { folder: '/data', free: '20 GB', size: '107 GB', hours: 10 },
    }
    const { watch, pass } = watching({ '/data': 'sda' }, [open])
    await pass(1)
    expect(watch.alerts()).toMatchObject([{ reason: 'disk_fills', next_at: NOON + 10 * HOUR_MS }])
    await pass(140)
    expect(watch.alerts()).toHaveLength(1)
    await pass(40)
    expect(watch.alerts()).toEqual([])
  })

  it('[AL-8] that do not answer hold up no other disk, and are not asked again before they do', async () => {
    vi.useFakeTimers()
    try {
      const { watch, disks, state } = watching({ '/data': 'sda', '/backups': 'nas', '/log': 'sdc' })
      disks['sdc'] = { free: 1, size: 100 * GiB }
      state.hanging.add('/backups')
      for (let minute = 0; minute < 5; minute++) {
        watch.tick()
        await vi.advanceTimersByTimeAsync(MINUTE_MS)
        state.time += MINUTE_MS
      }
      expect(state.looked.filter((folder) => folder === '/backups')).toHaveLength(1)
      expect(state.looked.filter((folder) => folder === '/data')).toHaveLength(5)
      expect(watch.alerts().map(({ alert_id: id }) => id)).toEqual(['disk_filling:access_log'])
      // Each keeps a thread that reads files for everybody.
      state.hanging.add('/data')
      for (let minute = 0; minute < 5; minute++) {
        watch.tick()
        await vi.advanceTimersByTimeAsync(MINUTE_MS)
        state.time += MINUTE_MS
      }
      expect(state.looked.filter((folder) => folder === '/data')).toHaveLength(6)
      expect(state.looked.filter((folder) => folder === '/log')).toHaveLength(5)
    } finally {
      vi.useRealTimers()
    }
  })

  it('[AL-8] that are gone are nobody’s alert here, and are not looked at where nobody wants to know', async () => {
    const { watch, disks, state, pass } = watching()
    disks['sda']!.free = 1
    await pass(1)
    expect(watch.alerts()).toHaveLength(1)
    state.gone.add('/data')
    await pass(1)
    expect([watch.alerts(), watch.figures()]).toEqual([[], []])
    const off = watching({ '/data': 'sda' }, [], 0)
    off.disks['sda']!.free = 1
    await off.pass(2)
    expect([off.state.looked, off.watch.alerts()]).toEqual([[], []])
  })
})

it('[AL-8] the disk of a folder that is not there yet is that of the one above it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-disk-'))
  try {
    const here = await diskSpace(folder)
    expect(here.size).toBeGreaterThan(here.free)
    expect(here.free).toBeGreaterThan(0)
    expect((await diskSpace(join(folder, 'not', 'there', 'yet'))).disk).toBe(here.disk)
  } finally {
    rmSync(folder, { recursive: true })
  }
  await expect(diskSpace('/proc/self/status/x')).rejects.toThrow('ENOTDIR')
})

it('says sizes in the units in which disks are sold', () => {
  expect([0, 999, 1_500_000, 812e6, 1.44e9, 250e9, 4e12].map(sizeText)).toEqual([
    '0 MB',
    '0 MB',
    '1.5 MB',
    '812 MB',
    '1.4 GB',
    '250 GB',
    '4 TB',
  ])
})
