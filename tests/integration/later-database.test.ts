import BetterSqlite from 'better-sqlite3'
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Problem } from '../../src/contract/errors.ts'
import { askAboutLaterDatabase } from '../../src/main/update/later-database.ts'
import { runMonitor, type RunningMonitor } from './running-monitor.ts'

interface Question {
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
}
const dialog = vi.hoisted(() => ({
  showMessageBox: vi.fn<(question: Question) => Promise<{ response: number }>>(),
  showErrorBox: vi.fn<(title: string, text: string) => void>(),
}))
vi.mock('electron', () => ({ dialog }))

let folder: string
let backups: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'batchdeck-later-'))
  backups = join(folder, 'backups')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  vi.resetAllMocks()
})

const off = { 'monitor.backup.interval': '0ms' }
const putBack = { from: '0.2.0', to: '0.1.0', at: 1, told: false }

async function publish(running: RunningMonitor, ...targets: string[]): Promise<void> {
  expect((await running.send('PUT', '/api/tasks/1/targets', { targets })).status).toBe(200)
}

/** As a later version leaves it. */
function changedLater(file: string): void {
  const database = new BetterSqlite(join(folder, file))
  database.pragma('user_version = 99')
  database.close()
}

const later = { code: 'STORAGE_FAILED', message: '', reason: 'database_of_later_version' } as const

const ask = (problem: Problem, log: string[] = []) =>
  askAboutLaterDatabase(problem, {
    putBack,
    dataFolder: folder,
    backupFolder: backups,
    language: 'en',
    log: (line) => log.push(line),
  })

it('[DT-11] what a version that did not start had changed is put back from the copy that it made before, when that is wanted', async () => {
  {
    await using running = await runMonitor(off, folder)
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await publish(running, 'one')
    // As a new version does before it changes anything.
    const made = await fetch(`${running.monitor.address.url}/api/backups`, { method: 'POST' })
    const { name } = (await made.json()) as { name: string }
    renameSync(join(backups, name), join(backups, name.replace('-manual', '-migration')))
    await publish(running, 'one', 'two')
  }
  changedLater('batchdeck.db')
  dialog.showMessageBox.mockResolvedValueOnce({ response: 1 })
  expect(await ask(later)).toBe('quit')
  const [question] = dialog.showMessageBox.mock.calls[0]!
  expect(question).toMatchObject({
    message: 'Batchdeck 0.2.0 changed the database before it failed',
    detail: expect.stringContaining('Epochs published since then are lost: 1.') as unknown,
    buttons: ['Put the Copy Back', 'Quit'],
    defaultId: 1,
  })
  dialog.showMessageBox.mockResolvedValueOnce({ response: 0 })
  const log: string[] = []
  expect(await ask(later, log)).toBe('again')
  await using running = await runMonitor(off, folder)
  const { targets } = (await running.get('/api/tasks/1')) as { targets: number }
  expect(targets).toBe(1)
  expect(log.join()).toMatch(/back as it was before version 0\.2\.0; what that had made of it is in .*replaced-/)
})

it('[DT-11] without such a copy that is said, and nothing is touched; another problem is for others', async () => {
  mkdirSync(backups)
  expect(await ask(later)).toBeNull()
  expect(dialog.showErrorBox.mock.calls[0]![1]).toContain('there is no copy from before the update')
  expect(await ask({ code: 'STORAGE_FAILED', message: '', reason: 'disk_full' })).toBeNull()
  expect(dialog.showMessageBox).not.toHaveBeenCalled()
})
