import { dirname } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const relaunches = vi.hoisted(() => [] as { args: string[]; execPath?: string }[])
vi.mock('electron', () => ({ app: { relaunch: (options: { args: string[] }) => relaunches.push(options) } }))
const { relaunch, restartedAfter } = await import('./restart.ts')
const { isSafeStart } = await import('./safe-mode.ts')

const { argv } = process
beforeEach(() => void (relaunches.length = 0))
afterEach(() => {
  process.argv = argv
  vi.unstubAllEnvs()
})

it('[DT-12] [DT-16] starts again with what it was started with, but for what was about that start', () => {
  vi.stubEnv('APPIMAGE', '')
  process.argv = [
    'electron',
    '.',
    '--user-data-dir=/data',
    '--open=import',
    '--hidden',
    '--safe',
    'batchdeck://open/events',
    '--after-fault=old.txt',
  ]
  expect(isSafeStart()).toBe(true)
  expect(restartedAfter()).toBe('old.txt')
  relaunch({ isSafe: false })
  relaunch({ isSafe: true, isHidden: true, afterFault: 'new.txt' })
  expect(relaunches).toEqual([
    { args: ['.', '--user-data-dir=/data'] },
    { args: ['.', '--user-data-dir=/data', '--safe', '--hidden', '--after-fault=new.txt'] },
  ])
})

it('an AppImage starts again from its file, not from where it was mounted', () => {
  vi.stubEnv('APPIMAGE', '/home/me/Batchdeck.AppImage')
  vi.stubEnv('APPDIR', dirname(process.execPath))
  process.argv = ['/tmp/.mount_x/batchdeck']
  expect(isSafeStart()).toBe(false)
  expect(restartedAfter()).toBeNull()
  relaunch({ isSafe: false })
  expect(relaunches).toEqual([{ args: [], execPath: '/home/me/Batchdeck.AppImage' }])
  // The one of the terminal from which it was started is another program.
  vi.stubEnv('APPDIR', import.meta.dirname)
  relaunch({ isSafe: false })
  expect(relaunches[1]).toEqual({ args: [] })
})
