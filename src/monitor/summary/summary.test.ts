import { describe, expect, it } from 'vitest'
import type { BatchResource } from '../../contract/resources/batch.ts'
import type { SeriesRange, SeriesResource } from '../../contract/resources/series.ts'
import { Summaries } from './summary.ts'

const DAY_MS = 86_400_000

function summing(tasks = 2) {
  const asked: SeriesRange[] = []
  const deleted = new Set<number>()
  const summaries = new Summaries({
    engine: {
      hasTask: (taskId) => !deleted.has(taskId),
      taskFigures: () =>
        Array.from({ length: tasks }, (_, i) => ({ taskId: i, epoch: 0, targets: 10 * i, covered: 9 * i }) as never),
      taskResource: (taskId) => ({ name: `Task ${taskId}` }) as never,
      consumerFigures: () => ({ byState: { online: 3, suspect: 1, offline: 1, lost: 2 } }) as never,
      batchesInError: () =>
        Array.from(
          { length: 1000 },
          (_, i) => ({ status: 'error', stale: false, message: `e${i % 30}`, consumer_id: 'c' }) as BatchResource,
        ),
    },
    storage: { epochs: () => Promise.resolve([]) },
    series: {
      read(range) {
        asked.push(range)
        const series = {
          coverage: [1, null, 0.5],
          coverage_min: [1, null, 0.25],
          consumers_online_min: [null, 2, 3],
        }
        return Promise.resolve({ series } as unknown as SeriesResource)
      },
    },
    alerts: { incidents: () => Promise.resolve({ incidents: [], leftOut: 7 }) },
    notes: {
      list: () =>
        Promise.resolve({
          notes: Array.from({ length: 30 }, (_, i) => ({ note_id: i, at: i, made_at: 0, by: null, text: `${i}` })),
        }),
    },
  })
  return { summaries, asked, deleted }
}

describe('[CN-7] a summary', () => {
  it('[CN-7] says what was read of the time, and what there is now', async () => {
    const { summaries } = summing()
    const summary = await summaries.make(0, DAY_MS)
    expect(summary).toMatchObject({
      from: 0,
      to: DAY_MS,
      tasks_left_out: 0,
      consumers: { known: 7, online: 3, least_online: 2 },
      incidents_left_out: 7,
    })
    expect(summary.tasks).toEqual([
      {
        task_id: 1,
        name: 'Task 1',
        targets: 10,
        coverage: { now: 0.9, mean: 0.75, least: 0.25 },
        epochs: [],
        epochs_made: 0,
      },
      expect.objectContaining({ task_id: 0, coverage: { now: 1, mean: 0.75, least: 0.25 } }),
    ])
    expect([summary.errors.length, summary.errors[0]]).toEqual([20, { message: 'e0', batches: 34 }])
    expect(summary.notes.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, i) => `${i + 10}`))
  })

  it('[CN-7] of more tasks than fit has those of most targets, and asks for no more points than are of use', async () => {
    const { summaries, asked } = summing(60)
    const { tasks, tasks_left_out: leftOut } = await summaries.make(0, 31 * DAY_MS)
    expect([tasks.length, tasks[0]?.task_id, leftOut]).toEqual([50, 59, 10])
    expect(asked).toHaveLength(51)
    for (const { from, to, step } of asked) expect((to - from) / step!).toBeLessThanOrEqual(1440)
  })

  it('[CN-7] is of a time that does not end before it begins, nor is longer than 31 days', async () => {
    const { summaries } = summing()
    await expect(summaries.make(5, 5)).rejects.toMatchObject({ reason: 'range_backwards' })
    await expect(summaries.make(0, 31 * DAY_MS + 1)).rejects.toMatchObject({ reason: 'summary_too_long' })
  })

  it('[CN-7] leaves out a task that was deleted meanwhile', async () => {
    const { summaries, deleted } = summing()
    deleted.add(1)
    expect((await summaries.make(0, DAY_MS)).tasks.map((task) => task.task_id)).toEqual([0])
  })
})
