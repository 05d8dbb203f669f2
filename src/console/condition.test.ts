import { describe, expect, it } from 'vitest'
import type { AlertResource } from '../contract/resources/alert.ts'
import type { ConsumerResource } from '../contract/resources/consumer.ts'
import { conditionOf, conditions, conditionsOf, countConditions, isTrouble } from './condition.ts'

const consumer = (more: Partial<ConsumerResource>) =>
  ({
    state: 'online',
    drained_at: null,
    stuck_since: null,
    flapping_since: null,
    kept_since: null,
    held_until: null,
    slots: 3,
    ...more,
  }) as ConsumerResource

describe('[UI-10] the condition of a consumer', () => {
  it.each([
    ['online', {}],
    ['idle', { slots: 0 }],
    ['drained', { slots: 0, drained_at: 5 }],
    ['flapping', { slots: 0, flapping_since: 5 }],
    ['stuck', { stuck_since: 5, flapping_since: 5, drained_at: 5 }],
    ['suspect', { state: 'suspect', stuck_since: 5 }],
    ['offline', { state: 'offline', flapping_since: 5 }],
    ['lost', { state: 'lost', slots: 0 }],
    ['flapping', { state: 'lost', flapping_since: 5 }],
    ['drained', { state: 'lost', drained_at: 5 }],
    ['drained', { state: 'offline', drained_at: 5 }],
  ] as const)('is %s: %o', (condition, more) => {
    expect(conditionOf(consumer(more))).toBe(condition)
  })

  it('is flapping where an alert says so, too', () => {
    const alerts = [{ kind: 'consumer_flapping', consumer_id: 'a' }] as AlertResource[]
    const all = conditionsOf(
      new Map([
        ['a', consumer({})],
        ['b', consumer({})],
      ]),
      alerts,
    )
    expect([...all]).toEqual([
      ['a', 'flapping'],
      ['b', 'online'],
    ])
  })

  it('is counted, also where nobody is in it', () => {
    const counts = countConditions(['lost', 'online', 'online'])
    expect(counts).toMatchObject({ lost: 1, online: 2, idle: 0 })
    expect(conditions.filter(isTrouble)).toEqual(['lost', 'offline', 'suspect', 'stuck', 'flapping'])
  })
})
