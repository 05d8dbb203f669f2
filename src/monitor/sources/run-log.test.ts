import { describe, expect, it } from 'vitest'
import type { EventData } from '../../contract/events.ts'
import { RunLog } from './run-log.ts'

const HOUR_MS = 3_600_000
const run = (outcome: EventData<'source'>['outcome'], more: Partial<EventData<'source'>> = {}) => ({
  name: 's',
  outcome,
  took: 1,
  ...more,
})

describe('[SO-5] the runs of a source', () => {
  it('are events where they publish or come to something else, and else one an hour with the count of all', () => {
    const log = new RunLog()
    expect(log.accept(0, run('unchanged'))).toEqual([run('unchanged')])
    for (let i = 1; i < 10; i++) expect(log.accept(i, run('unchanged'))).toEqual([])
    expect(log.accept(10, run('failed', { reason: 'a' }))).toEqual([
      run('unchanged', { count: 9 }),
      run('failed', { reason: 'a' }),
    ])
    expect(log.accept(11, run('failed', { reason: 'b' }))).toEqual([run('failed', { reason: 'b' })])
    for (let i = 0; i < 2; i++)
      expect(log.accept(12, run('published', { epoch: i }))).toEqual([run('published', { epoch: i })])
    expect(log.accept(13, run('unchanged'))).toHaveLength(1)
    expect(log.accept(14, run('unchanged'))).toEqual([])
    expect(log.tick(13 + HOUR_MS)).toEqual([])
    expect(log.tick(14 + HOUR_MS)).toEqual([run('unchanged')])
    expect(log.close()).toEqual([])
  })

  it('that change all the time are counted, too, and none is lost', () => {
    const log = new RunLog()
    const events = Array.from({ length: 10_000 }, (_, i) =>
      log.accept(i * 1000, run(i % 2 ? 'failed' : 'unchanged')),
    ).flat()
    events.push(...log.close())
    expect(events.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(10_000)
    // 20 at once, then one in ten minutes, and what is counted between them.
    expect(events.length).toBeLessThan(80)
  })
})
