import { useDebouncedValue } from '@mantine/hooks'
import { useMemo } from 'react'
import type { FoundTarget } from '../../../contract/resources/target.ts'
import { useCall } from '../../backend/use-call.ts'
import { useFleet, useFleetData } from '../../stores/fleet.ts'

/** How long the search for targets waits for the next letter, ms. */
const SEARCH_DELAY_MS = 250
/** From so many letters on targets are looked for, too: with fewer, most batches would have one. */
const LEAST_LETTERS = 3
/** So many targets are found at most. */
const MAX_FOUND = 20

export interface FoundBatches {
  readonly targets: readonly FoundTarget[]
  /** The batches these are in. */
  readonly ids: ReadonlySet<number>
  /** Whether there may be more than were looked for. */
  readonly isCut: boolean
}

const nothing: FoundBatches = { targets: [], ids: new Set(), isCut: false }

/** `[UI-3]` The batches whose targets have in them what is looked for, in either spelling: only the monitor knows all targets. */
export function useFoundBatches(text: string): FoundBatches {
  const [query] = useDebouncedValue(text.trim(), SEARCH_DELAY_MS)
  const isLive = useFleet(({ connection }) => connection === 'live')
  const epochs = useFleetData(({ tasks }) => [...tasks.values()].map(({ epoch }) => epoch).join())
  const isWanted = query.length >= LEAST_LETTERS
  const { answer } = useCall('targets.find', isWanted ? { query, limit: MAX_FOUND } : null, {
    dependsOn: [epochs],
    isEnabled: isLive,
    // With another epoch only: what was looked for before would highlight other batches.
    keeps: (_, [, params]) => params?.query === query,
  })
  const targets = isWanted ? answer?.targets : undefined
  return useMemo(() => {
    if (!targets || targets.length === 0) return nothing
    return { targets, ids: new Set(targets.map(({ batch_id }) => batch_id)), isCut: targets.length === MAX_FOUND }
  }, [targets])
}
