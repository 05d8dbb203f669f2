import { severityOf } from '../../../contract/resources/alert.ts'
import type { AlertKind } from '../../../contract/resources/alert.ts'
import type { EventResource, EventType } from '../../../contract/events.ts'

/** Among these is what stands out. What befalls a consumer is told by the alerts of it, so it does not come twice. */
export const notableTypes = [
  'alert',
  'epoch',
  'storage',
  'clock',
  'monitor',
  'limit',
  'note',
] as const satisfies EventType[]

/** What somebody who comes in the morning wants to know of: what was wrong, that it is over, and what was changed. */
export function isNotable(event: EventResource): boolean {
  switch (event.type) {
    case 'alert':
      // One that is cleared is worth as much as it was.
      return severityOf(event.data.kind as AlertKind) !== 'info'
    case 'epoch':
      // An epoch comes once; that it is through is the rule, that it is not is none.
      return event.data.counts !== undefined || event.data.state === 'degraded'
    case 'storage':
    case 'clock':
    case 'limit':
    case 'note':
      return true
    case 'monitor':
      return event.data.action === 'started'
    default:
      return false
  }
}
