import { useCallback } from 'react'
import { causeOf } from '../../console/words/cause.ts'
import type { EpochCause } from '../../contract/cause.ts'
import { usePreferences } from '../stores/preferences.ts'

/** `[EP-5]` Says why there is an epoch, in the language of the page. */
export function useCauseText(): (epoch: { cause: string; causes?: readonly EpochCause[] | undefined }) => string {
  const language = usePreferences((preferences) => preferences.language)
  return useCallback((epoch) => causeOf(language, epoch), [language])
}
