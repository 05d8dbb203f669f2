import { describe, expect, it } from 'vitest'
import { fromSnapshot } from '../../../console/fleet-data.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { sampleConsumer, sampleSnapshot, sampleUnplanned } from '../../../../tests/sample-views.ts'
import { situationOf } from './situation.ts'

const task = (targets: number) => ({ task_id: 1, targets }) as TaskResource
const one = [sampleConsumer('a')]

describe('[UI-4] situationOf', () => {
  it.each([
    ['empty', {}],
    ['empty', { tasks: [task(0)] }],
    ['waiting', { tasks: [task(5)] }],
    ['idle', { consumers: one }],
    ['idle', { consumers: one, tasks: [task(0)] }],
    ['working', { consumers: one, tasks: [task(5)] }],
    ['working', { consumers: one, batches: [sampleUnplanned(1, 'a')] }],
  ] as const)('is %s', (situation, snapshot) => {
    expect(situationOf(fromSnapshot(sampleSnapshot(snapshot)))).toBe(situation)
  })
})
