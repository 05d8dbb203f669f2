import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const chromium = vi.hoisted(() => ({ folder: '', answers: [] as boolean[], share: null as string | null }))
vi.mock('electron', () => ({
  app: { requestSingleInstanceLock: () => chromium.answers.shift() ?? false, getPath: () => chromium.folder },
}))
vi.mock('../life/network-share.ts', () => ({ networkShare: () => chromium.share }))
const { isFirstInstance } = await import('./first-instance.ts')

const nobody = 2 ** 22 + 1

beforeEach(() => Object.assign(chromium, { folder: mkdtempSync(join(tmpdir(), 'batchdeck-lock-')), share: null }))
afterEach(() => rmSync(chromium.folder, { recursive: true, force: true }))

// Windows has no such link.
describe.runIf(process.platform !== 'win32')('[DT-17] an app that is started', () => {
  const lockedBy = (owner: string) => symlinkSync(owner, join(chromium.folder, 'SingletonLock'))

  it('is the second one where Chromium says so, and the owner of the lock runs', () => {
    chromium.answers = [true]
    expect(isFirstInstance()).toBe(true)
    lockedBy(`other-name-${process.pid}`)
    chromium.answers = [false, true]
    expect(isFirstInstance()).toBe(false)
  })

  it('takes over what a crash left before the computer got another name, unless other computers have the folder, too', () => {
    lockedBy(`old-name-${nobody}`)
    chromium.share = 'NFS'
    chromium.answers = [false, true]
    expect(isFirstInstance()).toBe(false)
    chromium.share = null
    chromium.answers = [false, true]
    expect(isFirstInstance()).toBe(true)
    expect(chromium.answers).toEqual([])
  })

  it('starts where no lock can be made', () => {
    chromium.answers = [false, false]
    expect(isFirstInstance()).toBe(true)
  })
})
