import { describe, expect, it } from 'vitest'
import { BatchdeckError } from '../../contract/errors.ts'
import type { PlanPreview } from '../../contract/resources/plan.ts'
import { assertConfirmed, guardOf, removalLimit } from './removal-guard.ts'

const settings = { 'monitor.guard.max-removed': 50, 'monitor.guard.max-removed-by-source': 20 }

describe('[CH-2] the guard', () => {
  it.each([
    // before, removed, after, limit: guarded
    [1000, 500, 500, 50, false],
    [1000, 501, 499, 50, true],
    [1000, 501, 5000, 50, true],
    [500, 100, 400, 10, false],
    [500, 101, 399, 10, true],
    [100, 99, 1, 50, false],
    [100, 100, 900, 50, false],
    [3, 3, 0, 50, true],
    [3, 3, 0, 100, true],
    [3, 3, 0, 0, false],
    [9000, 9000, 0, 0, false],
    [9000, 9000, 1, 100, false],
    [0, 0, 0, 50, false],
    [0, 0, 900, 50, false],
    [503, 101, 402, 20, true],
    [505, 101, 404, 20, false],
  ])('of %i targets %i go and %i are left, with %i%% allowed: %s', (before, removed, targets, limit, isGuarded) => {
    const guard = guardOf(before, { removed, targets }, limit)
    expect(guard).toEqual(isGuarded ? { removed, of: before, limit, empties: targets === 0 } : null)
  })

  it('has no number of targets below which a source may do what it wants', () => {
    const counts = { removed: 3, targets: 7 }
    expect(guardOf(10, counts, 20)).toBeNull()
    expect(guardOf(10, counts, 20, 'source')).toEqual({ removed: 3, of: 10, limit: 20, empties: false })
    expect(guardOf(10, { removed: 2, targets: 8 }, 20, 'source')).toBeNull()
  })

  it('asks a source sooner than somebody, and the task before the settings', () => {
    expect(removalLimit(settings, { guard: null }, 'person')).toBe(50)
    expect(removalLimit(settings, { guard: null }, 'source')).toBe(20)
    for (const guard of [0, 35]) {
      expect(removalLimit(settings, { guard }, 'person')).toBe(guard)
      expect(removalLimit(settings, { guard }, 'source')).toBe(guard)
    }
  })

  it('lets through what is confirmed exactly, and refuses all else with a fresh preview', () => {
    const preview = { task_id: 1 } as PlanPreview
    const guard = { removed: 700, of: 1000, limit: 50, empties: false }
    const refused = (confirmed: number | undefined, of = guard) => {
      try {
        assertConfirmed(of, confirmed, () => preview)
        return null
      } catch (error) {
        return error as BatchdeckError
      }
    }
    expect(refused(700)).toBeNull()
    for (const confirmed of [undefined, 0, 699, 701]) {
      expect(refused(confirmed)).toMatchObject({ code: 'GUARDED', reason: 'removal_guarded', detail: preview })
    }
    expect(refused(0, { removed: 3, of: 3, limit: 50, empties: true })?.reason).toBe('emptying_guarded')
    expect(() => assertConfirmed(null, 12, () => preview)).not.toThrow()
  })
})
