import { describe, expect, it } from 'vitest'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import { freeCells, heldCells } from './held-cells.ts'

const batch = (batch_id: number, change: Partial<BatchResource> = {}) =>
  ({ batch_id, consumer_id: 'c1', planned: true, status: 'running', progress: 0, ...change }) as BatchResource

describe('[UI-1] heldCells', () => {
  const [one, two, three] = [batch(1), batch(2), batch(3)]
  const held = freeCells([one, two, three])
  const seen = (now: readonly BatchResource[], shown: readonly BatchResource[]) =>
    heldCells(
      held,
      shown,
      (key) => now.find(({ batch_id }) => String(batch_id) === key),
      ({ consumer_id }) => consumer_id ?? '',
    ).map(({ batch: { batch_id, progress }, isOut }) => [batch_id, progress, isOut])

  it('shows what is new of each, in its place', () => {
    const now = [batch(3, { progress: 9 }), batch(1, { progress: 5 }), two]
    expect(seen(now, now)).toEqual([
      [1, 5, false],
      [2, 0, false],
      [3, 9, false],
    ])
  })

  it('keeps the place of what left the filter, went to another consumer or is gone, and what is new waits', () => {
    const done = batch(1, { status: 'completed' })
    const moved = batch(2, { consumer_id: 'c2', progress: 7 })
    const other = batch(9)
    expect(seen([done, moved, other], [moved, other])).toEqual([
      [1, 0, true],
      [2, 0, true],
      [3, 0, true],
    ])
  })
})
