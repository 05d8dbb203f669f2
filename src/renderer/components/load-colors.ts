/** More owners than this cannot be told apart by colour (UI-2). */
const MAX_OWNER_COLORS = 20

type Owner = string | null

/** How much the least and the most loaded owner has, in targets, and where every owner stands between them. */
export interface LoadScale {
  readonly least: number
  readonly most: number
  /** 0–1 */
  readonly share: ReadonlyMap<Owner, number>
}

/**
 * `[UI-2]` The scale that a map of many owners is coloured by; null where there are few enough for a colour each. What nobody
 * owns is hatched and no part of it.
 */
export function loadScale(owners: readonly Owner[], targets: readonly number[]): LoadScale | null {
  const loads = new Map<Owner, number>()
  for (const [slot, owner] of owners.entries()) {
    if (owner !== null) loads.set(owner, (loads.get(owner) ?? 0) + (targets[slot] ?? 0))
  }
  if (loads.size <= MAX_OWNER_COLORS) return null
  const least = Math.min(...loads.values())
  const most = Math.max(...loads.values())
  const span = Math.max(1, most - least)
  return { least, most, share: new Map(Array.from(loads, ([owner, load]) => [owner, (load - least) / span])) }
}

/** One hue, from weak to strong: whoever sees no colours sees how bright it is. */
export function loadColor(share: number): string {
  return `color-mix(in oklab, var(--bd-load-most) ${Math.round(share * 100)}%, var(--bd-load-least))`
}
