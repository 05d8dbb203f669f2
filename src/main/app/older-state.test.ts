import { afterEach, expect, it, vi } from 'vitest'
import { refusal } from '../../contract/refusal.ts'
import { isOlderStateAccepted } from './older-state.ts'

const ask = vi.hoisted(() => vi.fn<(options: object) => Promise<{ response: number }>>())
vi.mock('electron', () => ({ dialog: { showMessageBox: ask } }))
afterEach(() => ask.mockReset())

const older = refusal('state_older', { file: '/data/batchdeck.db', lost: [] })

it('[ST-3] [DT-6] asks whether to go on with a database that is not the newest, and says what is missing', async () => {
  ask.mockResolvedValueOnce({ response: 1 })
  expect(await isOlderStateAccepted(older, 'en')).toBe(true)
  expect(ask.mock.calls[0]![0]).toMatchObject({
    detail: expect.stringContaining('/data/batchdeck.db is older than what was published') as unknown,
    buttons: ['Quit', 'Continue Without What Is Missing'],
    defaultId: 0,
    cancelId: 0,
  })
  ask.mockResolvedValueOnce({ response: 0 })
  expect(await isOlderStateAccepted(older, 'zh')).toBe(false)
})

it('[ST-3] asks nothing where a start failed for another reason', async () => {
  expect(await isOlderStateAccepted(refusal('file_in_use', { file: 'x' }), 'en')).toBe(false)
  expect(await isOlderStateAccepted(new Error('x'), 'en')).toBe(false)
  expect(ask).not.toHaveBeenCalled()
})
