import { useMemo } from 'react'
import { useFleetData } from '../../stores/fleet.ts'

/** Consumers that own slots or could: those that are neither lost nor drained, and do not flap; and those kept (BR-1). */
export function useMembers(): readonly string[] {
  const consumers = useFleetData((data) => data.consumers)
  return useMemo(
    () =>
      [...consumers.values()].flatMap(({ consumer_id, state, drained_at, flapping_since, kept_since }) =>
        (state === 'lost' && (kept_since ?? null) === null) || (drained_at ?? flapping_since ?? null) !== null
          ? []
          : consumer_id,
      ),
    [consumers],
  )
}
