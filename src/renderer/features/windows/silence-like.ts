import type { AlertKind } from '../../../contract/resources/alert.ts'
import type { WindowSuggestion } from '../../stores/dialog.ts'

interface Like {
  readonly kind: AlertKind
  readonly task_id?: number
  readonly consumer_id?: string
}

/** `[AL-7]` A silence of what an alert is one of: its kind, about the same consumer or else the same task. */
export function silenceLike({ kind, consumer_id, task_id }: Like): WindowSuggestion {
  const about = consumer_id !== undefined ? { consumers: [consumer_id] } : task_id !== undefined ? { task_id } : {}
  return { mutes: true, holds: false, scope: { kinds: [kind], ...about } }
}
