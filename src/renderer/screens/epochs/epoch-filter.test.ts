import { describe, expect, it } from 'vitest'
import { causeGroups, type EpochCause } from '../../../contract/cause.ts'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import { matches } from './epoch-filter.ts'

const epochFor = (...causes: EpochCause[]) => ({ epoch: 12, causes }) as unknown as EpochResource
const groupsOf = (...causes: EpochCause[]) => causeGroups.filter((group) => matches(epochFor(...causes), '', group, ''))
const members = (change: 'joined' | 'left', ...consumers: string[]) => ({ kind: 'members', change, consumers }) as const
const edit = { added: 3, removed: 0 }

describe('matches', () => {
  it.each([
    [[{ kind: 'import', ...edit }], ['targets']],
    [
      [{ kind: 'sync', rebalance: true }, members('joined', 'c1')],
      ['members', 'sync'],
    ],
    [[{ kind: 'rollback', to: 12, ...edit }], ['rollback']],
    [[{ kind: 'options', changes: [] }], ['options']],
    [
      [{ kind: 'change', ...edit }, members('left', 'c-07')],
      ['targets', 'members'],
    ],
    [[{ kind: 'members', change: 'restored' }], ['members']],
    // A consumer may be called like that.
    [[members('joined', 'options:eu')], ['members']],
    [[members('joined', 'rollback', 'target')], ['members']],
    [[{ kind: 'unknown', text: 'rollback to nowhere' }], ['members']],
  ] satisfies [EpochCause[], string[]][])('[EP-5] [UI-3] by any group it is of: %j is of %j', (causes, groups) => {
    expect(groupsOf(...causes)).toEqual(groups)
  })

  const epoch = epochFor({ kind: 'change', ...edit })

  it('[UI-3] by words of the cause as it is shown, whatever the case', () => {
    const found = (query: string) => matches(epoch, 'target change: +3; C-07 lost', '', query)
    expect(['c-07', ' CHANGE ', 'c-08'].map(found)).toEqual([true, true, false])
    expect(matches(epoch, '更改目标：+3', '', '目标')).toBe(true)
    expect(matches(epoch, 'c-07 lost', 'rollback', 'c-07')).toBe(false)
    expect(matches(epoch, '', 'of-another-version', '')).toBe(true)
  })

  it('[UI-3] by its number, the whole of it', () => {
    expect(['12', '1', '2'].map((query) => matches(epoch, 'x', '', query))).toEqual([true, false, false])
  })
})
