import { describe } from 'vitest'
import { attributes } from './attributes.ts'
import { commits } from './commits.ts'
import { edits } from './edits.ts'
import { histories } from './histories.ts'
import { lists } from './lists.ts'
import { alone, together } from './monitors.ts'
import { saves } from './saves.ts'
import { records } from './records.ts'
import { sources } from './sources.ts'
import type { MakeSubject, SharedSubject } from './subject.ts'
import { targets } from './targets.ts'
import { tasks } from './tasks.ts'
import { tokens } from './tokens.ts'
import { anyHistory } from './any-history.ts'

/** Everything that any storage is held to (`src/monitor/storage/port.ts`). */
export function describeStorage(name: string, make: MakeSubject): void {
  describe(`storage ${name}`, () => {
    tasks(make)
    tokens(make)
    sources(make)
    records(make)
    lists(make)
    commits(make)
    edits(make)
    saves(make)
    targets(make)
    attributes(make)
    histories(make)
    alone(make)
    anyHistory(make)
  })
}

/** And those that several monitors may have open at once. */
export function describeSharedStorage(name: string, make: () => SharedSubject): void {
  describeStorage(name, make)
  describe(`storage ${name}, shared`, () => {
    together(make)
  })
}
