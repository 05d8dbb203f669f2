import { expect, it } from 'vitest'
import type { Alert } from './standing-alerts.ts'
import { StandingAlerts } from './standing-alerts.ts'

const act = { action: 'acknowledged', mark: { at: 1, by: 'anna' } } as const

it('[AL-6] what is critical outgrows its acknowledgement with half as much again; what is not, never does', () => {
  const standing = new StandingAlerts()
  const look = (count: number) => {
    const derived: Alert[] = [
      { alert_id: 'mass_loss:1', kind: 'mass_loss', task_id: 1, count },
      { alert_id: 'batch_errors', kind: 'batch_errors', count },
    ]
    standing.update(derived, () => false, 5)
    return standing.all.map(({ acknowledged }) => acknowledged?.count)
  }
  look(10)
  standing.mark(standing.marked(['mass_loss:1', 'batch_errors'], act), act)
  expect(look(10)).toEqual([10, 10])
  expect(look(15)).toEqual([10, 10])
  expect(look(16)).toEqual([undefined, 10])
  // Back to what was seen it is not taken over again by itself.
  expect(look(10)).toEqual([undefined, 10])
})
