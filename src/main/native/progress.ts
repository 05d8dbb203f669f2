import { needsSomebody } from '../../console/alert-stand.ts'
import type { FleetData } from '../../console/fleet-data.ts'
import type { ImportResource } from '../../contract/resources/import.ts'

/** What the dock and the task bar show. */
export interface Progress {
  /** From 0 to 1; null where it goes on, and nobody knows how far. */
  readonly share: number | null
  /** Whether it waits for somebody to look after it. */
  readonly isStuck: boolean
}

type Seen = Pick<FleetData, 'imports' | 'epochs' | 'alerts'>

/**
 * `[DT-22]` How far the imports are, or else the rollouts, of those who are connected; null where there is neither. An import
 * that was read and waits for its operator is none.
 */
export function progressOf({ imports, epochs, alerts }: Seen): Progress | null {
  const running = imports.filter(({ phase }) => phase !== 'ready')
  if (running.length > 0) return { share: shareReceived(running), isStuck: false }
  let [done, awaited] = [0, 0]
  let isStuck = false
  for (const [taskId, [newest]] of epochs) {
    if (!newest || newest.state === 'settled' || newest.state === 'superseded') continue
    const isOpen = alerts.some(
      (alert) => alert.kind === 'rollout_stuck' && alert.task_id === taskId && needsSomebody(alert),
    )
    const { acked, confirmed, sent, stuck } = newest.told
    // Who is away hears of it on the return, and who is stuck and looked after may stay so: neither is progress.
    const missing = sent + (isOpen ? stuck : 0)
    if (missing === 0) continue
    isStuck ||= isOpen
    done += acked + confirmed
    awaited += missing
  }
  return awaited === 0 ? null : { share: done / (done + awaited), isStuck }
}

/** All of them together. Null as soon as one does not say how long it is, or is past coming in. */
function shareReceived(imports: readonly ImportResource[]): number | null {
  let [bytes, total] = [0, 0]
  for (const one of imports) {
    if (one.phase !== 'receiving' || one.total_bytes === null || one.total_bytes === 0) return null
    bytes += Math.min(one.bytes, one.total_bytes)
    total += one.total_bytes
  }
  return bytes / total
}
