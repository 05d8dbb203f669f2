import type { Condition } from '../../../console/condition.ts'
import type { EventResource } from '../../../contract/events.ts'

/** A part of time in which a consumer was in one condition; null where that is not known, or it was not there. */
export interface StateSpan {
  readonly from: number
  readonly to: number
  readonly state: Condition | null
}

/** What events tell of the condition of a consumer: its states, and the alerts about it. */
type StateEvent = Extract<EventResource, { type: 'consumer_status' | 'alert' }>

const isTelling = (event: EventResource): event is StateEvent =>
  event.type === 'consumer_status' || (event.type === 'alert' && conditionOfAlert(event.data.kind) !== null)

function conditionOfAlert(kind: string): Condition | null {
  return kind === 'consumer_stuck' ? 'stuck' : kind === 'consumer_flapping' ? 'flapping' : null
}

/**
 * `[UI-11]` The conditions of a consumer over a range of time, one after the other.
 * @param events that tell of them, oldest first; those before the range say how it began
 */
export function stateSpans(events: readonly EventResource[], range: { from: number; to: number }): StateSpan[] {
  const spans: StateSpan[] = []
  let state: Condition | null = null
  let mark: Condition | null = null
  let from = range.from
  const end = (to: number) => {
    const shown = state === 'online' && mark !== null ? mark : state
    const last = spans.at(-1)
    if (to <= from) return
    if (last?.state === shown) spans[spans.length - 1] = { ...last, to }
    else spans.push({ from, to, state: shown })
    from = to
  }
  for (const event of events) {
    if (!isTelling(event) || event.at >= range.to) continue
    if (event.at > range.from) end(event.at)
    if (event.type === 'consumer_status') state = event.data.state === 'gone' ? null : event.data.state
    else mark = event.data.action === 'raised' ? conditionOfAlert(event.data.kind) : null
  }
  end(range.to)
  return spans
}
