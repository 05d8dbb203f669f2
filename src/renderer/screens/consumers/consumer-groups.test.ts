import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConsumerResource } from '../../../contract/resources/consumer.ts'
import { type Condition, conditionOf, conditions, isTrouble } from '../../../console/condition.ts'
import { sampleConsumer } from '../../../../tests/sample-views.ts'
import {
  type ConsumerFilter,
  consumerGroups,
  filterOf,
  groupOf,
  inOrderOfConcern,
  isFound,
  isIn,
} from './consumer-groups.ts'
import type { ConsumerRow } from './consumer-rows.ts'

function row(change: Partial<ConsumerResource> = {}, more: Partial<ConsumerRow> = {}): ConsumerRow {
  const consumer = sampleConsumer('Lisbon-3', { slots: 1, ...change })
  return { consumer, condition: conditionOf(consumer), behind: 0, error: null, ...more } as ConsumerRow
}

const of = (condition: Condition, error = 0, id = '') =>
  ({ condition, summary: { error }, id }) as Pick<ConsumerRow, 'condition' | 'summary'> & { id: string }

describe('groups of consumers', () => {
  it('are trouble, then who is well and has batches in error, then the rest', () => {
    for (const condition of conditions) {
      const group = isTrouble(condition) ? 'trouble' : 'rest'
      expect([groupOf(of(condition)), groupOf(of(condition, 2))]).toEqual([group, group === 'rest' ? 'errors' : group])
    }
  })

  it('[UI-1] order by what can still be averted, and keep everybody in the order they had', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ condition: fc.constantFrom(...conditions), id: fc.string() }), {
          selector: ({ id }) => id,
        }),
        (given) => {
          const rows = given.map(({ condition, id }) => of(condition, 0, id))
          const ordered = inOrderOfConcern(rows)
          expect(ordered.map(({ id }) => id).toSorted()).toEqual(rows.map(({ id }) => id).toSorted())
          for (const condition of conditions) {
            const within = (all: readonly { condition: Condition }[]) =>
              all.filter((each) => each.condition === condition)
            expect(within(ordered)).toEqual(within(rows))
          }
          const places = ordered.map((each) => consumerGroups.indexOf(groupOf(each)))
          expect(places).toEqual(places.toSorted())
        },
      ),
    )
  })
})

describe('filters of consumers', () => {
  const found = (each: ConsumerRow) =>
    [...conditions, 'trouble', 'away', 'behind', 'tooSlow'].filter((name) => isIn(each, name as ConsumerFilter))

  it.each([
    [{}, ['online']],
    [{ slots: 0 }, ['idle']],
    [{ state: 'suspect' }, ['suspect', 'trouble']],
    [{ state: 'offline' }, ['offline', 'trouble', 'away']],
    [{ state: 'lost' }, ['lost', 'trouble', 'away']],
    [{ stuck_since: 1 }, ['stuck', 'trouble']],
    [{ flapping_since: 1 }, ['flapping', 'trouble']],
    [{ drained_at: 1 }, ['drained']],
    [{ drained_at: 1, state: 'lost' }, ['drained', 'away']],
    [{ was_too_slow: true }, ['online', 'tooSlow']],
  ] as const)('[UI-10] %o is in one condition, and in %j', (change, names) => {
    expect(found(row(change)).toSorted()).toEqual([...names].toSorted())
  })

  it('[EP-3] know who is behind, and leave nothing out where they are none', () => {
    expect(isIn(row({}, { behind: 2 }), 'behind')).toBe(true)
    expect(isIn(row(), null)).toBe(true)
    expect([filterOf('of-another-version'), filterOf(''), filterOf('lost')]).toEqual([null, null, 'lost'])
  })
})

describe('[UI-3] the search', () => {
  const full = row(
    { hostname: 'Node-A', remote: '10.0.0.7', version: '2.1.0-rc', labels: { zone: 'Eu-West' } },
    { error: 'rate limited (429)' },
  )

  it.each(['lisbon', ' node-a ', '10.0.0', 'RC', 'zone=eu', 'zone eu', 'west', '429'])('finds %o', (query) => {
    expect(isFound(full, query)).toBe(true)
  })

  it.each(['porto', 'zone=us', 'null'])('does not find %o', (query) => {
    expect(isFound(full, query)).toBe(false)
    expect(isFound(row(), query)).toBe(false)
  })
})
