import type { EventResource, EventType } from '../../../contract/events.ts'

/** Among these is what stands out, beside the alerts. What befalls consumers is told by those: it does not come twice. */
export const notableTypes = [
  'epoch',
  'storage',
  'clock',
  'monitor',
  'limit',
  'note',
  'window',
] as const satisfies EventType[]

/** What somebody who comes in the morning wants to know of. */
export function isNotable(event: EventResource): boolean {
  switch (event.type) {
    case 'epoch':
      // An epoch comes once; that it is through is the rule, that it is not is none.
      return event.data.counts !== undefined || event.data.state === 'degraded'
    case 'monitor':
      return event.data.action === 'started'
    case 'storage':
    case 'clock':
    case 'limit':
    case 'note':
      return true
    case 'window':
      // That it was made is told by its beginning.
      return event.data.action !== 'created'
    default:
      return false
  }
}
