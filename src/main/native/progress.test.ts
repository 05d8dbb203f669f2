import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import fc from 'fast-check'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import type { FleetData } from '../../console/fleet-data.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { EpochResource } from '../../contract/resources/epoch.ts'
import type { ImportResource, ImportPhase } from '../../contract/resources/import.ts'
import { createAppStore } from '../app/app-state.ts'
import { progressOf } from './progress.ts'
import { followProgress } from './task-bar.ts'

const nobody = { waiting: 0, sent: 0, acked: 0, confirmed: 0, stuck: 0 }
const importing = (bytes: number, total: number | null, phase: ImportPhase = 'receiving') =>
  ({ import_id: 1, task_id: 1, bytes, total_bytes: total, phase }) as ImportResource
const epoch = (state: EpochResource['state'], told: Partial<EpochResource['told']>) =>
  ({ task_id: 1, epoch: 3, state, told: { ...nobody, ...told } }) as EpochResource
const stuck: AlertResource = { alert_id: 'a', kind: 'rollout_stuck', task_id: 1, epoch: 3, since: 1 }
const seen = (imports: ImportResource[], newest?: EpochResource, alerts: AlertResource[] = []) => ({
  imports,
  epochs: new Map(newest ? [[1, [newest]]] : []),
  alerts,
})

describe('[DT-22] progress', () => {
  it('is the share of what has come in of all imports, and none for one that waits for its operator', () => {
    expect(progressOf(seen([importing(25, 100), importing(50, 200)]))).toEqual({ share: 0.25, isStuck: false })
    expect(progressOf(seen([importing(100, 100, 'ready')]))).toBeNull()
    expect(progressOf(seen([]))).toBeNull()
  })

  it('goes on without a share where an import does not say how long it is, or is planned already', () => {
    expect(progressOf(seen([importing(25, null)]))).toEqual({ share: null, isStuck: false })
    expect(progressOf(seen([importing(25, 100), importing(9, 9, 'planning')]))?.share).toBeNull()
    expect(progressOf(seen([importing(0, 0)]))?.share).toBeNull()
  })

  it('is the share of who has answered a rollout; who is away is not waited for', () => {
    expect(progressOf(seen([], epoch('rolling_out', { acked: 2, confirmed: 1, sent: 1, waiting: 5 })))).toEqual({
      share: 0.75,
      isStuck: false,
    })
    expect(progressOf(seen([], epoch('rolling_out', { acked: 2, waiting: 5 })))).toBeNull()
    expect(progressOf(seen([], epoch('superseded', { sent: 5 })))).toBeNull()
  })

  it('is stuck until somebody looks after it', () => {
    const newest = epoch('degraded', { acked: 3, stuck: 1 })
    expect(progressOf(seen([], newest, [stuck]))).toEqual({ share: 0.75, isStuck: true })
    expect(progressOf(seen([], newest, [{ ...stuck, acknowledged: { at: 1, by: null } }]))).toBeNull()
    expect(progressOf(seen([], newest, [{ ...stuck, task_id: 2 }]))).toBeNull()
  })

  it('is within its bounds whatever is told', () => {
    const phase = fc.constantFrom<ImportPhase>('receiving', 'reading', 'ready', 'planning', 'writing')
    const one = fc.tuple(fc.nat(), fc.option(fc.nat()), phase).map((parts) => importing(...parts))
    fc.assert(
      fc.property(
        fc.array(one),
        fc.record({ sent: fc.nat(9), acked: fc.nat(9), stuck: fc.nat(9) }),
        (imports, told) => {
          const progress = progressOf(seen(imports, epoch('rolling_out', told), [stuck]))
          if (progress?.share == null) return
          expect(progress.share).toBeGreaterThanOrEqual(0)
          expect(progress.share).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})

describe('[DT-22] the bar', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('changes twice a second at most, shows nothing that is over at once, and goes away', () => {
    const store = createAppStore(join(tmpdir(), 'no-such-folder', 'desktop.json'), 'en')
    const setProgressBar = vi.fn<(share: number, options?: object) => void>()
    followProgress(store, () => ({ setProgressBar }))
    const importNow = (...imports: ImportResource[]) =>
      store.setState({ connection: 'live', fleet: seen(imports) as unknown as FleetData })
    importNow(importing(1, 100))
    importNow()
    vi.advanceTimersByTime(1000)
    expect(setProgressBar).not.toHaveBeenCalled()
    for (let bytes = 0; bytes < 100; bytes += 5) {
      importNow(importing(bytes, 100))
      vi.advanceTimersByTime(100)
    }
    expect(setProgressBar).toHaveBeenCalledTimes(4)
    expect(setProgressBar).toHaveBeenLastCalledWith(0.95, { mode: 'normal' })
    importNow(importing(100, 100, 'writing'))
    vi.advanceTimersByTime(500)
    expect(setProgressBar).toHaveBeenLastCalledWith(2, { mode: 'indeterminate' })
    store.setState({ connection: 'lost' })
    vi.advanceTimersByTime(500)
    expect(setProgressBar).toHaveBeenLastCalledWith(-1)
  })
})
