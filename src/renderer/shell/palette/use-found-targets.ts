import { useDebouncedValue } from '@mantine/hooks'
import type { FoundTarget } from '../../../contract/resources/target.ts'
import { useCall } from '../../backend/use-call.ts'

/** How long it waits for the next letter, ms. */
const SEARCH_DELAY_MS = 120
/** With fewer letters half of all targets are found. */
const LEAST_LETTERS = 3
/** With the way to all of them, as many as a group shows. */
const MAX_FOUND = 7

const none: readonly FoundTarget[] = []

/**
 * `[UI-6]` Targets of all tasks with the text in them or in what their lists say of them: only the monitor knows them all.
 * What was found before stays until there is the next.
 */
export function useFoundTargets(query: string, isLive: boolean): readonly FoundTarget[] {
  const [text] = useDebouncedValue(query.trim(), SEARCH_DELAY_MS)
  const isWanted = text.length >= LEAST_LETTERS
  const { answer } = useCall('targets.find', isWanted ? { query: text, limit: MAX_FOUND } : null, {
    isEnabled: isLive,
    keeps: () => true,
  })
  return isWanted ? (answer?.targets ?? none) : none
}
