import { describe, expect, it } from 'vitest'
import { type CauseGroup, causeGroup, type EpochCause } from './cause.ts'

describe('causeGroup', () => {
  it.each([
    [{ kind: 'import', added: 100, removed: 3 }, 'targets'],
    [{ kind: 'change', added: 0, removed: 0 }, 'targets'],
    [{ kind: 'source', source: 'chain', added: 1, removed: 0 }, 'targets'],
    [{ kind: 'rollback', to: 12, added: 3, removed: 0 }, 'rollback'],
    [{ kind: 'undo', of: 12, added: 3, removed: 0 }, 'rollback'],
    [{ kind: 'sync', rebalance: true }, 'sync'],
    [{ kind: 'options', changes: [{ option: 'batch_size', from: 99, to: 50 }] }, 'options'],
    [{ kind: 'members', change: 'lost', consumers: ['c-07'], silence: [93_000] }, 'members'],
    [{ kind: 'members', change: 'changed' }, 'members'],
    // A consumer may be called like that.
    [{ kind: 'members', change: 'joined', consumers: ['options:eu'] }, 'members'],
    [{ kind: 'members', change: 'joined', consumers: ['target'] }, 'members'],
    [{ kind: 'members', change: 'joined', consumers: ['rollback'] }, 'members'],
    [{ kind: 'lost' }, 'rollback'],
    [{ kind: 'unknown', text: 'options: all of them' }, 'members'],
  ] satisfies [EpochCause, CauseGroup][])('[EP-5] %j is of group %s', (cause, group) => {
    expect(causeGroup(cause)).toBe(group)
  })
})
