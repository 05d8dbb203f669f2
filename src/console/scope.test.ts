import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ScreenName, screenNames } from '../contract/place.ts'
import { chosen, everything, isOfOneTask, ofAnyTask, type Scope, scopeAt, scopeParams, taskOf } from './scope.ts'

/** Goes there by a link of the console. */
const go = (scope: Scope, screen: ScreenName): Scope => scopeAt(scope, screen, scopeParams(scope, screen, ''))

describe('[UI-8] the task in the address', () => {
  it('that was chosen stays on every way through the screens', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.array(fc.constantFrom(...screenNames)), (taskId, way) => {
        let scope = chosen(everything, taskId)
        for (const screen of way) {
          scope = go(scope, screen)
          expect(scopeParams(scope, screen, '')).toEqual({ task: String(taskId) })
        }
      }),
    )
  })

  it('of a screen of one task does not narrow the others, and is found again', () => {
    const onSlots = scopeAt(everything, 'slots', { task: '7' })
    const onBatches = go(onSlots, 'batches')
    expect(scopeParams(onBatches, 'batches', '')).toEqual({})
    expect(scopeParams(onBatches, 'epochs', '')).toEqual({ task: '7' })
  })

  it('takes with it what was open of it, and its epochs: those of another have the same numbers', () => {
    const ofTask = { task: '7', open: '3', compare: '2-3', rollback: '2', at: '3', from: '1', to: '3' }
    expect(ofAnyTask({ ...ofTask, range: '6h', q: 'x' })).toEqual({ range: '6h', q: 'x' })
  })

  it('of a screen that can show all narrows them all, and none named is all', () => {
    const one = scopeAt(everything, 'events', { task: '3' })
    expect([scopeParams(one, 'consumers', ''), scopeParams(one, 'targets', '')]).toEqual([{ task: '3' }, { task: '3' }])
    const all = scopeAt(one, 'events', {})
    expect([scopeParams(all, 'consumers', ''), scopeParams(all, 'targets', '')]).toEqual([{}, { task: '3' }])
  })

  it('goes along with the range', () => {
    expect(scopeParams(everything, 'overview', '6h')).toEqual({ range: '6h' })
  })

  it.each(['', 'x', '1.5', '-1', '1e3', '99999999999999999'])('is none: %s', (task) => {
    expect(taskOf({ task })).toBeNull()
  })

  it('is one for Slots, Epochs, Targets and Settings', () => {
    expect(screenNames.filter(isOfOneTask)).toEqual(['slots', 'epochs', 'targets', 'settings'])
  })
})
