import { expect, it } from 'vitest'
import { maintenanceOf } from './maintenance-of.ts'

it('[MW-2] maintenance is of the consumers chosen, or of the label that they and nobody else carry', () => {
  const consumers = new Map([
    ['c1', { labels: { zone: 'eu', rack: '1' } }],
    ['c2', { labels: { rack: '2', zone: 'eu' } }],
    ['c3', { labels: { zone: 'us', rack: '2' } }],
  ])
  const scope = (...ids: string[]) => maintenanceOf(ids, consumers).scope
  expect(scope('c1', 'c2')).toEqual({ labels: { zone: 'eu' } })
  expect(scope('c2', 'c3')).toEqual({ labels: { rack: '2' } })
  expect(scope('c1', 'c3')).toEqual({ consumers: ['c1', 'c3'] })
  expect(scope('c1')).toEqual({ consumers: ['c1'] })
  expect(scope('c1', 'c2', 'c3')).toEqual({ consumers: ['c1', 'c2', 'c3'] })
  expect(scope('c9', 'c8')).toEqual({ consumers: ['c9', 'c8'] })
  expect(maintenanceOf(['c1'], consumers)).toMatchObject({ mutes: true, holds: true })
})
