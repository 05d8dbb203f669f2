import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { windowResource } from '../../contract/resources/window.ts'
import type { StoredRecord } from '../storage/port.ts'
import type { LiveWindow, WindowTerms } from './live-window.ts'
import type { WindowSpan } from './window-schedule.ts'

const KIND = 'window'
/** Beside the windows: the number of the next one, so that none is used twice. */
const NEXT = 'next'

const { until: _until, active: _active, ...terms } = windowResource.properties
const time = Type.Integer()
const keptWindow = Compile(
  Type.Object({ terms: Type.Object(terms), open: Type.Union([Type.Null(), Type.Object({ from: time, until: time })]) }),
)
const keptNext = Compile(Type.Object({ next: Type.Integer({ minimum: 1 }) }))

/** What was kept of windows. */
export interface KeptWindows {
  readonly windows: readonly { readonly terms: WindowTerms; readonly open: WindowSpan | null }[]
  /** The number of the next one. */
  readonly next: number
  /** Names of those that cannot be read, for example of a later version. */
  readonly unreadable: readonly string[]
}

/** Of all records those that are windows. */
export function windowsIn(records: readonly StoredRecord[]): KeptWindows {
  const windows: KeptWindows['windows'][number][] = []
  const unreadable: string[] = []
  let next = 1
  for (const { kind, name, view } of records) {
    if (kind !== KIND) continue
    if (name === NEXT) {
      if (keptNext.Check(view)) next = Math.max(next, view.next)
    } else if (keptWindow.Check(view)) {
      windows.push(view)
      next = Math.max(next, view.terms.window_id + 1)
    } else unreadable.push(name)
  }
  return { windows, next, unreadable }
}

export function recordOf({ id, kept }: Pick<LiveWindow, 'id' | 'kept'>): StoredRecord {
  return { kind: KIND, ...nameOf(id), view: kept }
}

/** How the record of a window is called. */
export function keyOf(id: number): readonly [kind: string, name: string] {
  return [KIND, nameOf(id).name]
}

export function recordOfNext(next: number): StoredRecord {
  return { kind: KIND, name: NEXT, view: { next } }
}

function nameOf(id: number): { readonly name: string } {
  return { name: String(id) }
}
