import type { EventResource } from '../../../contract/events.ts'

/** `[WS-15]` `[WS-16]` What was reported by somebody it was not planned for is a row of its own. */
export function placeOfBatch({ type, data, batch_id, consumer_id }: EventResource): string {
  const isStray = type === 'batch_status' && (data.stale === true || data.unplanned === true)
  return isStray ? `${consumer_id ?? ''}/${batch_id}` : String(batch_id)
}
