import { describe, expect, it } from 'vitest'
import type { EpochResource, RolloutResource } from '../../../contract/resources/epoch.ts'
import { lastAnswers } from './last-answers.ts'

const told = { waiting: 0, sent: 0, acked: 0, confirmed: 0, stuck: 0 }
const epoch = (task_id: number, number: number, created_at: number, change: Partial<typeof told> = {}) =>
  ({ task_id, epoch: number, created_at, told: { ...told, ...change } }) as EpochResource
const rollout = (of: number, consumer_id: string, acked_at: number | null) =>
  ({ epoch: of, consumer_id, acked_at }) as RolloutResource

const epochs = new Map([
  [1, [epoch(1, 7, 5000, { acked: 2, sent: 1 }), epoch(1, 6, 1000, { acked: 3 })]],
  [2, [epoch(2, 3, 4000, { confirmed: 1 })]],
  [3, [epoch(3, 1, 9000)]],
])
const rollouts = new Map([
  [1, new Map(['a', 'b', 'c'].map((id, i) => [id, rollout(7, id, [5200, 5800, null][i] ?? null)]))],
  [2, new Map([['a', rollout(3, 'a', 4100)]])],
])

describe('[UI-10] lastAnswers', () => {
  it('are of the newest epoch that anybody was told of, since it was published', () => {
    expect(lastAnswers({ epochs, rollouts }, null)).toMatchObject({ epoch: { epoch: 7 }, p95: 800, done: 2, told: 3 })
  })

  it('are of the task that is shown', () => {
    expect(lastAnswers({ epochs, rollouts }, 2)).toMatchObject({ epoch: { task_id: 2 }, p95: 100, done: 1, told: 1 })
    expect(lastAnswers({ epochs, rollouts }, 3)).toBeNull()
  })

  it('say nothing of how long it takes before anybody has answered', () => {
    const first = new Map([[1, [epoch(1, 1, 0, { sent: 2 })]]])
    expect(lastAnswers({ epochs: first, rollouts: new Map() }, null)).toMatchObject({ p95: null, done: 0, told: 2 })
  })
})
