import { describe, expect, it } from 'vitest'
import type { BatchResource } from '../../contract/resources/batch.ts'
import type { ConsumerResource } from '../../contract/resources/consumer.ts'
import type { FleetData } from '../../console/fleet-data.ts'
import { extendTraces, noTraces, progressOf, type Traces } from './traces.ts'

function data(frames: number, consumers: readonly string[], batches: readonly [string | null, number][]): FleetData {
  return {
    server: { frames_per_second: frames },
    consumers: new Map(consumers.map((id) => [id, { consumer_id: id } as ConsumerResource])),
    batches: new Map(batches.map(([consumer_id, progress], id) => [id, { consumer_id, progress } as BatchResource])),
  } as unknown as FleetData
}

describe('extendTraces', () => {
  it('takes the rate each second, and the mean progress of each consumer every 5 s', () => {
    let traces: Traces = noTraces
    for (let at = 0; at <= 5000; at += 250) {
      traces = extendTraces(
        traces,
        data(
          at,
          ['c1', 'idle'],
          [
            ['c1', 20],
            ['c1', at / 100],
            [null, 99],
          ],
        ),
        at,
      )
    }
    expect(traces.rates.map(({ at, value }) => [at, value])).toEqual(
      [0, 1000, 2000, 3000, 4000, 5000].map((n) => [n, n]),
    )
    expect(progressOf(traces, 'c1')).toEqual([
      { at: 0, value: 10 },
      { at: 5000, value: 35 },
    ])
    expect(progressOf(traces, 'idle')).toEqual([])
    expect(progressOf(traces, 'unknown')).toEqual([])
  })

  it('is the same where no point is due, so that nothing is drawn anew', () => {
    const traces = extendTraces(noTraces, data(1, ['c1'], []), 0)
    expect(extendTraces(traces, data(2, ['c1'], []), 999)).toBe(traces)
    expect(extendTraces(traces, data(2, ['c1'], []), 1000).progress).toBe(traces.progress)
  })

  it('is bounded, and forgets who is gone', () => {
    let traces: Traces = noTraces
    for (let at = 0; at < 3_600_000; at += 5000) traces = extendTraces(traces, data(1, ['c1'], [['c1', 1]]), at)
    expect([traces.rates.length, progressOf(traces, 'c1').length]).toEqual([180, 120])
    expect(progressOf(traces, 'c1').at(-1)?.at).toBe(3_595_000)
    traces = extendTraces(traces, data(1, ['c2'], []), 3_600_000)
    expect([...traces.progress.keys()]).toEqual(['c2'])
  })
})
