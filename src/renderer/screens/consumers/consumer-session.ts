import type { EventResource } from '../../../contract/events.ts'

/** A connection that spoke for a consumer. */
export interface ConsumerSession {
  readonly id: string
  /** ms; null where its beginning is not known any more. */
  readonly from: number | null
  /** ms; null while it is open. */
  readonly to: number | null
  readonly remote: string | null
  /** How it ended: another took its place, or why the monitor ended it; null where it just closed, or is open. */
  readonly ended: { readonly kind: 'replaced' } | { readonly kind: 'code'; readonly code: string } | null
}

/**
 * The sessions of a consumer, newest first.
 * @param events of its sessions (WS-17), newest first
 */
export function sessionsOf(events: readonly EventResource[]): readonly ConsumerSession[] {
  const sessions = new Map<string, ConsumerSession>()
  for (const event of events) {
    if (event.type !== 'session') continue
    const { action, session_id: id, remote, code } = event.data
    const known = sessions.get(id) ?? { id, from: null, to: null, remote, ended: null }
    if (action === 'opened') sessions.set(id, { ...known, from: event.at, remote })
    else if (action === 'replaced') sessions.set(id, { ...known, to: event.at, ended: { kind: 'replaced' } })
    else sessions.set(id, { ...known, to: event.at, ended: code === undefined ? null : { kind: 'code', code } })
  }
  return [...sessions.values()]
}
