import type { PlanDelta } from './delta.ts'
import type { Priority } from './priority.ts'

/**
 * `[EP-6]` What is left of the deltas of epochs that follow each other: the delta from the first assignment to the last.
 * Whatever went there and back is no difference. It costs in proportion to the deltas and keeps one of them at a time.
 */
export function composeDeltas(deltas: Iterable<PlanDelta>): PlanDelta {
  const targets = new Traces<string, number, Priority>()
  const batches = new Traces<number, string | null, Priority>()
  const slots = new Traces<number, string | null, never>()
  for (const delta of deltas) {
    for (const [target, batch, priority] of delta.removed) targets.leave(target, batch, priority)
    for (const [target, batch, priority] of delta.added) targets.come(target, batch, priority)
    for (const [target, from, to] of delta.moved) targets.changeFirst(target, from, to)
    for (const [target, from, to] of delta.rerated) targets.changeSecond(target, from, to)
    for (const [id, consumer, level] of delta.closed) batches.leave(id, consumer, level)
    for (const [id, consumer, level] of delta.opened) batches.come(id, consumer, level)
    for (const [id, from, to] of delta.handed) batches.changeFirst(id, from, to)
    for (const [id, from, to] of delta.relevelled) batches.changeSecond(id, from, to)
    for (const [slot, from, to] of delta.slots) slots.changeFirst(slot, from, to)
  }
  const ofTargets = targets.result()
  const ofBatches = batches.result()
  return {
    added: ofTargets.came,
    removed: ofTargets.left,
    moved: ofTargets.firsts,
    rerated: ofTargets.seconds,
    opened: ofBatches.came,
    closed: ofBatches.left,
    handed: ofBatches.firsts,
    relevelled: ofBatches.seconds,
    slots: slots.result().firsts,
  }
}

/** The way back. */
export function invertDelta(delta: PlanDelta): PlanDelta {
  return {
    added: delta.removed,
    removed: delta.added,
    moved: delta.moved.map(turned),
    rerated: delta.rerated.map(turned),
    opened: delta.closed,
    closed: delta.opened,
    handed: delta.handed.map(turned),
    relevelled: delta.relevelled.map(turned),
    slots: delta.slots.map(turned),
  }
}

function turned<Key, Value>([key, from, to]: readonly [Key, Value, Value]): readonly [Key, Value, Value] {
  return [key, to, from]
}

/** A value at the start and at the end. */
interface Change<Value> {
  readonly from: Value
  to: Value
}

/** One thing and its two values; one that no delta has named yet is null, and the same at the start and at the end. */
interface Trace<First, Second> {
  readonly wasThere: boolean
  isThere: boolean
  first: Change<First> | null
  second: Change<Second> | null
}

/** Follows things of one kind through all that befalls them. */
class Traces<Key, First, Second> {
  private readonly traces = new Map<Key, Trace<First, Second>>()

  come(key: Key, first: First, second: Second): void {
    const trace = this.trace(key, false)
    trace.isThere = true
    trace.first = changed(trace.first, first, first)
    trace.second = changed(trace.second, second, second)
  }

  leave(key: Key, first: First, second: Second): void {
    const trace = this.trace(key, true)
    trace.isThere = false
    trace.first = changed(trace.first, first, first)
    trace.second = changed(trace.second, second, second)
  }

  changeFirst(key: Key, from: First, to: First): void {
    const trace = this.trace(key, true)
    trace.first = changed(trace.first, from, to)
  }

  changeSecond(key: Key, from: Second, to: Second): void {
    const trace = this.trace(key, true)
    trace.second = changed(trace.second, from, to)
  }

  result() {
    const came: [Key, First, Second][] = []
    const left: [Key, First, Second][] = []
    const firsts: [Key, First, First][] = []
    const seconds: [Key, Second, Second][] = []
    for (const [key, { wasThere, isThere, first, second }] of this.traces) {
      if (wasThere && isThere) {
        if (first && first.from !== first.to) firsts.push([key, first.from, first.to])
        if (second && second.from !== second.to) seconds.push([key, second.from, second.to])
      } else if (isThere) came.push([key, first!.to, second!.to])
      else if (wasThere) left.push([key, first!.from, second!.from])
    }
    return { came, left, firsts, seconds }
  }

  /** @param wasThere what is true where this is the first that is heard of it */
  private trace(key: Key, wasThere: boolean): Trace<First, Second> {
    let trace = this.traces.get(key)
    if (!trace) this.traces.set(key, (trace = { wasThere, isThere: wasThere, first: null, second: null }))
    return trace
  }
}

function changed<Value>(change: Change<Value> | null, from: Value, to: Value): Change<Value> {
  if (!change) return { from, to }
  change.to = to
  return change
}
