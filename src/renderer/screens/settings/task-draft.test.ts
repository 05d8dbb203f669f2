import { afterEach, describe, expect, it } from 'vitest'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import { dropDraft, editOptions, presentOf, showLooked, useTaskDraft, whileUnchanged } from './task-draft.ts'

const preview = {} as PlanPreview

describe('the draft of a task', () => {
  afterEach(dropDraft)

  it('takes a late answer as long as nothing else is edited', () => {
    editOptions(1, { batch_size: 50 })
    const before = useTaskDraft.getState()
    whileUnchanged(before, () => showLooked(1, { change: { batch_size: 50 }, preview, isStale: false }))
    expect(useTaskDraft.getState()).toMatchObject({ taskId: 1, edited: { batch_size: 50 }, looked: { preview } })
  })

  it('keeps what the operator went on with, in the same task or another', () => {
    editOptions(1, { batch_size: 50 })
    const before = useTaskDraft.getState()
    for (const [task, edited] of [
      [1, { batch_size: 60 }],
      [2, { name: 'Other' }],
    ] as const) {
      editOptions(task, edited)
      whileUnchanged(before, () => showLooked(1, { change: { batch_size: 50 }, preview, isStale: false }))
      whileUnchanged(before, dropDraft)
      expect(useTaskDraft.getState()).toEqual({ taskId: task, edited, looked: null })
    }
  })

  it('knows what the options are that are about to change', () => {
    expect(presentOf({ name: 'A', batch_size: 10 }, { batch_size: 50 })).toEqual({ batch_size: 10 })
  })
})
