import { beforeEach, describe, expect, it } from 'vitest'
import { engineSettings, nothing } from '../../tests/engine-settings.ts'
import { newTask } from '../../tests/integration/stored-task.ts'
import type { AlertKind, AlertResource } from '../contract/resources/alert.ts'
import { emptyAssignment, outlineChange } from '../planner/assignment.ts'
import { plan } from '../planner/plan.ts'
import { Engine } from './engine.ts'
import type { StoredState } from './records.ts'

const START = 1_000_000
const targets = Array.from({ length: 200 }, (_, i) => `target-${i}`)

/** A fleet of three whose slots are all theirs, and its clock. */
class Fleet {
  engine: Engine
  now = START
  private readonly outline

  constructor(isAutoSync = true) {
    this.engine = new Engine(engineSettings, nothing, this.now)
    this.engine.addTask({ ...newTask(1), auto_sync: isAutoSync })
    for (const id of ['a', 'b', 'c']) this.come(id)
    const edit = { kind: 'replace', targets } as const
    const result = plan({ ...this.engine.planTerms(1), previous: emptyAssignment, edit })
    this.outline = outlineChange(emptyAssignment, result.assignment)
    const record = this.engine.draft(1, result, { cause: 'test', causes: [] }, 'changed', this.now)
    this.engine.adopt(record, this.outline, 'test', this.now)
    for (const id of ['a', 'b', 'c']) this.answer(id)
    this.look()
  }

  come(id: string): void {
    this.engine.connected(`s-${id}`, '10.0.0.1', this.now)
    this.engine.received(`s-${id}`, { type: 'register', consumer_id: id }, this.now)
  }

  go(id: string): void {
    this.engine.disconnected(`s-${id}`, this.now)
  }

  answer(id: string): void {
    const frame = { type: 'batch_reload_ack', task_id: 1, consumer_id: id, action: 'reloading' } as const
    this.engine.received(`s-${id}`, frame, this.now)
  }

  report(id: string, progress: number): void {
    const batch_id = this.engine.batchIds(1, id)[0]!
    const status = 'running'
    this.engine.received(`s-${id}`, { type: 'batch_status', batch_id, status, progress, message: '' }, this.now)
  }

  /** @param quiet who says nothing meanwhile */
  pass(seconds: number, ...quiet: string[]): void {
    for (let i = 0; i < seconds; i += 5) {
      this.now += 5000
      for (const { consumer_id: id, session_id: session } of this.engine.consumerResources()) {
        if (session !== null && !quiet.includes(id)) this.engine.received(session, { type: 'ping' }, this.now)
      }
      this.look()
    }
  }

  /** @returns what was raised and cleared */
  look(): string[] {
    this.engine.tick(this.now)
    const facts = this.engine.drain(this.now)?.facts ?? []
    return facts.flatMap((fact) =>
      fact.kind === 'AlertRaised' || fact.kind === 'AlertCleared' ? `${fact.kind.slice(5)} ${fact.alert.alert_id}` : [],
    )
  }

  get alerts(): readonly AlertResource[] {
    return this.engine.snapshot().alerts
  }

  of(kind: AlertKind): AlertResource | undefined {
    return this.alerts.find((alert) => alert.kind === kind)
  }

  restart(off = 10_000): void {
    const { tasks, consumers, epochs, rollouts, batches } = this.engine.snapshot()
    const progress = batches.map(
      ({ batch_id, status, progress: value, updated_at, message }) =>
        [
          batch_id,
          ['pending', 'running', 'completed', 'error'].indexOf(status),
          value,
          updated_at ?? 0,
          message,
        ] as const,
    )
    const stored: StoredState = {
      ...nothing,
      tasks: tasks.map((task) => ({ task, outline: this.outline, epochs, rollout: rollouts })),
      consumers,
      progress: progress.filter(([, , , at]) => at > 0),
      nextBatchId: 100,
      nextTaskId: 2,
    }
    const open = JSON.parse(JSON.stringify(this.alerts)) as AlertResource[]
    this.now += off
    this.engine = new Engine(engineSettings, stored, this.now, open)
  }
}

describe('[AL-3] when something happens by itself', () => {
  let fleet: Fleet
  beforeEach(() => (fleet = new Fleet()))

  it('slots of one that is away move when its grace is over, and coverage comes back then', () => {
    const at = fleet.now
    fleet.go('a')
    fleet.pass(10)
    fleet.go('b')
    fleet.look()
    expect(fleet.of('consumer_offline')).toMatchObject({ consumer_id: 'a', since: at + 5000, next_at: at + 60_000 })
    expect(fleet.of('coverage')).toMatchObject({ of: 200, next_at: at + 60_000 })
    fleet.pass(55)
    expect(fleet.of('consumer_lost')).toMatchObject({ consumer_id: 'a', next_at: at + 60_000 + 86_400_000 })
    expect(fleet.of('coverage')).toMatchObject({ next_at: at + 70_000 })
  })

  it('a silent one is lost after its silence', () => {
    const at = fleet.now
    fleet.pass(50, 'a')
    expect(fleet.of('coverage')).toMatchObject({ next_at: at + 90_000 })
  })

  it('nothing happens where an operator has to sync, or nobody is left to take over', () => {
    fleet = new Fleet(false)
    fleet.go('a')
    fleet.look()
    expect(fleet.of('consumer_offline')).not.toHaveProperty('next_at')
    expect(fleet.of('coverage')).not.toHaveProperty('next_at')
    fleet = new Fleet()
    for (const id of ['a', 'b', 'c']) fleet.go(id)
    fleet.look()
    expect(fleet.of('coverage')).toMatchObject({ count: 200, of: 200 })
    expect(fleet.alerts.map((alert) => alert.next_at)).toEqual([undefined, undefined, undefined, undefined])
  })

  it('[LV-7] comes later where the monitor did not run, and goes with the clock', () => {
    const at = fleet.now
    fleet.go('a')
    fleet.look()
    fleet.now += 10_000
    fleet.engine.passGap(10_000, fleet.now)
    fleet.look()
    expect(fleet.of('consumer_offline')).toMatchObject({ next_at: at + 70_000 })
    fleet.now -= 500_000
    fleet.engine.stepClock(-500_000, fleet.now)
    fleet.look()
    expect(fleet.of('consumer_offline')).toMatchObject({ since: at - 500_000, next_at: at - 430_000 })
  })

  it('is no news with every moment that passes', () => {
    fleet.go('a')
    fleet.look()
    for (let i = 0; i < 20; i++) {
      fleet.now += 250
      fleet.engine.tick(fleet.now)
      expect(fleet.engine.drain(fleet.now)?.alerts ?? null).toBeNull()
    }
  })
})

describe('[AL-1] over a restart', () => {
  let fleet: Fleet
  beforeEach(() => (fleet = new Fleet()))

  it('a stuck consumer is stuck, since when it was, until it makes progress', () => {
    fleet.report('a', 10)
    fleet.pass(610)
    const since = fleet.of('consumer_stuck')!.since
    fleet.restart()
    expect(fleet.of('consumer_stuck')).toMatchObject({ consumer_id: 'a', since })
    expect(fleet.look()).toEqual(['Raised coverage:1', 'Raised consumers_awaited'])
    fleet.come('a')
    fleet.report('a', 10)
    fleet.pass(120)
    expect(fleet.of('consumer_stuck')).toMatchObject({ since })
    fleet.report('a', 11)
    fleet.pass(5)
    expect(fleet.of('consumer_stuck')).toBeUndefined()
  })

  it('one that was away before is away since then, and of the others only that they are lost is said', () => {
    fleet.go('a')
    fleet.pass(20)
    const since = fleet.of('consumer_offline')!.since
    fleet.restart()
    fleet.look()
    expect(fleet.alerts.map(({ alert_id, since: at }) => [alert_id, at])).toEqual([
      ['coverage:1', since],
      ['consumer_offline:a', since],
      ['consumers_awaited', fleet.now],
    ])
    expect(fleet.of('consumers_awaited')).toMatchObject({ count: 2 })
    fleet.come('b')
    fleet.look()
    expect(fleet.of('consumers_awaited')).toMatchObject({ count: 1, next_at: fleet.now + 60_000 })
    fleet.pass(30)
    fleet.go('b')
    fleet.look()
    expect(fleet.alerts.map(({ alert_id }) => alert_id)).toContain('consumer_offline:b')
    fleet.pass(40)
    expect(fleet.alerts.map(({ alert_id }) => alert_id).toSorted()).toEqual([
      'consumer_lost:a',
      'consumer_lost:c',
      'consumer_offline:b',
      'coverage:1',
    ])
  })

  it('a rollout that was not answered is told of until the answer is overdue again', () => {
    fleet.engine.reload(1, ['a'], fleet.now)
    fleet.pass(150)
    const since = fleet.of('rollout_stuck')!.since
    fleet.restart()
    for (const id of ['a', 'b', 'c']) fleet.come(id)
    const told: string[] = []
    for (let i = 0; i < 60; i++) {
      fleet.now += 5000
      for (const id of ['a', 'b', 'c']) fleet.engine.received(`s-${id}`, { type: 'ping' }, fleet.now)
      told.push(...fleet.look())
    }
    expect(told.filter((text) => text.includes('rollout_stuck'))).toEqual([])
    expect(fleet.of('rollout_stuck')).toMatchObject({ since, epoch: 1 })
    fleet.answer('a')
    expect(fleet.look()).toEqual(['Cleared rollout_stuck:1'])
  })

  it('what is gone meanwhile has no alert', () => {
    fleet.report('a', 10)
    fleet.pass(610)
    fleet.restart()
    fleet.look()
    fleet.come('a')
    fleet.engine.received('s-a', { type: 'leave' }, fleet.now)
    expect(fleet.look()).toContain('Cleared consumer_stuck:a')
  })
})
