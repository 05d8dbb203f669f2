import type { ConsumerResource } from '../contract/resources/consumer.ts'
import type { WindowScope } from '../contract/resources/window.ts'

/** `[MW-1]` The consumers that a scope is about now: by name, by labels, all of which they have to carry, or everybody. */
export function consumersIn(
  { consumers: named, labels = {} }: Pick<WindowScope, 'consumers' | 'labels'>,
  all: ReadonlyMap<string, Pick<ConsumerResource, 'labels'>>,
): readonly string[] {
  const ids = named ? [...new Set(named)].filter((id) => all.has(id)) : [...all.keys()]
  const wanted = Object.entries(labels)
  return ids.filter((id) => wanted.every(([name, value]) => all.get(id)?.labels[name] === value))
}
