import type { EventData } from '../../contract/events.ts'
import type { WindowResource } from '../../contract/resources/window.ts'

/** `[MW-1]` What the audit log says of a window. @param token of whoever did it, by its name; null where nobody did, or none was needed */
export function windowEvent(
  { window_id, mutes, holds, from, until, cron, why, scope }: WindowResource,
  action: EventData<'window'>['action'],
  token: string | null,
): EventData<'window'> {
  return {
    window_id,
    action,
    mutes,
    holds,
    from,
    until,
    ...(cron !== null && { cron }),
    ...(token !== null && { token }),
    ...(why !== '' && { why }),
    ...(scope.consumers && { consumers: scope.consumers.length }),
    ...(scope.labels && { labels: scope.labels }),
  }
}
