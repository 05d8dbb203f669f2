import { expect, it } from 'vitest'
import { BatchdeckError } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import { momentOf, momentText } from '../watch/moment-text.ts'
import { GuardedChanges } from './guarded-changes.ts'

const DAY_MS = 86_400_000
const NIGHT = Date.UTC(2026, 10, 29, 2, 14, 30)

function guarding(open: readonly AlertResource[] = []) {
  const state = { now: NIGHT, tasks: new Set([1, 2]) }
  const guarded = new GuardedChanges({ hasTask: (taskId) => state.tasks.has(taskId), now: () => state.now, open })
  return { guarded, state, ids: () => guarded.alerts().map(({ alert_id: id }) => id) }
}

function refused(removed: number, of: number): BatchdeckError {
  const guard = { removed, of, limit: 50, empties: removed === of }
  return removed === of
    ? refusal('emptying_guarded', { removed }, { detail: { guard } })
    : refusal('removal_guarded', { removed, of, limit: 50 }, { detail: { guard } })
}

it('[AL-8] a change that nobody confirmed says how many would have gone, and when it came', () => {
  const { guarded } = guarding()
  guarded.note(1, refused(5900, 6000))
  expect(guarded.alerts()).toEqual([
    {
      alert_id: 'guarded_change:1',
      kind: 'guarded_change',
      task_id: 1,
      count: 5900,
      of: 6000,
      message:
        'One that came at 2026-11-29 02:14 UTC would have removed 5900 of 6000 targets, and nobody has confirmed it.',
      reason: 'change_unconfirmed',
      values: { at: '2026-11-29 02:14 UTC', removed: 5900, of: 6000 },
    },
  ])
})

it('[AL-8] goes with the next change, with the task, or a day after the last that was refused', () => {
  const { guarded, state, ids } = guarding()
  guarded.note(1, refused(10, 10))
  guarded.note(2, refused(5900, 6000))
  expect(ids()).toEqual(['guarded_change:1', 'guarded_change:2'])
  guarded.settle(1)
  expect(ids()).toEqual(['guarded_change:2'])
  state.now += DAY_MS - 1
  guarded.note(1, refused(10, 10))
  expect(ids()).toEqual(['guarded_change:2', 'guarded_change:1'])
  state.now += 1
  expect(ids()).toEqual(['guarded_change:1'])
  state.tasks.delete(1)
  expect(ids()).toEqual([])
  state.tasks.add(1)
  expect(ids()).toEqual([])
})

it('[AL-8] is nothing else that is refused', () => {
  const { guarded, ids } = guarding()
  guarded.note(1, refusal('plan_is_stale', { base: 1, epoch: 2 }))
  guarded.note(1, new Error('no'))
  guarded.note(1, BatchdeckError.from({ code: 'GUARDED', message: 'of an older version' }))
  expect(ids()).toEqual([])
})

it('[AL-8] [AL-1] [LV-7] outlives a restart for the rest of its day, and the clock may be set', () => {
  const before = guarding()
  before.guarded.note(1, refused(5900, 6000))
  before.guarded.shift(3_600_000)
  const open = before.guarded.alerts().map((alert) => ({ ...alert, since: NIGHT - 3 * DAY_MS }))
  const { state, ids } = guarding(open)
  expect(ids()).toEqual(['guarded_change:1'])
  state.now = NIGHT + DAY_MS + 3_600_000 - 60_000
  expect(ids()).toEqual(['guarded_change:1'])
  state.now += 60_000
  expect(ids()).toEqual([])
  // Of another version, without the moment.
  expect(guarding([{ ...open[0]!, values: {} }]).ids()).toEqual([])
  expect(guarding([{ ...open[0]!, values: {}, since: NIGHT }]).ids()).toEqual(['guarded_change:1'])
})

it('reads the moments that it says', () => {
  expect(momentOf(momentText(NIGHT))).toBe(NIGHT - 30_000)
  for (const odd of ['', '2026-11-29', '2026-99-29 02:14 UTC', 7, null, '2026-11-29T02:14Z']) {
    expect(momentOf(odd), String(odd)).toBeNull()
  }
})
