import { expect, it } from 'vitest'
import { severityOfEvent } from './event-severity.ts'
import type { EventType } from './events.ts'

const grave = (type: string, data: object = {}) => severityOfEvent({ type: type as EventType, data })

it('[EV-10] what fails or goes is a warning, what comes back is not', () => {
  expect(grave('batch_status', { status: 'error' })).toBe('warning')
  expect(grave('batch_status', { status: 'running' })).toBe('info')
  expect(['suspect', 'offline', 'lost', 'online', 'gone'].map((state) => grave('consumer_status', { state }))).toEqual([
    'warning',
    'warning',
    'warning',
    'info',
    'info',
  ])
  expect(grave('operator', { outcome: 'ok' })).toBe('info')
  expect(grave('operator', { outcome: 'CONFLICT' })).toBe('warning')
})

it('[EV-10] an alert is as grave as its kind when it comes, and no more when it is over', () => {
  expect(grave('alert', { action: 'raised', kind: 'coverage' })).toBe('critical')
  expect(grave('alert', { action: 'raised', kind: 'consumer_lost' })).toBe('warning')
  expect(grave('alert', { action: 'raised', kind: 'sync_due' })).toBe('info')
  expect(grave('alert', { action: 'cleared', kind: 'coverage' })).toBe('info')
})

it('[EV-10] a disk that refuses is critical until it takes what is written', () => {
  expect(['failed', 'lost', 'recovered'].map((action) => grave('storage', { action }))).toEqual([
    'critical',
    'critical',
    'info',
  ])
})

it('[EV-10] knows nothing of what a later version may write, and raises no alarm for its type', () => {
  expect(grave('of_tomorrow', { status: 'error' })).toBe('info')
  expect(grave('alert', { action: 'raised', kind: 'of_tomorrow' })).toBe('warning')
  expect(grave('batch_status', { status: 'constructor' })).toBe('info')
  expect(grave('batch_status', {})).toBe('info')
})
