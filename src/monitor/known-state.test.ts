import { expect, it } from 'vitest'
import type { StoredState } from '../engine/records.ts'
import type { AuditThread } from './events/audit-log.ts'
import type { PublishedEpoch } from './events/published-epochs.ts'
import { givenBy, knownState, withGiven } from './known-state.ts'
import type { Standing } from './storage/standing.ts'
import type { Lost } from './storage/state-note.ts'

const lost = (task_id: number, to: number): Lost => ({ task_id, name: `Task ${task_id}`, from: 3, to, at: to })

/** Of tasks 1 and 2, both at epoch 2, made at 0. */
function state(standing: Standing, published: readonly PublishedEpoch[], more: Partial<StoredState> = {}) {
  const tasks = [1, 2].map((task_id) => ({ task: { task_id, name: `Task ${task_id}`, epoch: 2, created_at: 0 } }))
  return knownState({
    storage: { standing: async () => standing },
    stored: { tasks, nextTaskId: 4, ...more } as unknown as StoredState,
    auditThread: { call: async () => published } as unknown as AuditThread,
    file: 'batchdeck.db',
    acceptsOlder: false,
  })
}

it('[ST-3] of what is missing each task has the later epoch that anybody knows of', async () => {
  const restored = (missing: readonly Lost[]) => ({ kind: 'restored', from: 'b.db', lost: missing }) as const
  const events = [
    { task_id: 1, epoch: 6, at: 6 },
    { task_id: 2, epoch: 4, at: 4 },
  ]
  const ends = async (missing: readonly Lost[]) => {
    const standing = await state(restored(missing), events)
    return Object.fromEntries(givenBy(standing).map(({ task_id, epoch }) => [task_id, epoch]))
  }
  expect(await ends([])).toEqual({ 1: 6, 2: 4 })
  expect(await ends([lost(1, 5)])).toEqual({ 1: 6, 2: 4 })
  expect(await ends([lost(2, 9), lost(3, 4)])).toEqual({ 1: 6, 2: 9, 3: 4 })
})

it('[ST-3] what the events know of tasks that are gone, made anew, or known to be lost counts nothing', async () => {
  const known = { kind: 'known' } as const
  await expect(state(known, [{ task_id: 1, epoch: 3, at: 3 }])).rejects.toThrow('older than what events.db')
  await expect(state(known, [{ task_id: 4, epoch: 1, at: 3 }])).rejects.toThrow('older than what events.db')
  expect(await state(known, [{ task_id: 1, epoch: 2, at: 3 }])).toBe(known)
  expect(await state(known, [{ task_id: 3, epoch: 7, at: 3 }]), 'deleted').toBe(known)
  expect(await state(known, [{ task_id: 2, epoch: 7, at: -1 }]), 'made anew').toBe(known)
  const givenEpochs = [{ task_id: 1, epoch: 5 }]
  expect(await state(known, [{ task_id: 1, epoch: 5, at: 3 }], { givenEpochs })).toBe(known)
})

it('[ST-3] numbers that were given out are the highest of all', () => {
  const stored = { nextTaskId: 2, givenEpochs: [{ task_id: 1, epoch: 9 }] } as unknown as StoredState
  const given = [
    { task_id: 1, epoch: 4 },
    { task_id: 6, epoch: 1 },
  ]
  expect(withGiven(stored, given)).toMatchObject({
    nextTaskId: 7,
    givenEpochs: [
      { task_id: 1, epoch: 9 },
      { task_id: 6, epoch: 1 },
    ],
  })
  expect(withGiven(stored, [])).toBe(stored)
})
