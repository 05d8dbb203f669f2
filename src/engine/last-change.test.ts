import { describe, expect, it } from 'vitest'
import type { EpochCause } from '../contract/cause.ts'
import { noCounts } from '../planner/diff.ts'
import type { PublishedEpoch } from './epoch.ts'
import { LastChange } from './last-change.ts'

const MINUTE = 60_000

function epoch(number: number, created_at: number, more: Partial<PublishedEpoch> = {}): PublishedEpoch {
  const causes: EpochCause[] = [{ kind: 'import', added: 5, removed: 2 }]
  const counts = { ...noCounts, added: 5, removed: 2 }
  return { task_id: 1, epoch: number, created_at, cause: 'target import: +5 −2', causes, counts, ...more }
}
const sync = { causes: [{ kind: 'sync' as const, rebalance: false }], counts: { ...noCounts, moved_batch: 9 } }

describe('[EP-12] the last change of targets', () => {
  it('can be undone for ten minutes, and not a moment longer', () => {
    const last = new LastChange()
    expect(last.resource(1000)).toBeNull()
    expect(() => last.undoable(1, 1000)).toThrow('Nothing to undo')
    last.follow(epoch(3, 1000), 1000)
    const until = 1000 + 10 * MINUTE
    expect(last.resource(until - 1)).toMatchObject({ epoch: 3, until, added: 5, removed: 2 })
    expect(last.undoable(1, until - 1)).toEqual({ epoch: 3, identity: null })
    expect(last.resource(until)).toBeNull()
    expect(() => last.undoable(1, until)).toThrow('Epoch 3 is more than 10 minutes old')
  })

  it('is not one of members or options, and a later one takes its place', () => {
    const last = new LastChange()
    last.follow(epoch(3, 1000), 1000)
    last.follow(epoch(4, 2000, sync), 2000)
    // Whoever brought the same list while members changed has changed no target.
    last.follow(epoch(5, 2000, { counts: noCounts }), 2000)
    expect(last.undoable(1, 3000)).toMatchObject({ epoch: 3 })
    last.follow(epoch(6, 3000, { counts: { ...noCounts, rerated: 1 } }), 3000)
    expect(last.undoable(1, 3000)).toMatchObject({ epoch: 6 })
    expect(() => last.undoable(1, 3000, 3)).toThrow(
      'Epoch 3 is not the last change of targets any more; that is epoch 6.',
    )
    last.follow(epoch(7, 3000, { causes: [{ kind: 'undo', of: 6, added: 0, removed: 0 }] }), 3000)
    expect(last.undoable(1, 3000, 7)).toMatchObject({ epoch: 7 })
  })

  it('[ID-2] is another identity, too, where it made one of several; then what it was before is known', () => {
    const last = new LastChange()
    const causes: EpochCause[] = [
      { kind: 'options', changes: [{ option: 'identity', from: 'exact', to: 'evm' }] },
      { kind: 'members', change: 'joined', consumers: ['c1'] },
    ]
    last.follow(epoch(3, 1000, { causes, counts: { ...noCounts, moved_batch: 9 } }), 1000)
    expect(last.resource(1000)).toBeNull()
    last.follow(epoch(4, 1000, { causes }), 1000)
    expect(last.undoable(1, 1000)).toEqual({ epoch: 4, identity: 'exact' })
    expect(last.resource(1000)!.causes).toEqual(causes.slice(0, 1))
  })

  it('has to be kept with all that came after it, for as long as it can be undone', () => {
    const last = new LastChange()
    expect(last.after(epoch(2, 500, sync), 500)).toBeNull()
    last.follow(epoch(3, 1000), 1000)
    expect(last.after(epoch(4, 2000, sync), 2000)).toBe(3)
    expect(last.after(epoch(4, 2000), 2000)).toBe(4)
    expect(last.after(epoch(4, 2000, sync), 1000 + 10 * MINUTE)).toBeNull()
  })

  it('[LV-7] has the same time left when the clock is set, and ten minutes at most when it was set before a start', () => {
    const last = new LastChange()
    last.follow(epoch(3, 1000), 1000)
    last.shift(-60 * MINUTE)
    expect(last.resource(1000 - 60 * MINUTE + 10 * MINUTE)).toBeNull()
    expect(last.resource(1000 - 60 * MINUTE + 10 * MINUTE - 1)).not.toBeNull()
    const restored = new LastChange()
    restored.follow(epoch(3, 100 * MINUTE), 20 * MINUTE)
    expect(restored.resource(20 * MINUTE)).toMatchObject({ until: 30 * MINUTE })
  })
})
