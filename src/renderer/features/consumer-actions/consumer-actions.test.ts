import { describe, expect, it } from 'vitest'
import type { ConsumerResource } from '../../../contract/resources/consumer.ts'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import { consumerActions } from '../../stores/dialog.ts'
import { applicable, appliesTo, loadAfter } from './consumer-actions.ts'

const consumer = (consumer_id: string, change: Partial<ConsumerResource> = {}) =>
  ({ consumer_id, state: 'online', drained_at: null, ...change }) as ConsumerResource

describe('appliesTo', () => {
  it.each([
    [{ state: 'online' }, ['reload', 'drain']],
    [{ state: 'suspect' }, ['reload', 'drain']],
    [{ state: 'offline' }, ['reload', 'drain']],
    [{ state: 'lost' }, ['dismiss']],
    [{ state: 'online', drained_at: 5 }, ['reload', 'undrain']],
    [{ state: 'lost', drained_at: 5 }, ['undrain', 'dismiss']],
  ] as const)('[LV-4] [LV-5] to %j: %j', (change, actions) => {
    expect(consumerActions.filter((action) => appliesTo(action, consumer('c1', change)))).toEqual(actions)
  })
})

describe('applicable', () => {
  it('[UI-5] keeps the order, and leaves out whoever is gone or has nothing of it', () => {
    const known = [consumer('c1', { state: 'lost' }), consumer('c2'), consumer('c3', { state: 'lost' })]
    const consumers = new Map(known.map((each) => [each.consumer_id, each]))
    const ids = applicable('dismiss', ['c3', 'c9', 'c2', 'c1'], consumers).map(({ consumer_id }) => consumer_id)
    expect(ids).toEqual(['c3', 'c1'])
  })
})

describe('loadAfter', () => {
  const preview = (targets: number, consumers: number, remarks: PlanPreview['remarks'] = []) =>
    ({ counts: { targets, consumers }, remarks }) as PlanPreview

  it('[PL-7] is the mean, and the excess of the heaviest where the plan speaks of it', () => {
    expect(loadAfter(preview(1000, 3))).toEqual({ owners: 3, mean: 333, excess: null })
    const { excess } = loadAfter(preview(1000, 3, [{ kind: 'imbalance', ratio: 1.25 }]))
    expect(excess).toBeCloseTo(0.25)
  })

  it('[UI-10] those that own nothing have no part in the mean', () => {
    const remarks = [{ kind: 'idle_members', count: 704 } as const, { kind: 'imbalance', ratio: 4.5 } as const]
    const { owners, mean, excess } = loadAfter(preview(51_200, 960, remarks))
    expect([owners, mean]).toEqual([256, 200])
    expect(excess).toBeCloseTo(0.2)
  })

  it('is nothing where nobody is left', () => {
    expect(loadAfter(preview(1000, 0, [{ kind: 'no_members' }]))).toEqual({ owners: 0, mean: 0, excess: null })
  })
})
