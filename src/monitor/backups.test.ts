import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refusal } from '../contract/refusal.ts'
import { backupsIn } from './backup-names.ts'
import { Backups } from './backups.ts'

const HOUR_MS = 3_600_000

describe('Backups', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'batchdeck-daily-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** Backups on a disk that can be full, with a clock that is set. */
  function keeping(interval = 24 * HOUR_MS, keep = 3) {
    const state = { now: Date.UTC(2026, 0, 1), isFull: false, isEnding: false, concern: null as unknown }
    const backups = new Backups({
      storage: {
        async backUp(copy, file) {
          writeFileSync(copy, 'half')
          if (state.isEnding) throw refusal('thread_cut_off')
          if (state.isFull) throw new Error('disk I/O error')
          rmSync(copy)
          writeFileSync(file, 'whole')
          return { tasks: [], consumers: 0 }
        },
      },
      engine: {
        taskResources: () => [{ epoch: 7 } as never],
      },
      alerts: {
        setConcern: (_kind, problem) => void (state.concern = problem),
      },
      folder,
      interval,
      keep,
      now: () => state.now,
      log: () => {},
    })
    const pass = async (hours: number) => {
      for (let minute = 0; minute < hours * 60; minute += 5) {
        state.now += HOUR_MS / 12
        backups.tick()
        // oxlint-disable-next-line no-await-in-loop
        await new Promise((done) => setImmediate(done))
      }
    }
    return { state, backups, pass }
  }

  it('[BK-1] one is written soon after the start and then once a day, and as many as wanted are kept', async () => {
    const { backups, pass } = keeping()
    backups.tick()
    expect(readdirSync(folder), 'not at once').toEqual([])
    await pass(1)
    expect(backupsIn(folder)).toMatchObject([{ kind: 'daily', epoch: 7, bytes: 5 }])
    await pass(23)
    expect(backupsIn(folder)).toHaveLength(1)
    await pass(24 * 4)
    expect(backupsIn(folder)).toHaveLength(3)
    expect(backups.age).toBeLessThan(24 * HOUR_MS)
  })

  it('[BK-1] those on demand push out none of the daily ones', async () => {
    const { backups, state, pass } = keeping()
    await pass(1)
    for (let i = 0; i < 5; i++) {
      state.now += 1000
      // oxlint-disable-next-line no-await-in-loop
      await backups.make('manual')
    }
    expect(backupsIn(folder).map(({ kind }) => kind)).toEqual(['manual', 'manual', 'manual', 'daily'])
  })

  it('[BK-1] the end of the monitor is told as that, and the next one takes away what was half written', async () => {
    const { backups, state } = keeping()
    state.isEnding = true
    await expect(backups.make('manual')).rejects.toMatchObject({ reason: 'thread_cut_off' })
    const [half = ''] = readdirSync(folder)
    writeFileSync(join(folder, `${half}-journal`), '')
    expect(backupsIn(folder)).toEqual([])
    state.isEnding = false
    await backups.make('manual')
    expect(readdirSync(folder)).toEqual([backupsIn(folder)[0]?.name])
  })

  it('[BK-1] what others have half written into the same folder stays', async () => {
    const { backups } = keeping()
    const others = ['film.mkv.part', 'batchdeck-notes.db.part', 'batchdeck-20260101T000000Z-epoch-7-daily.db.parts']
    for (const name of others) writeFileSync(join(folder, name), 'half')
    await backups.make('manual')
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(others))
  })

  it('[BK-1] what is half written never counts, is an alert, and is tried again until there is one', async () => {
    const { backups, state, pass } = keeping()
    state.isFull = true
    await pass(1)
    expect(backups.list().backups).toEqual([])
    expect(state.concern).toMatchObject({ reason: 'backup_failed' })
    state.isFull = false
    await pass(1)
    expect(state.concern).toBe(null)
    expect(readdirSync(folder), 'and nothing is left of it').toEqual([expect.stringMatching(/-daily\.db$/)])
  })

  it('[BK-1] an interval of 0 writes none by itself', async () => {
    const { pass } = keeping(0)
    await pass(48)
    expect(readdirSync(folder)).toEqual([])
  })
})
