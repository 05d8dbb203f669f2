import type { Counts } from '../../../planner/diff.ts'
import {
  type ChangedTarget,
  type TargetChangeList,
  targetChangeLists,
} from '../../../contract/resources/target-change.ts'

type Attributes = ChangedTarget['attributes']

/** What people call a target: its label, else whatever it came with first. */
export function labelOf({ attributes }: Pick<ChangedTarget, 'attributes'>): string {
  return (
    attributes?.['label'] ?? attributes?.['name'] ?? attributes?.['symbol'] ?? Object.values(attributes ?? {})[0] ?? ''
  )
}

/** Which attributes are others, with what they were: "chain: eth → base". */
export function changeWords({ attributes, was }: Pick<ChangedTarget, 'attributes' | 'was'>): string {
  const [before, after]: readonly Attributes[] = [was?.attributes ?? null, attributes]
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  return names
    .filter((name) => before?.[name] !== after?.[name])
    .map((name) => `${name}: ${before?.[name] ?? '–'} → ${after?.[name] ?? '–'}`)
    .join(', ')
}

/** What comes and goes is always shown, also that it is nothing; what stays and is said otherwise only where there is any. */
export function listsToShow(counts: Counts): TargetChangeList[] {
  return targetChangeLists.filter((list) => list === 'added' || list === 'removed' || counts[list] > 0)
}

/** The chosen list, or else what should be looked at first: what goes. */
export function chosenList(
  lists: readonly TargetChangeList[],
  wanted: TargetChangeList | null,
  counts: Counts,
): TargetChangeList {
  if (wanted !== null && lists.includes(wanted)) return wanted
  const order = ['removed', 'added', 'rerated', 'described'] as const
  return order.find((list) => counts[list] > 0) ?? 'added'
}

/** A table to be saved, every attribute a column. */
export function changeTable(
  rows: readonly ChangedTarget[],
  headers: { readonly target: string; readonly priority: string },
): string[][] {
  const names = [...new Set(rows.flatMap(({ attributes }) => Object.keys(attributes ?? {})))]
  return [
    [headers.target, headers.priority, ...names],
    ...rows.map(({ target, priority, attributes }) => [
      target,
      priority,
      ...names.map((name) => attributes?.[name] ?? ''),
    ]),
  ]
}
