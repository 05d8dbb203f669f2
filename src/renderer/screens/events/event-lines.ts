import type { EventResource } from '../../../contract/events.ts'
import type { Burst } from '../../features/events/bursts.ts'

/** One line of the log as it is shown. */
export type Line =
  | { readonly kind: 'event'; readonly key: string; readonly event: EventResource; readonly burst: Burst | null }
  | { readonly kind: 'burst'; readonly key: string; readonly burst: Burst; readonly isOpen: boolean }
  /** All about the event above it. */
  | { readonly kind: 'detail'; readonly key: string; readonly event: EventResource }
  /** The events of a burst that are not shown yet. */
  | { readonly kind: 'more'; readonly key: string; readonly burst: Burst; readonly hidden: Burst['events'] }

/** What is unfolded, by numbers of events; a burst is unfolded by any of its events, whichever is its newest by now. */
export interface Unfolded {
  readonly events: ReadonlySet<number>
  readonly bursts: ReadonlySet<number>
  /** Bursts of which all are shown. */
  readonly whole: ReadonlySet<number>
}

/** So many events of a burst are shown before somebody asks for all. */
const MAX_CHILDREN = 5

const tokens = { '': 'events', b: 'bursts', w: 'whole' } as const

/** `[UI-8]` What `open` in the address says: `57765`, `b58392` or `w58392`, with commas; what cannot be read is left out. */
export function parseUnfolded(open: string): Unfolded {
  const found = { events: new Set<number>(), bursts: new Set<number>(), whole: new Set<number>() }
  for (const token of open.split(',')) {
    const [, kind, seq] = /^([bw]?)([0-9]{1,15})$/.exec(token) ?? []
    if (seq !== undefined) found[tokens[kind as keyof typeof tokens]].add(Number(seq))
  }
  return found
}

export function formatUnfolded({ events, bursts, whole }: Unfolded): string {
  return [...events, ...[...bursts].map((seq) => `b${seq}`), ...[...whole].map((seq) => `w${seq}`)].join(',')
}

/** The lines for these rows, with what is unfolded. */
export function linesOf(rows: readonly (EventResource | Burst)[], unfolded: Unfolded): Line[] {
  const isUnfolded = unfolded.events.size + unfolded.bursts.size + unfolded.whole.size > 0
  return rows.flatMap((row): Line[] => {
    if (!('events' in row)) return eventLines(row, null, unfolded)
    const key = `b${row.events[0].seq}`
    const isOpen = isUnfolded && isBurstOpen(row, unfolded)
    const head: Line = { kind: 'burst', key, burst: row, isOpen }
    if (!isOpen) return [head]
    const shown = isWhole(row, unfolded) ? row.events : row.events.slice(0, MAX_CHILDREN)
    const [first, ...others] = row.events.slice(shown.length)
    return [
      head,
      ...shown.flatMap((event) => eventLines(event, row, unfolded)),
      ...(first
        ? [{ kind: 'more', key: `m${row.events[0].seq}`, burst: row, hidden: [first, ...others] } as const]
        : []),
    ]
  })
}

function eventLines(event: EventResource, burst: Burst | null, { events }: Unfolded): Line[] {
  const line: Line = { kind: 'event', key: String(event.seq), event, burst }
  return events.has(event.seq) ? [line, { kind: 'detail', key: `d${event.seq}`, event }] : [line]
}

function isBurstOpen({ events }: Burst, { bursts, whole, events: single }: Unfolded): boolean {
  return events.some(({ seq }) => bursts.has(seq) || whole.has(seq) || single.has(seq))
}

/** Asked for, or one of those that would be hidden is open. */
function isWhole({ events }: Burst, { whole, events: single }: Unfolded): boolean {
  return events.some(({ seq }, i) => whole.has(seq) || (i >= MAX_CHILDREN && single.has(seq)))
}

/** What is unfolded after a line was folded or unfolded. */
export function toggled(line: Line, unfolded: Unfolded): Unfolded {
  const events = new Set(unfolded.events)
  const bursts = new Set(unfolded.bursts)
  const whole = new Set(unfolded.whole)
  switch (line.kind) {
    case 'detail':
      events.delete(line.event.seq)
      break
    case 'event':
      if (!events.delete(line.event.seq)) events.add(line.event.seq)
      // Where a burst is open because of this event, it stays so.
      else if (line.burst) (isWhole(line.burst, unfolded) ? whole : bursts).add(line.event.seq)
      break
    case 'burst':
      if (line.isOpen) {
        for (const { seq } of line.burst.events) {
          for (const set of [events, bursts, whole]) set.delete(seq)
        }
      } else bursts.add(line.burst.events[0].seq)
      break
    case 'more':
      whole.add(line.burst.events[0].seq)
      break
  }
  return { events, bursts, whole }
}
