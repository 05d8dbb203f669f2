import { expect, it } from 'vitest'
import { progressPoints, type StatusReport } from './batch-trace.ts'

const report = (at: number, progress: number) => ({ at, data: { progress } }) as StatusReport

it('tells the progress by events, and from where it was looked at by what was seen', () => {
  const reports = [report(50, 60), report(30, 20), report(10, 0)]
  const seen = [
    { at: 50, value: 60 },
    { at: 60, value: 70 },
  ]
  expect(progressPoints(reports, seen).map(({ at, value }) => [at, value])).toEqual([
    [10, 0],
    [30, 20],
    [50, 60],
    [60, 70],
  ])
  expect(progressPoints(reports, [])).toHaveLength(3)
  expect(progressPoints([], seen)).toEqual(seen)
})
