import { describe, expect, it } from 'vitest'
import type { AlertResource } from '../../../contract/resources/alert.ts'
import { alertRows, countRows, rowKey } from './alert-rows.ts'

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

  it('[AL-6] [AL-7] those that need nobody are below the others, are not counted, and are lines of their own', () => {
    const mark = (at: number, by = 'anna') => ({ acknowledged: { at, by } })
    const lost = Array.from({ length: 9 }, (_, i) => ({
      ...alert('consumer_lost', 100 + i, `c${i}`),
      ...(i < 5 && mark(i, `o${i}`)),
    }))
    const muted = { ...alert('coverage', 7), muted: { window_id: 1, until: 50 } }
    const snoozed = { ...alert('storage', 8), snoozed: { at: 1, by: null, until: 40 } }
    const rows = alertRows([muted, snoozed, ...lost, alert('sync_due', 900)])
    expect(rows.map(({ kind, stand, ids }) => [kind, stand, ids.length])).toEqual([
      ['consumer_lost', 'open', 4],
      ['sync_due', 'open', 1],
      ['consumer_lost', 'acknowledged', 5],
      ['storage', 'snoozed', 1],
      ['coverage', 'muted', 1],
    ])
    expect(rows[2]?.acknowledged).toEqual({ at: 4, by: 'o4' })
    expect(rows[2]?.ids).toEqual(lost.slice(0, 5).map(({ alert_id }) => alert_id))
    expect(countRows(rows)).toEqual({ critical: 0, warning: 1, info: 1 })
    expect(new Set(rows.map(rowKey)).size).toBe(rows.length)
  })
})
