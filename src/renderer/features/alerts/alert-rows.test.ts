import { describe, expect, it } from 'vitest'
import type { AlertResource } from '../../../contract/resources/alert.ts'
import { alertRows, countRows } from './alert-rows.ts'

const alert = (kind: AlertResource['kind'], since: number, consumer_id = 'c'): AlertResource => ({
  alert_id: `${kind}:${consumer_id}${since}`,
  kind,
  since,
  consumer_id,
})

describe('[UI-9] the lines of alerts', () => {
  it('are in order of severity, then the newest first, and many of a kind are one', () => {
    const lost = Array.from({ length: 5 }, (_, i) => alert('consumer_lost', 100 + i, `c${i}`))
    const rows = alertRows([alert('sync_due', 900), ...lost, alert('batch_errors', 500), alert('coverage', 1)])
    expect(rows.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['coverage', 'critical'],
      ['batch_errors', 'warning'],
      ['consumer_lost', 'warning'],
      ['sync_due', 'info'],
    ])
    expect(countRows(rows)).toEqual({ critical: 1, warning: 2, info: 1 })
  })
})
