import { beforeEach, describe, expect, it } from 'vitest'
import type { ChangeSet } from '../engine/change-set.ts'
import type { ConsumerSayings } from '../engine/target-sayings.ts'
import { refusal } from '../contract/refusal.ts'
import type { ReportCounts, Storage } from './storage/port.ts'
import { TargetReportDesk } from './target-report-desk.ts'

const counted: ReportCounts = {
  in_error: [[7, 2]],
  kept: { pending: 0, running: 1, completed: 0, error: 2 },
  strange: 1,
  left_out: 3,
}
const said = (consumer_id: string, target: string, at: number): ConsumerSayings => {
  return { consumer_id, reports: [{ target, status: 'error', at }] }
}

describe('[WS-27] what is said of single targets, on its way to the targets', () => {
  /** What the store was asked, and what answers it. */
  let asked: { sayings: readonly ConsumerSayings[]; answer: (counts: ReportCounts | Error) => void }[]
  let shown: (readonly [number, number])[]
  let forgotten: number
  let end: (problem: ReturnType<typeof refusal> | null) => void
  let desk: TargetReportDesk
  beforeEach(() => {
    asked = []
    shown = []
    forgotten = 0
    desk = new TargetReportDesk({
      limit: 3,
      engine: {
        setTargetsInError: (counts) => void shown.push(...counts),
        forgetTargetsInError: () => void forgotten++,
        targetReports: { received: 9, dropped: 1 },
      },
      storage: {
        reportTargets: (sayings) =>
          new Promise((resolve, reject) =>
            asked.push({
              sayings,
              answer: (counts) => (counts instanceof Error ? reject(counts) : resolve(counts)),
            }),
          ),
        watch(listener: Parameters<Storage['watch']>[0]) {
          end = listener
          return () => {}
        },
      },
    })
  })

  const change = (sayings: readonly ConsumerSayings[], facts: readonly { kind: string }[] = []) =>
    desk.accept({ facts, tasksGone: [], targetSayings: sayings } as unknown as ChangeSet)
  /** The answer has come. */
  const answer = async (counts: ReportCounts | Error = counted) => {
    asked.at(-1)!.answer(counts)
    await new Promise(setImmediate)
  }

  it('goes one call at a time; what comes meanwhile waits, of each target only the newest', async () => {
    change([said('a', 'x', 1)])
    change([said('a', 'y', 2), said('b', 'x', 2)])
    change([said('a', 'y', 3)])
    expect(asked.map(({ sayings }) => sayings)).toEqual([[said('a', 'x', 1)]])
    await answer()
    expect(asked[1]?.sayings).toEqual([said('a', 'y', 3), said('b', 'x', 2)])
    expect(shown).toEqual([[7, 2]])
    await answer()
    expect(asked).toHaveLength(2)
    expect(desk.figures).toEqual({ kept: counted.kept, received: 9, strange: 2, leftOut: 7 })
  })

  it('is never more than its limit, and the rest is counted', async () => {
    change([said('a', 'x', 1)])
    change(['u', 'v', 'w', 'y', 'z'].map((target) => said('a', target, 2)))
    await answer({ ...counted, left_out: 0, strange: 0 })
    expect(asked[1]?.sayings[0]?.reports).toHaveLength(3)
    expect(desk.figures.leftOut).toBe(3)
  })

  it('goes in parts where it is much, so that nobody waits for the copy of all', async () => {
    const large = new TargetReportDesk({
      limit: 20_000,
      engine: { setTargetsInError() {}, forgetTargetsInError() {}, targetReports: { received: 0, dropped: 0 } },
      storage: {
        reportTargets: (sayings) => new Promise((resolve) => asked.push({ sayings, answer: () => resolve(counted) })),
        watch: () => () => {},
      },
    })
    const all = Array.from({ length: 120 }, (_, i): ConsumerSayings => {
      return {
        consumer_id: `c${i}`,
        reports: Array.from({ length: 99 }, (__, j) => ({ target: `${j}`, status: 'running', at: i })),
      }
    })
    large.accept({ facts: [], tasksGone: [], targetSayings: all } as unknown as ChangeSet)
    while (asked.length < 3) await answer()
    const sizes = asked.map(({ sayings }) => sayings.reduce((sum, { reports }) => sum + reports.length, 0))
    expect(sizes).toEqual([51 * 99, 51 * 99, 18 * 99])
  })

  it('is counted anew after an epoch, but not where nobody said anything', async () => {
    change([], [{ kind: 'EpochPublished' }])
    expect(asked).toEqual([])
    change([said('a', 'x', 1)])
    await answer()
    change([], [{ kind: 'EpochPublished' }])
    expect(asked[1]?.sayings).toEqual([])
    await answer({ ...counted, in_error: [[7, 0]] })
    expect(shown.at(-1)).toEqual([7, 0])
  })

  it('is forgotten with the store, and goes on with what is said then', async () => {
    change([said('a', 'x', 1)])
    await answer(refusal('thread_cut_off'))
    expect(shown).toEqual([])
    end(refusal('thread_cut_off'))
    expect(forgotten).toBe(1)
    end(null)
    change([said('a', 'x', 2)])
    await answer()
    expect(shown).toEqual([[7, 2]])
  })
})
