import type { Attributes } from '../../../contract/attributes.ts'
import type { EpochDiff } from '../../../contract/resources/epoch.ts'

/** Every list in which two epochs differ. */
export const diffLists = [
  'added',
  'removed',
  'moved',
  'rerated',
  'described',
  'opened',
  'closed',
  'handed',
  'relevelled',
  'slots',
] as const
export type DiffList = (typeof diffLists)[number]

/** One difference: what it is about, and how it was before and is after, each empty where there was nothing. */
export interface DiffRow {
  readonly subject: string
  readonly from: string
  readonly to: string
}

const counts = {
  added: 'added',
  removed: 'removed',
  moved: 'moved_batch',
  rerated: 'rerated',
  described: 'described',
  opened: 'batches_opened',
  closed: 'batches_closed',
  handed: 'batches_handed',
  relevelled: 'batches_relevelled',
  slots: 'slots_moved',
} as const satisfies Record<DiffList, keyof EpochDiff['counts']>

/** How long a list is, all pages of it. */
export function countOf(diff: EpochDiff, list: DiffList): number {
  return diff.counts[counts[list]]
}

/** The rows of one page of a list. @param nobody what stands for no owner */
export function rowsOf({ targets, batches, slots }: EpochDiff, list: DiffList, nobody: string): DiffRow[] {
  const owner = (id: string | null) => id ?? nobody
  const change = (subject: string | number, from: string | number, to: string | number): DiffRow => ({
    subject: String(subject),
    from: String(from),
    to: String(to),
  })
  switch (list) {
    case 'added':
      return targets.added.map(({ target, batch_id }) => change(target, '', batch_id))
    case 'removed':
      return targets.removed.map(({ target, batch_id }) => change(target, batch_id, ''))
    case 'moved':
      return targets.moved.map(({ target, from, to }) => change(target, from, to))
    case 'rerated':
      return targets.rerated.map(({ target, from, to }) => change(target, from, to))
    case 'described':
      return targets.described.map(({ target, from, to }) => change(target, said(from), said(to)))
    case 'opened':
      return batches.opened.map(({ batch_id, consumer_id }) => change(batch_id, '', owner(consumer_id)))
    case 'closed':
      return batches.closed.map(({ batch_id, consumer_id }) => change(batch_id, owner(consumer_id), ''))
    case 'handed':
      return batches.handed.map(({ batch_id, from, to }) => change(batch_id, owner(from), owner(to)))
    case 'relevelled':
      return batches.relevelled.map(({ batch_id, from, to }) => change(batch_id, from, to))
    case 'slots':
      return slots.map(({ slot, from, to }) => change(slot, owner(from), owner(to)))
  }
}

/** Attributes in a line: `chain: eth · label: USDC`. */
function said(attributes: Attributes | null): string {
  return Object.entries(attributes ?? {})
    .map(([name, value]) => `${name}: ${value}`)
    .join(' · ')
}

/** The list to look at first: the first that has anything in it. */
export function firstList(diff: EpochDiff): DiffList {
  return diffLists.find((list) => countOf(diff, list) > 0) ?? 'added'
}
