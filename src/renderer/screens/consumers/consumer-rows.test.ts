import { describe, expect, it } from 'vitest'
import type { ConsumerResource } from '../../../contract/resources/consumer.ts'
import type { RolloutResource } from '../../../contract/resources/epoch.ts'
import { unplannedKey } from '../../../console/fleet-data.ts'
import { type ConsumerRow, consumerRows, matches, stateFilters } from './consumer-rows.ts'
import { sampleBatch as batch, sampleConsumer as consumer } from '../../../../tests/sample-views.ts'

const row = (change: Partial<ConsumerResource> = {}, behind = 0) =>
  ({ consumer: consumer('Lisbon-3', change), behind }) as ConsumerRow

describe('consumerRows', () => {
  const mine = batch(1, { status: 'running', progress: 50 })
  const extra = batch(9, { planned: false, task_id: null, status: 'error', progress: 10 })
  const rows = consumerRows({
    consumers: new Map([consumer('c1'), consumer('c2')].map((each) => [each.consumer_id, each])),
    batches: new Map([mine, batch(2, { consumer_id: null })].map((each) => [each.batch_id, each])),
    unplanned: new Map([[unplannedKey(extra), extra]]),
    rollouts: new Map([
      [1, new Map([['c2', { consumer_id: 'c2', state: 'stuck', epoch: 4, unanswered_from: 3 } as RolloutResource]])],
    ]),
  })

  it('has a row for each consumer, in their order', () => {
    expect(rows.map((each) => each.consumer.consumer_id)).toEqual(['c1', 'c2'])
  })

  it('[WS-15] sums up the planned and the unplanned batches of each, and none of nobody', () => {
    expect(rows[0]?.batches).toEqual([mine, extra])
    expect(rows[0]?.summary).toEqual({ pending: 0, running: 1, completed: 0, error: 1, total: 2, progress: 30 })
    expect(rows[1]?.batches).toEqual([])
    expect(rows[1]?.summary.total).toBe(0)
  })

  it('[EP-3] knows who has still to answer the current epoch', () => {
    expect(rows.map((each) => each.behind)).toEqual([0, 2])
  })
})

describe('matches', () => {
  it.each([
    ['online', ['online']],
    ['suspect', ['suspect']],
    ['offline', ['offline', 'away']],
    ['lost', ['lost', 'away']],
  ] as const)('[LV-2] %s is found by %j', (state, filters) => {
    expect(stateFilters.filter((filter) => matches(row({ state }), filter, ''))).toEqual(filters)
    expect(matches(row({ state }), '', '')).toBe(true)
  })

  it.each([
    ['drained', row({ drained_at: 1 })],
    ['flapping', row({ flapping_since: 1 })],
    ['stuck', row({ stuck_since: 1 })],
    ['tooSlow', row({ was_too_slow: true })],
    ['behind', row({}, 2)],
  ] as const)('[UI-3] %s is a filter beside the state', (filter, found) => {
    expect(stateFilters.filter((each) => matches(found, each, ''))).toEqual(['online', filter])
    expect(matches(row(), filter, '')).toBe(false)
  })

  it('leaves nothing out for a filter it does not know', () => {
    expect(matches(row(), 'of-another-version', '')).toBe(true)
  })

  it('[UI-3] finds by label, as it is written', () => {
    const labelled = row({ labels: { zone: 'Eu-West' } })
    expect([' zone=eu', 'west', 'zone=us'].map((query) => matches(labelled, '', query))).toEqual([true, true, false])
  })

  it('[UI-3] finds by id, host, address and version, whatever the case', () => {
    const full = row({ hostname: 'Node-A', remote: '10.0.0.7', version: '2.1.0-rc' })
    for (const query of ['lisbon', ' node-a ', '10.0.0', 'RC']) expect(matches(full, '', query), query).toBe(true)
    expect(matches(full, '', 'porto')).toBe(false)
  })

  it('[UI-3] wants both, the state and the words', () => {
    expect(matches(row({ state: 'lost' }), 'lost', 'lisbon')).toBe(true)
    expect(matches(row({ state: 'lost' }), 'online', 'lisbon')).toBe(false)
    expect(matches(row({ state: 'lost' }), 'lost', 'porto')).toBe(false)
  })

  it('does not find what is not known by the word null', () => {
    expect(matches(row(), '', 'null')).toBe(false)
  })
})
