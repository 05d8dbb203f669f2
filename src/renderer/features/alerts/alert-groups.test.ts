import { describe, expect, it } from 'vitest'
import type { AlertResource } from '../../../contract/resources/alert.ts'
import { groupAlerts } from './alert-groups.ts'

const of = (kind: AlertResource['kind'], n: number): AlertResource => ({
  alert_id: `${kind}:c${n}`,
  kind,
  since: 100 - n,
  consumer_id: `c${n}`,
})
const many = (kind: AlertResource['kind'], count: number) => Array.from({ length: count }, (_, n) => of(kind, n))

describe('groupAlerts', () => {
  it('lists a few one by one, in their order', () => {
    const alerts = [of('coverage', 0), ...many('consumer_lost', 3)]
    expect(groupAlerts(alerts)).toEqual(alerts)
  })

  it('makes one entry of many, in the place of the first, as old as the oldest', () => {
    const [first, ...rest] = many('consumer_lost', 4)
    const storage = of('storage', 9)
    expect(groupAlerts([first!, storage, ...rest])).toEqual([
      { kind: 'consumer_lost', consumers: ['c0', 'c1', 'c2', 'c3'], since: 97 },
      storage,
    ])
  })

  it('says when the first thing happens by itself, of those where anything does', () => {
    const alerts = many('consumer_offline', 5).map((alert, i) => (i < 2 ? alert : { ...alert, next_at: 500 - i }))
    expect(groupAlerts(alerts)).toMatchObject([{ next_at: 496 }])
  })

  it('groups each kind by itself, and never what is not of one consumer', () => {
    const alerts = [...many('consumer_stuck', 5), ...many('sync_due', 5), ...many('consumer_offline', 3)]
    expect(groupAlerts(alerts).map(({ kind }) => kind)).toEqual([
      'consumer_stuck',
      ...Array.from({ length: 5 }, () => 'sync_due'),
      ...Array.from({ length: 3 }, () => 'consumer_offline'),
    ])
  })
})
