import { describe, expect, it } from 'vitest'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import { causeKinds, kindsOf, matches } from './epoch-filter.ts'

describe('kindsOf', () => {
  it.each([
    ['target import: +100 −3', ['targets']],
    ['target change', ['targets']],
    ['operator sync', ['sync']],
    ['operator rebalance; c1 joined', ['sync', 'members']],
    ['rollback to 12: +3', ['rollback']],
    ['options: batch size 99 → 50, auto-sync on → off', ['options']],
    ['c-07 lost, silent for 93 s; a, b and 5 more joined', ['members']],
    ['target change: +3; c-07 lost, silent for 93 s', ['targets', 'members']],
    ['members changed before the restart', ['members']],
    // A consumer may be called like that.
    ['target joined', ['members']],
    ['rollback joined', ['members']],
  ] as const)('[EP-5] of %j: %j', (cause, kinds) => {
    expect([...kindsOf(cause)]).toEqual(kinds)
  })
})

describe('matches', () => {
  const epoch = { epoch: 12, cause: 'target change: +3; C-07 lost' } as EpochResource

  it('[UI-3] by any kind it is of, and by words of the cause, whatever the case', () => {
    expect(causeKinds.filter((kind) => matches(epoch, kind, ''))).toEqual(['targets', 'members'])
    expect(['c-07', ' CHANGE ', 'c-08'].map((query) => matches(epoch, '', query))).toEqual([true, true, false])
    expect(matches(epoch, 'rollback', 'c-07')).toBe(false)
    expect(matches(epoch, 'of-another-version', '')).toBe(true)
  })

  it('[UI-3] by its number, the whole of it', () => {
    expect(['12', '1', '2'].map((query) => matches({ ...epoch, cause: 'x' }, '', query))).toEqual([true, false, false])
  })
})
