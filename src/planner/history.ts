import type { DeltaTarget, PlanDelta } from './delta.ts'
import type { Priority } from './priority.ts'

/**
 * `[EP-6]` What is left of the deltas of epochs that follow each other: the delta from the first assignment to the last.
 * Whatever went there and back is no difference. It costs in proportion to the deltas and keeps one of them at a time.
 */
export function composeDeltas(deltas: Iterable<PlanDelta>): PlanDelta {
  const targets = new Traces<string, number, Priority, string | null>()
  const batches = new Traces<number, string | null, Priority, null>()
  const slots = new Traces<number, string | null, never, never>()
  for (const delta of deltas) {
    for (const [target, batch, priority, text = null] of delta.removed) targets.leave(target, batch, priority, text)
    for (const [target, batch, priority, text = null] of delta.added) targets.come(target, batch, priority, text)
    for (const [target, from, to] of delta.moved) targets.changeFirst(target, from, to)
    for (const [target, from, to] of delta.rerated) targets.changeSecond(target, from, to)
    for (const [target, from, to] of delta.described) targets.changeThird(target, from, to)
    for (const [id, consumer, level] of delta.closed) batches.leave(id, consumer, level, null)
    for (const [id, consumer, level] of delta.opened) batches.come(id, consumer, level, null)
    for (const [id, from, to] of delta.handed) batches.changeFirst(id, from, to)
    for (const [id, from, to] of delta.relevelled) batches.changeSecond(id, from, to)
    for (const [slot, from, to] of delta.slots) slots.changeFirst(slot, from, to)
  }
  const ofTargets = targets.result()
  const ofBatches = batches.result()
  return {
    added: ofTargets.came.map(withAttributes),
    removed: ofTargets.left.map(withAttributes),
    moved: ofTargets.firsts,
    rerated: ofTargets.seconds,
    described: ofTargets.thirds,
    opened: ofBatches.came.map(([id, consumer, level]) => [id, consumer, level] as const),
    closed: ofBatches.left.map(([id, consumer, level]) => [id, consumer, level] as const),
    handed: ofBatches.firsts,
    relevelled: ofBatches.seconds,
    slots: slots.result().firsts,
  }
}

function withAttributes([target, batch, priority, text]: readonly [
  string,
  number,
  Priority,
  string | null,
]): DeltaTarget {
  return text === null ? [target, batch, priority] : [target, batch, priority, text]
}

/** The way back. */
export function invertDelta(delta: PlanDelta): PlanDelta {
  return {
    added: delta.removed,
    removed: delta.added,
    moved: delta.moved.map(turned),
    rerated: delta.rerated.map(turned),
    described: delta.described.map(turned),
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

/** One thing and its three values; one that no delta has named yet is null, and the same at the start and at the end. */
interface Trace<First, Second, Third> {
  readonly wasThere: boolean
  isThere: boolean
  first: Change<First> | null
  second: Change<Second> | null
  third: Change<Third> | null
}

/** Follows things of one kind through all that befalls them. */
class Traces<Key, First, Second, Third> {
  private readonly traces = new Map<Key, Trace<First, Second, Third>>()

  come(key: Key, first: First, second: Second, third: Third): void {
    const trace = this.trace(key, false)
    trace.isThere = true
    trace.first = changed(trace.first, first, first)
    trace.second = changed(trace.second, second, second)
    trace.third = changed(trace.third, third, third)
  }

  leave(key: Key, first: First, second: Second, third: Third): void {
    const trace = this.trace(key, true)
    trace.isThere = false
    trace.first = changed(trace.first, first, first)
    trace.second = changed(trace.second, second, second)
    trace.third = changed(trace.third, third, third)
  }

  changeFirst(key: Key, from: First, to: First): void {
    const trace = this.trace(key, true)
    trace.first = changed(trace.first, from, to)
  }

  changeSecond(key: Key, from: Second, to: Second): void {
    const trace = this.trace(key, true)
    trace.second = changed(trace.second, from, to)
  }

  changeThird(key: Key, from: Third, to: Third): void {
    const trace = this.trace(key, true)
    trace.third = changed(trace.third, from, to)
  }

  result() {
    const came: [Key, First, Second, Third][] = []
    const left: [Key, First, Second, Third][] = []
    const firsts: [Key, First, First][] = []
    const seconds: [Key, Second, Second][] = []
    const thirds: [Key, Third, Third][] = []
    for (const [key, { wasThere, isThere, first, second, third }] of this.traces) {
      if (wasThere && isThere) {
        if (first && first.from !== first.to) firsts.push([key, first.from, first.to])
        if (second && second.from !== second.to) seconds.push([key, second.from, second.to])
        if (third && third.from !== third.to) thirds.push([key, third.from, third.to])
      } else if (isThere) came.push([key, first!.to, second!.to, third!.to])
      else if (wasThere) left.push([key, first!.from, second!.from, third!.from])
    }
    return { came, left, firsts, seconds, thirds }
  }

  /** @param wasThere what is true where this is the first that is heard of it */
  private trace(key: Key, wasThere: boolean): Trace<First, Second, Third> {
    let trace = this.traces.get(key)
    if (!trace) this.traces.set(key, (trace = { wasThere, isThere: wasThere, first: null, second: null, third: null }))
    return trace
  }
}

function changed<Value>(change: Change<Value> | null, from: Value, to: Value): Change<Value> {
  if (!change) return { from, to }
  change.to = to
  return change
}
