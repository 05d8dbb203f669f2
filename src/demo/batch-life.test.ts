import { describe, expect, it } from 'vitest'
import type { BatchStatus } from '../contract/resources/batch.ts'
import { BatchLives, type BatchReport } from './batch-life.ts'
import { seededRandom } from './random.ts'

const start = 1_750_000_000_000

function pending(...ids: number[]): { batch_id: number; status: BatchStatus; progress: number }[] {
  return ids.map((id) => ({ batch_id: id, status: 'pending', progress: 0 }))
}

/** All that is reported in so many seconds, second by second. */
function liveFor(lives: BatchLives, seconds: number): BatchReport[][] {
  return Array.from({ length: seconds }, (_, index) => lives.liveTo(start + (index + 1) * 1000))
}

describe('BatchLives', () => {
  it('takes a batch through pending, running and completed, and starts over', () => {
    const lives = new BatchLives(seededRandom(1), start)
    lives.load(pending(5), start)
    const said = liveFor(lives, 1200).flat()
    const statuses = said.map(({ status }) => status).filter((status) => status !== 'error')
    const turns = statuses.filter((status, index) => status !== statuses[index - 1])
    expect(turns.length).toBeGreaterThan(6)
    for (const [index, status] of turns.entries()) expect(status).toBe(['running', 'completed', 'pending'][index % 3])
    expect(said.filter(({ status }) => status === 'completed').every(({ progress }) => progress === 100)).toBe(true)
  })

  it('never goes back while it runs, except to start over', () => {
    const lives = new BatchLives(seededRandom(2), start)
    lives.load(pending(1), start)
    let progress = 0
    for (const report of liveFor(lives, 3000).flat()) {
      if (report.status === 'pending') progress = 0
      expect(report.progress).toBeGreaterThanOrEqual(progress)
      progress = report.progress
    }
  })

  it('runs three batches at most, and all get their turn', () => {
    const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    const lives = new BatchLives(seededRandom(3), start)
    lives.load(pending(...ids), start)
    const completed = new Set<number>()
    for (let second = 1; second < 1500; second++) {
      for (const report of lives.liveTo(start + second * 1000)) {
        if (report.status === 'completed') completed.add(report.batch_id)
      }
      expect(lives.reports().filter(({ status }) => status === 'running').length).toBeLessThanOrEqual(3)
    }
    expect(completed).toEqual(new Set(ids))
  })

  it('fails now and then, says why, and goes on from where it was', () => {
    const lives = new BatchLives(seededRandom(4), start)
    lives.load(pending(1, 2, 3), start)
    const said = liveFor(lives, 3600).flat()
    const failures = said.filter(({ status }) => status === 'error')
    expect(failures.length).toBeGreaterThan(2)
    expect(failures.length).toBeLessThan(40)
    const [failure] = failures
    expect(failure?.message).not.toBe('')
    const next = said.slice(said.findIndex((report) => report === failure) + 1)
    const recovery = next.find((report) => report.batch_id === failure?.batch_id)
    expect(recovery).toMatchObject({ status: 'running', progress: failure?.progress })
  })

  it('keeps the batches it has over a load, drops those that left and takes new ones up where they were', () => {
    const lives = new BatchLives(seededRandom(5), start)
    lives.load(pending(1, 2), start)
    liveFor(lives, 60)
    const before = lives.reports().find((report) => report.batch_id === 2)
    lives.load([...pending(2), { batch_id: 3, status: 'running', progress: 70 }], start + 60_000)
    expect(lives.reports().map((report) => report.batch_id)).toEqual([2, 3])
    expect(lives.reports()[0]).toEqual(before)
    expect(lives.reports()[1]).toMatchObject({ status: 'running', progress: 70 })
  })

  it('says nothing where nothing changed', () => {
    const lives = new BatchLives(seededRandom(6), start)
    lives.load(pending(1), start)
    expect(lives.liveTo(start)).toEqual([])
  })

  it('lives the same life again from the same seed', () => {
    const [first, second] = [8, 8].map((seed) => {
      const lives = new BatchLives(seededRandom(seed), start)
      lives.load(pending(1, 2, 3, 4), start)
      return liveFor(lives, 300)
    })
    expect(first).toEqual(second)
  })
})
