import { describe, expect, it } from 'vitest'
import { BatchdeckError } from '../../contract/errors.ts'
import { orFreshPreview } from './stale-plan.ts'

describe('applying a plan', () => {
  it('[EP-7] answers with the fresh preview where its epoch is gone by now', async () => {
    const detail = { base_epoch: 8 }
    const stale = BatchdeckError.from({ code: 'STALE_EPOCH', message: 'The assignment has changed.', detail })
    expect(await orFreshPreview(Promise.reject(stale))).toEqual({ fresh: detail })
    expect(await orFreshPreview(Promise.resolve({ epoch: 8 }))).toEqual({ done: { epoch: 8 } })
  })

  it('[CH-2] answers with the fresh preview where it takes other targets than were confirmed', async () => {
    const detail = { base_epoch: 7, guard: { removed: 5901 } }
    const guarded = BatchdeckError.from({ code: 'GUARDED', message: 'Confirm it.', detail })
    expect(await orFreshPreview(Promise.reject(guarded))).toEqual({ fresh: detail })
    const bare = BatchdeckError.from({ code: 'GUARDED', message: 'Confirm it.' })
    await expect(orFreshPreview(Promise.reject(bare))).rejects.toBe(bare)
  })

  it('passes on whatever else it was refused with', async () => {
    const refused = BatchdeckError.from({ code: 'CONFLICT', message: 'Not now.' })
    await expect(orFreshPreview(Promise.reject(refused))).rejects.toBe(refused)
  })
})
