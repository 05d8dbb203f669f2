import type { FleetData } from '../../../console/fleet-data.ts'

/**
 * What there is to show. `empty`: nothing at all; `waiting`: targets, and nobody who watches them; `idle`: consumers, and nothing
 * to watch; `working`: both.
 */
export type Situation = 'empty' | 'waiting' | 'idle' | 'working'

export function situationOf({ tasks, consumers, batches, unplanned }: FleetData): Situation {
  const hasTargets = [...tasks.values()].some(({ targets }) => targets > 0)
  if (consumers.size === 0) return hasTargets ? 'waiting' : 'empty'
  // What they report of their own is work, too, wherever it was planned.
  return hasTargets || batches.size > 0 || unplanned.size > 0 ? 'working' : 'idle'
}
