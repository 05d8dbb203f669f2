import { describe, expect, it } from 'vitest'
import { newTask } from '../../tests/integration/stored-task.ts'
import { choosesOwners, concernsPlan, optionsCause, realChange } from './task-change.ts'

const task = { ...newTask(1), epoch: 3, batch_size: 99, virtual_nodes: 150 }
const ring = { ...task, strategy: 'ring' } as const

describe('a change of options', () => {
  it('is only what differs', () => {
    expect(realChange(task, { batch_size: 99, name: ' Task 1 ', strategy: 'ring' })).toEqual({ strategy: 'ring' })
  })

  it.each([
    [task, { batch_size: 50 }, true],
    [task, { priority_levels: 2 }, true],
    [task, { strategy: 'ring' }, true],
    [{ ...task, epoch: 0 }, { batch_size: 50, strategy: 'ring' }, false],
    [task, { virtual_nodes: 20 }, false],
    [ring, { virtual_nodes: 20 }, true],
    [task, { name: 'Other' }, false],
    [{ ...task, auto_sync: false }, { auto_sync: true }, false],
    [{ ...task, auto_sync: false, sync_due: true }, { auto_sync: true }, true],
    [{ ...task, sync_due: true }, { auto_sync: false }, false],
  ] as const)('of %j by %j concerns the plan: %j', (view, change, isConcerned) => {
    expect(concernsPlan(view, change)).toBe(isConcerned)
  })

  it('[PL-2] chooses owners anew for another strategy, or other points on the ring', () => {
    expect(choosesOwners(task, { strategy: 'ring', batch_size: 1 })).toBe(true)
    expect(choosesOwners(ring, { virtual_nodes: 20 })).toBe(true)
    expect(choosesOwners(task, { virtual_nodes: 20, batch_size: 1 })).toBe(false)
  })

  it('[EP-9] the cause says what was and what is, of all that is planned by', () => {
    const change = { auto_sync: false, strategy: 'ring', name: 'x', batch_size: 50, priority_levels: 4 } as const
    expect(optionsCause(task, change)).toEqual({
      kind: 'options',
      changes: [
        { option: 'batch_size', from: 99, to: 50 },
        { option: 'strategy', from: 'balanced', to: 'ring' },
        { option: 'priority_levels', from: 'auto', to: 4 },
        { option: 'auto_sync', from: true, to: false },
      ],
    })
  })
})
