import type { ConsumerResource } from '../../../contract/resources/consumer.ts'
import type { WindowSuggestion } from '../../stores/dialog.ts'

type Consumers = ReadonlyMap<string, Pick<ConsumerResource, 'labels'>>

/**
 * `[MW-2]` Maintenance of these consumers: they keep their slots, and nobody is called for them. Where several are all that carry
 * a label, it is of the label: those that come with it during a deploy are meant, too.
 */
export function maintenanceOf(ids: readonly string[], consumers: Consumers): WindowSuggestion {
  const label = ids.length > 1 ? sharedLabel(ids, consumers) : null
  const scope = label === null ? { consumers: [...ids] } : { labels: Object.fromEntries([label]) }
  return { mutes: true, holds: true, scope }
}

/** A label of all of these and of nobody else; null where there is none. */
function sharedLabel(ids: readonly string[], consumers: Consumers): readonly [string, string] | null {
  const chosen = new Set(ids)
  const [first = ''] = ids
  const labels = Object.entries(consumers.get(first)?.labels ?? {})
  const isTheirs = ([name, value]: readonly [string, string]) =>
    [...consumers].every(([id, { labels: own }]) => (own[name] === value) === chosen.has(id))
  return labels.find(isTheirs) ?? null
}
