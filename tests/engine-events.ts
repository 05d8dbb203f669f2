import type { NewEvent } from '../src/contract/events.ts'
import type { Engine } from '../src/engine/engine.ts'
import { eventOfFact } from '../src/monitor/events/fact-event.ts'

/** What the audit log has of everything that happened since the changes were drained last. */
export function drainEvents(engine: Engine, now: number): NewEvent[] {
  return (engine.drain(now)?.facts ?? []).flatMap((fact) => eventOfFact(fact) ?? [])
}
