import { describe, expect, it } from 'vitest'
import type { EventResource } from '../../../contract/events.ts'
import { isNotable } from './notable.ts'

const event = (type: EventResource['type'], data: object) => ({ seq: 1, at: 0, type, data }) as EventResource
const counts = { targets: 1, added: 0, removed: 0, moved_consumer: 0, consumers_told: 0 }

describe('[UI-11] isNotable', () => {
  it.each([
    [false, event('alert', { action: 'raised', kind: 'coverage' })],
    [true, event('epoch', { epoch: 2, state: 'rolling_out', cause: '', counts })],
    [false, event('epoch', { epoch: 2, state: 'settled', cause: '' })],
    [true, event('epoch', { epoch: 2, state: 'degraded', cause: '' })],
    [true, event('monitor', { action: 'started', version: '1' })],
    [false, event('monitor', { action: 'stopping', version: '1' })],
    [true, event('window', { action: 'began', window_id: 1 })],
    [false, event('window', { action: 'created', window_id: 1 })],
    [false, event('consumer_status', { state: 'offline' })],
  ])('%s', (isOne, each) => {
    expect(isNotable(each)).toBe(isOne)
  })
})
