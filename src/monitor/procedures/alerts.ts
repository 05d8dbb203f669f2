import { refusal } from '../../contract/refusal.ts'
import { procedure } from './procedure.ts'

/** Of which the last is shown where nobody says how much: a day. */
const USUAL_RANGE_MS = 86_400_000

/** `[AL-2]` `INVALID_MESSAGE` where the range ends before it begins; `STORAGE_FAILED` */
export const readAlertHistory = procedure('alerts.history', {
  role: 'viewer',
  audit: null,
  run({ alerts, now }, question) {
    // What is raised at this very moment is a part of it.
    const { to = now() + 1, from = to - USUAL_RANGE_MS } = question
    if (to <= from) throw refusal('range_backwards')
    return alerts.history({ ...question, from, to })
  },
})

/** `[AL-6]` `STORAGE_FAILED` */
export const acknowledgeAlerts = procedure('alerts.acknowledge', {
  role: 'operator',
  audit: { name: 'alerts.acknowledge', facts: () => ({}) },
  run() {
    throw new Error('Not there yet.')
  },
})

/** `[AL-6]` `STORAGE_FAILED` */
export const unacknowledgeAlerts = procedure('alerts.unacknowledge', {
  role: 'operator',
  audit: { name: 'alerts.unacknowledge', facts: () => ({}) },
  run() {
    throw new Error('Not there yet.')
  },
})

/** `[AL-6]` `INVALID_MESSAGE`, `STORAGE_FAILED` */
export const snoozeAlerts = procedure('alerts.snooze', {
  role: 'operator',
  audit: { name: 'alerts.snooze', facts: () => ({}) },
  run() {
    throw new Error('Not there yet.')
  },
})
