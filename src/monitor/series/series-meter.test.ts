import { expect, it } from 'vitest'
import type { Fact } from '../../engine/facts.ts'
import { SeriesMeter, type SeriesValues } from './series-meter.ts'
import type { SeriesRow } from './series-store.ts'

const START = 1_767_225_600_000
const INTERVAL_MS = 250

/** A meter, what it sees, and the time that passes for it. */
class Scene {
  readonly seen = { fleet: { coverage: 1 } as SeriesValues, tasks: new Map<number, SeriesValues>(), frames: 0, cpu: 0 }
  readonly meter = new SeriesMeter({
    look: () => ({ fleet: { ...this.seen.fleet }, tasks: new Map(this.seen.tasks) }),
    frames: () => this.seen.frames,
    processorTime: () => this.seen.cpu,
  })
  readonly rows: SeriesRow[] = []
  private passed = 0

  /** @param late ms that the next look is late */
  pass(ms: number, late = 0): void {
    for (const until = this.passed + ms; this.passed < until;) {
      this.passed += INTERVAL_MS + late
      late = 0
      const row = this.meter.tick(START + this.passed, this.passed, INTERVAL_MS)
      if (row) this.rows.push(row)
    }
  }

  fleet(place: number) {
    return this.of(place, null)
  }

  of(place: number, task: number | null) {
    return this.rows[place]?.rows.find(({ task_id }) => task_id === task)?.values
  }
}

const answered = (took: number | null) => ({ kind: 'ReloadAnswered', took }) as Fact
const published = (taskId: number, moved: number) =>
  ({ kind: 'EpochPublished', epoch: { task_id: taskId, counts: { moved_consumer: moved } } }) as Fact

it('[TS-1] every ten seconds are a row, which begins at full ten seconds', () => {
  const scene = new Scene()
  scene.pass(30_000)
  expect(scene.rows.map(({ at }) => at - START)).toEqual([0, 10_000, 20_000])
})

it('[TS-1] of what was seen meanwhile the mean, and the worst beside it', () => {
  const scene = new Scene()
  scene.pass(4000)
  scene.seen.fleet = { coverage: 0.5 }
  scene.pass(6000)
  expect(scene.fleet(0)).toMatchObject({ coverage: 0.75, coverage_min: 0.5 })
  scene.pass(10_000)
  expect(scene.fleet(1)).toMatchObject({ coverage: 0.5, coverage_min: 0.5 })
})

it('[TS-1] without targets there is no coverage, and no 100 % either', () => {
  const scene = new Scene()
  scene.seen.fleet = { targets: 0 }
  scene.pass(10_000)
  expect(scene.fleet(0)).toMatchObject({ targets: 0 })
  expect(scene.fleet(0)).not.toHaveProperty('coverage')
})

it('[TS-1] frames and processor time are those of the ten seconds', () => {
  const scene = new Scene()
  scene.pass(10_000)
  scene.seen.frames = 500
  scene.seen.cpu = 2_000_000
  scene.pass(10_000)
  scene.seen.frames = 600
  scene.pass(10_000)
  expect(scene.fleet(1)).toMatchObject({ frames_per_second: 50, cpu: 0.2 })
  expect(scene.fleet(2)).toMatchObject({ frames_per_second: 10, cpu: 0 })
})

it('[TS-1] epochs and what they moved are counted once, for all and for their task; nothing is 0', () => {
  const scene = new Scene()
  scene.seen.tasks = new Map([
    [1, { targets: 5 }],
    [2, { targets: 7 }],
  ])
  scene.pass(1000)
  scene.meter.accept({ facts: [published(1, 30), published(1, 4), published(3, 1)], alerts: null })
  scene.pass(19_000)
  expect(scene.fleet(0)).toMatchObject({ epochs: 3, targets_moved: 35 })
  expect(scene.of(0, 1)).toEqual({ targets: 5, epochs: 2, targets_moved: 34 })
  expect(scene.of(0, 2)).toEqual({ targets: 7, epochs: 0, targets_moved: 0 })
  expect(scene.of(0, 3)).toEqual({ epochs: 1, targets_moved: 1 })
  expect(scene.fleet(1)).toMatchObject({ epochs: 0, targets_moved: 0 })
})

it('[TS-1] of the answers to a reload the percentiles; without one there are none', () => {
  const scene = new Scene()
  scene.pass(1000)
  scene.meter.accept({
    facts: [...Array.from({ length: 100 }, (_, i) => answered(i + 1)), answered(null)],
    alerts: null,
  })
  scene.pass(19_000)
  expect(scene.fleet(0)).toMatchObject({ ack_p50_ms: 50, ack_p95_ms: 95 })
  expect(scene.fleet(1)).not.toHaveProperty('ack_p50_ms')
})

it('[TS-1] the most alerts at a time', () => {
  const scene = new Scene()
  const alerts = (count: number) => Array.from({ length: count }, () => ({})) as never
  scene.meter.accept({ facts: [], alerts: alerts(2) })
  scene.pass(4000)
  scene.meter.accept({ facts: [], alerts: alerts(0) })
  scene.pass(16_000)
  expect(scene.fleet(0)).toMatchObject({ alerts: 2 })
  expect(scene.fleet(1)).toMatchObject({ alerts: 0 })
})

it('[TS-1] a loop that was held up is seen; a monitor that did not run was not held up', () => {
  const scene = new Scene()
  scene.pass(2000)
  scene.pass(2000, 300)
  scene.pass(6000)
  expect(scene.fleet(0)).toMatchObject({ loop_delay_ms: 300 })
  scene.meter.passGap()
  scene.pass(10_000, 8000)
  expect(scene.fleet(1)).toMatchObject({ loop_delay_ms: 0 })
})
