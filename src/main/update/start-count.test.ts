import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterPutBack, beginStart, endStart, undoStart } from './start-count.ts'
import { noStarts, type StartRecord } from './start-record.ts'

const kept = { version: '1.0.0', kind: 'appimage', file: '/kept', place: '/app' } as const
/** After an update from 1.0.0. */
const updated: StartRecord = { ...noStarts, good: '1.0.0', kept }
let pid = 100
const start = (record: StartRecord, version = '2.0.0') => beginStart(record, { version, pid: pid++ })

describe('starts of a version', () => {
  it('[DT-11] two that come to nothing are tried, the third puts the version before back', () => {
    const first = start(updated)
    const second = start(first.record)
    const third = start(second.record)
    expect([first.step, second.step, third.step]).toEqual(['start', 'start', 'put_back'])
    const back = afterPutBack(third.record, '2.0.0', 5)
    expect(back).toEqual({
      good: '1.0.0',
      trying: null,
      kept: null,
      put_back: { from: '2.0.0', to: '1.0.0', at: 5, told: false },
    })
    expect(start(back, '1.0.0').step).toBe('start')
  })

  it('[DT-11] one that worked needs nothing to go back to, and is never counted again', () => {
    const good = endStart(start(updated).record, '2.0.0')
    expect(good).toEqual({ good: '2.0.0', trying: null, kept: null, put_back: null })
    expect(start(good)).toEqual({ step: 'start', record: good })
  })

  it('[DT-11] where nothing was kept, that is said, and it is tried again', () => {
    const third = start(start(start({ ...updated, kept: null }).record).record)
    expect(third.step).toBe('warn')
    // What is kept is what runs: there is nothing to go back to.
    const same = { ...kept, version: '2.0.0' }
    expect(start(start(start({ ...updated, kept: same }).record).record).step).toBe('warn')
  })

  it('[DT-11] a first start, and one that was ended by a person do not count', () => {
    expect(start(noStarts)).toEqual({ step: 'start', record: noStarts })
    const first = start(updated).record
    const mine = { version: '2.0.0', pid: first.trying!.pid }
    expect(undoStart(first, mine)).toEqual(updated)
    expect(undoStart(first, { ...mine, pid: 1 })).toBe(first)
    const second = start(first).record
    expect(undoStart(second, { version: '2.0.0', pid: second.trying!.pid }).trying?.starts).toBe(1)
  })

  it('[DT-11] what was put back is remembered by the version that is back, until a newer one starts', () => {
    const back = afterPutBack(updated, '2.0.0', 5)
    expect(endStart(back, '1.0.0').put_back?.from).toBe('2.0.0')
    expect(endStart(start(back, '3.0.0').record, '3.0.0').put_back).toBeNull()
  })

  it('[DT-11] whatever happens, it goes back to what was kept only, and not before two starts in a row', () => {
    const what = fc.constantFrom('fails', 'starts', 'quits' as const)
    fc.assert(
      fc.property(fc.array(what), fc.boolean(), (all, isKept) => {
        let record: StartRecord = isKept ? updated : { ...updated, kept: null }
        let failed = 0
        for (const each of all) {
          const decision = start(record)
          if (decision.step === 'put_back') {
            expect(failed).toBeGreaterThanOrEqual(2)
            expect(decision.record.kept).toEqual(kept)
            return
          }
          record = decision.record
          if (each === 'starts') {
            record = endStart(record, '2.0.0')
            failed = -Infinity
          } else if (each === 'quits') record = undoStart(record, { version: '2.0.0', pid: record.trying?.pid ?? 0 })
          else failed++
        }
      }),
    )
  })
})
