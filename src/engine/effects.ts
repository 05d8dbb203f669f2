import type { ErrorCode } from '../contract/errors.ts'
import type { MonitorFrame, ObserverFrame } from '../contract/monitor-frames.ts'

/** What the sockets have to do. A `close` without a code is a normal end. */
export type Effect =
  | { readonly kind: 'send'; readonly session_id: string; readonly frame: MonitorFrame }
  | { readonly kind: 'broadcast'; readonly session_ids: Iterable<string>; readonly frame: ObserverFrame }
  | { readonly kind: 'close'; readonly session_id: string; readonly code: ErrorCode | null }
