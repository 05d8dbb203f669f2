import { describe, expect, it } from 'vitest'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import type { TargetRow } from '../../../contract/resources/target.ts'
import { ShownTargets } from './shown-targets.ts'

const row = (attributes: TargetRow['attributes']) => ({ target: 'a', attributes, batch_id: 1 }) as TargetRow
const batch = (more: Partial<BatchResource>) =>
  ({ batch_id: 1, status: 'running', message: '', updated_at: 5, ...more }) as BatchResource

describe('[UI-1] the rows of the targets', () => {
  it('are the same until the target or its batch says something else', () => {
    const rows = new ShownTargets()
    const target = row(null)
    const first = rows.of(target, batch({}))
    expect(first).toMatchObject({ status: 'running', updatedAt: 5, message: '', label: null })
    expect(rows.of(target, batch({ progress: 70 }))).toBe(first)
    const later = rows.of(target, batch({ updated_at: 6 }))
    expect(later).not.toBe(first)
    expect(rows.of(target, batch({ updated_at: 6, message: 'x' }))).toMatchObject({ message: 'x' })
    expect(rows.of(row(null), batch({ updated_at: 6, message: 'x' }))).not.toBe(later)
  })

  it('say nothing of a batch that is not known', () => {
    expect(new ShownTargets().of(row(null), undefined)).toMatchObject({ status: null, updatedAt: null })
  })
})
