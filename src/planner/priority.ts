/** What a target may carry, most urgent first (PL-5). */
export const priorities = ['urgent', 'high', 'medium', 'low'] as const
export type Priority = (typeof priorities)[number]

/** A priority as it is stored: its index in {@link priorities}. */
export const MEDIUM = priorities.indexOf('medium')
/** In place of a priority where none is given: a target that is known keeps its own, a new one is medium. */
export const UNRATED = 255

/** How many levels of batches a task has; `auto` goes by the number of its targets. */
export type PriorityLevels = 'auto' | 1 | 2 | 4
export type LevelCount = 1 | 2 | 4

/** What the batches of each level are called, most urgent first. */
const labels: Record<LevelCount, readonly Priority[]> = {
  1: ['medium'],
  2: ['high', 'medium'],
  4: priorities,
}

/** `[PL-5]` Below 10,000 targets one level, up to 50,000 two, above that four. */
export function levelsFor(choice: PriorityLevels, targets: number): LevelCount {
  if (choice !== 'auto') return choice
  if (targets < 10_000) return 1
  return targets <= 50_000 ? 2 : 4
}

/** The level whose batches take targets of this priority; two levels part high from medium. */
export function levelOf(priority: number, levels: LevelCount): number {
  if (levels === 4) return priority
  return levels === 2 && priority >= MEDIUM ? 1 : 0
}

/** The name of a level: the priority of its batches. */
export function labelOf(level: number, levels: LevelCount): Priority {
  return labels[levels][level]!
}
