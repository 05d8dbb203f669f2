import { afterEach, expect, it, vi } from 'vitest'
import { refusal } from '../../contract/refusal.ts'
import { isOlderState, isOlderStateAccepted } from './older-state.ts'

const ask = vi.hoisted(() => vi.fn<(options: object) => Promise<{ response: number }>>())
vi.mock('electron', () => ({ dialog: { showMessageBox: ask } }))
afterEach(() => ask.mockReset())

const older = refusal('state_older', { file: '/data/batchdeck.db', lost: [] })
const scene = { dataFolder: '/data', language: 'en', log: () => {} } as const

it('[ST-3] [DT-6] asks whether to go on with a database that is not the newest, and says what is missing', async () => {
  expect(isOlderState(older)).toBe(true)
  ask.mockResolvedValueOnce({ response: 3 })
  expect(await isOlderStateAccepted(older, scene)).toBe('accepted')
  expect(ask.mock.calls[0]![0]).toMatchObject({
    detail: expect.stringContaining('/data/batchdeck.db is older than what was published') as unknown,
    buttons: ['Quit', 'Try Again', 'Restore a Backup…', 'Continue Without What Is Missing'],
    defaultId: 0,
    cancelId: 0,
  })
  ask.mockResolvedValueOnce({ response: 1 })
  expect(await isOlderStateAccepted(older, scene)).toBe('again')
  ask.mockResolvedValueOnce({ response: 0 })
  expect(await isOlderStateAccepted(older, { ...scene, language: 'zh' })).toBe('quit')
})

it('[ST-3] nothing else is taken for it', () => {
  expect(isOlderState(refusal('file_in_use', { file: 'x' }))).toBe(false)
  expect(isOlderState(new Error('x'))).toBe(false)
})
