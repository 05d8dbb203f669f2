import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { readExposition, valueOf } from '../../../tests/integration/exposition.ts'
import { ReloadMeter, type SentReloads } from './reload-meter.ts'

const reload = (epoch: number) => ({ type: 'batch_reload', task_id: 1, epoch, message: '' }) as const
const ack = (epoch?: number) =>
  ({ type: 'batch_reload_ack', task_id: 1, consumer_id: 'c1', action: 'reloading', ...(epoch && { epoch }) }) as const

it('[WS-7] [WS-8] times the first answer to the last reload of a connection, and counts repeats', async () => {
  const registry = new Registry()
  const meter = new ReloadMeter(registry)
  const reloads: SentReloads = new Map()
  meter.answered(reloads, ack(), 0)
  meter.told(reloads, reload(1), 1000)
  meter.told(reloads, reload(1), 61_000)
  meter.answered(reloads, ack(), 63_000)
  meter.answered(reloads, ack(), 99_000)
  meter.told(reloads, reload(2), 100_000)
  meter.answered(reloads, ack(1), 101_000)
  meter.answered(reloads, ack(2), 100_500)
  const families = readExposition(await registry.metrics())
  const of = (name: string, labels = {}) => valueOf(families, name, labels)
  expect([of('batchdeck_reloads_sent_total'), of('batchdeck_reloads_resent_total')]).toEqual([3, 1])
  expect(of('batchdeck_reload_acks_total', { action: 'reloading' })).toBe(5)
  const duration = 'batchdeck_reload_ack_duration_seconds'
  expect([of(`${duration}_count`), of(`${duration}_sum`)]).toEqual([2, 2.5])
})
