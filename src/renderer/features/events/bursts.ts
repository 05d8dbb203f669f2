import type { EventResource } from '../../../contract/events.ts'

/** Events of one kind that came one after the other, newest first. */
export interface Burst {
  readonly kind: string
  readonly events: readonly [EventResource, ...EventResource[]]
}

/** The most that may lie between two events of a burst, ms. */
const MAX_GAP_MS = 30_000
/** So few are read as quickly one by one. */
const LEAST_EVENTS = 5

/**
 * Makes one of many: events of one kind, at most 30 s apart, five or more. A burst stands where its newest event stands, so
 * that older ones that are loaded, and newer ones that come, move no row that is not theirs; what else happened meanwhile
 * stays between.
 * @param events newest first
 * @returns all of them, each once, in the order of the newest of each
 */
export function groupBursts(events: readonly EventResource[]): (EventResource | Burst)[] {
  const runs = runsOf(events)
  const rows: (EventResource | Burst)[] = []
  for (const event of events) {
    const run = runs.get(event.seq)
    const [newest] = run ?? []
    if (!run || run.length < LEAST_EVENTS || !newest) rows.push(event)
    else if (newest === event) rows.push({ kind: kindOf(event) ?? '', events: [newest, ...run.slice(1)] })
  }
  return rows
}

/** The run that each event is in, by its number. */
function runsOf(events: readonly EventResource[]): ReadonlyMap<number, readonly EventResource[]> {
  const runs = new Map<number, EventResource[]>()
  const latest = new Map<string, EventResource[]>()
  for (const event of events) {
    const kind = kindOf(event)
    if (kind === null) continue
    const open = latest.get(kind)
    const last = open?.at(-1)
    const run = open && last && Math.abs(last.at - event.at) <= MAX_GAP_MS ? open : []
    run.push(event)
    latest.set(kind, run)
    runs.set(event.seq, run)
  }
  return runs
}

/** What makes two events the like of each other; null for those of which each is read for its own sake. */
export function kindOf(event: EventResource): string | null {
  const { type, task_id = '' } = event
  switch (type) {
    case 'batch_status':
      return `${type} ${task_id} ${event.data.status}`
    case 'consumer_status':
      return `${type} ${event.data.state}`
    case 'member':
      return `${type} ${event.data.change}`
    case 'reload_sent':
      return `${type} ${task_id} ${event.data.epoch}`
    case 'reload_ack':
      return `${type} ${task_id} ${event.data.epoch} ${event.data.action}`
    case 'rollout':
      return `${type} ${task_id} ${event.data.epoch} ${event.data.state}`
    case 'epoch':
      return `${type} ${task_id} ${event.data.state}`
    case 'session':
      return `${type} ${event.data.action} ${event.data.code ?? ''}`
    case 'operator':
      return `${type} ${task_id} ${event.data.action} ${event.data.outcome}`
    case 'error':
    case 'limit':
      return `${type} ${event.data.code}`
    case 'alert':
      return `${type} ${event.data.action} ${event.data.kind}`
    case 'source':
      return `${type} ${task_id} ${event.data.outcome}`
    case 'storage':
      return `${type} ${event.data.what} ${event.data.action}`
    default:
      return null
  }
}
