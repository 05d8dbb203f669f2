import { type CauseGroup, causeGroup, causeGroups } from '../../../contract/cause.ts'
import type { EpochResource } from '../../../contract/resources/epoch.ts'

/**
 * Beside its own cause an epoch may name members that came or went meanwhile: it is of both groups. Words are looked for
 * in the cause as it is shown; a number is that of the epoch, too.
 * @param text the cause in the language of the page
 */
export function matches({ epoch, causes }: EpochResource, text: string, group: string, query: string): boolean {
  if (isGroup(group) && !causes.some((cause) => causeGroup(cause) === group)) return false
  const words = query.trim().toLowerCase()
  return words === '' || text.toLowerCase().includes(words) || String(epoch) === words
}

function isGroup(name: string): name is CauseGroup {
  return causeGroups.some((group) => group === name)
}
