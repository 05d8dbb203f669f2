import type { EpochResource } from '../../../contract/resources/epoch.ts'

/** What kinds of causes there are: a change of targets, of members, of options, an operator's sync, a rollback. */
export const causeKinds = ['targets', 'members', 'sync', 'rollback', 'options'] as const
export type CauseKind = (typeof causeKinds)[number]

const beginnings = [
  ['targets', /^target (import|change)\b/],
  ['sync', /^operator (sync|rebalance)\b/],
  ['rollback', /^rollback to \d/],
  ['options', /^options:/],
] as const satisfies [CauseKind, RegExp][]

/** `[EP-5]` The kinds of a cause in words. Beside its own kind an epoch may name members that came or went meanwhile. */
export function kindsOf(cause: string): ReadonlySet<CauseKind> {
  const kinds = new Set<CauseKind>()
  for (const part of cause.split('; ')) {
    kinds.add(beginnings.find(([, beginning]) => beginning.test(part))?.[0] ?? 'members')
  }
  return kinds
}

/** Words are looked for in the cause; a number is that of the epoch, too. */
export function matches({ epoch, cause }: EpochResource, kind: string, query: string): boolean {
  if (causeKinds.some((known) => known === kind) && !kindsOf(cause).has(kind as CauseKind)) return false
  const words = query.trim().toLowerCase()
  return words === '' || cause.toLowerCase().includes(words) || String(epoch) === words
}
