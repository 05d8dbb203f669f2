import { join } from 'node:path'
import { expect, it } from 'vitest'
import { platformDataDir } from './data-dir.ts'

it.each([
  ['linux', {}, join('/home/me', '.local/share/batchdeck')],
  ['linux', { XDG_DATA_HOME: '/data' }, join('/data', 'batchdeck')],
  // XDG: an empty variable counts as not set.
  ['linux', { XDG_DATA_HOME: '' }, join('/home/me', '.local/share/batchdeck')],
  ['freebsd', { APPDATA: '/roaming' }, join('/home/me', '.local/share/batchdeck')],
  ['darwin', { XDG_DATA_HOME: '/data' }, join('/home/me', 'Library/Application Support/Batchdeck')],
  ['win32', { APPDATA: '/roaming' }, join('/roaming', 'Batchdeck')],
  ['win32', {}, join('/home/me', 'AppData/Roaming/Batchdeck')],
] as const)('on %s, with %j, it is %s', (platform, environment, folder) => {
  expect(platformDataDir(platform, environment, '/home/me')).toBe(folder)
})
