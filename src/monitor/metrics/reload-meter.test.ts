import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { engineSettings, nothing } from '../../../tests/engine-settings.ts'
import { readExposition, valueOf } from '../../../tests/integration/exposition.ts'
import { newTask } from '../../../tests/integration/stored-task.ts'
import { Engine } from '../../engine/engine.ts'
import { emptyAssignment, outlineChange } from '../../planner/assignment.ts'
import { plan } from '../../planner/plan.ts'
import { ReloadMeter } from './reload-meter.ts'

const ack = (epoch?: number) =>
  ({ type: 'batch_reload_ack', task_id: 1, consumer_id: 'c1', action: 'reloading', ...(epoch && { epoch }) }) as const

it('[WS-7] [WS-8] times the first answer to the last reload of a connection, and counts repeats', async () => {
  const registry = new Registry()
  const meter = new ReloadMeter(registry)
  const engine = new Engine(engineSettings, nothing, 0)
  const answer = (now: number, epoch?: number) => engine.received('s', ack(epoch), now)
  const publish = (now: number, targets: readonly string[], tell: readonly string[]) => {
    const edit = { kind: 'replace', targets } as const
    const result = plan({ ...engine.planTerms(1), previous: emptyAssignment, edit })
    const record = engine.draft(1, result, { cause: '', causes: [] }, tell, now)
    engine.adopt(record, outlineChange(emptyAssignment, result.assignment), '', now)
  }
  engine.addTask(newTask(1))
  engine.connected('s', '', 0)
  engine.received('s', { type: 'register', consumer_id: 'c1' }, 0)
  publish(0, ['a'], [])
  answer(0)
  engine.reload(1, ['c1'], 1000)
  engine.reload(1, ['c1'], 61_000)
  answer(63_000)
  answer(99_000)
  publish(100_000, ['b'], ['c1'])
  answer(101_000, 1)
  answer(100_500, 2)
  meter.accept(engine.drain(101_000)!)
  const families = readExposition(await registry.metrics())
  const of = (name: string, labels = {}) => valueOf(families, name, labels)
  expect([of('batchdeck_reloads_sent_total'), of('batchdeck_reloads_resent_total')]).toEqual([3, 1])
  expect(of('batchdeck_reload_acks_total', { action: 'reloading' })).toBe(5)
  const duration = 'batchdeck_reload_ack_duration_seconds'
  expect([of(`${duration}_count`), of(`${duration}_sum`)]).toEqual([2, 2.5])
})
