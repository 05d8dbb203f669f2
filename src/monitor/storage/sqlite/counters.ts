import { Damage } from './damage.ts'
import type { Statements } from './statements.ts'

/** Numbers that outlive everything else. */
export type CounterName =
  | 'next_batch_id'
  | 'next_task_id'
  /** Which database it is; never changes. */
  | 'database'
  /** Grows with everything that is decided: of two copies of a database the one with the higher one is the newer. */
  | 'generation'
  /** 1 from its opening to a clean end; 2 where it was not one, but nothing is in a WAL any more. */
  | 'open'
  | GivenCounter

/** Of a task the highest number of an epoch that a lost state gave out (ST-3). */
export type GivenCounter = `epochs_given:${number}`

/** @throws {Damage} */
export function counter(statements: Statements, name: CounterName): number {
  const cells = statements.counter.get(name)
  if (!cells) throw new Damage('counters', name)
  statements.tables.counters.assertSound(cells, name)
  return cells['value'] as number
}

export function setCounter({ tables }: Statements, name: CounterName, value: number): void {
  tables.counters.put(name, value)
}

export function raiseCounter(statements: Statements, name: CounterName, value: number): void {
  if (value > counter(statements, name)) setCounter(statements, name, value)
}
