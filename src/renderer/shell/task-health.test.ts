import { expect, it } from 'vitest'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import { coveredShare, gravestOfTask } from './task-health.ts'

const alerts = [
  { kind: 'source_failed', task_id: 1 },
  { kind: 'coverage', task_id: 1, count: 25 },
  { kind: 'sync_due', task_id: 2 },
  { kind: 'consumer_lost', consumer_id: 'c' },
] as Partial<AlertResource>[] as AlertResource[]
const task = (task_id: number, targets: number) => ({ task_id, targets }) as TaskResource

it('[UI-9] the picker says what is wrong with a task: its gravest alert, and what is not covered', () => {
  expect([1, 2, 3].map((id) => gravestOfTask(alerts, id))).toEqual(['critical', null, null])
  expect(coveredShare(alerts, task(1, 100))).toBe(0.75)
  expect(coveredShare(alerts, task(2, 100))).toBe(1)
  expect(coveredShare(alerts, task(2, 0))).toBeNull()
  expect(coveredShare(alerts, task(1, 10))).toBe(0)
})
