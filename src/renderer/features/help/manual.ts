import { useEffect, useMemo, useState } from 'react'
import { type ManualPage, pagesByGroup } from '../../../manual/page.ts'
import { usePreferences } from '../../stores/preferences.ts'

export type Manual = typeof import('virtual:manual')

let loading: Promise<Manual> | undefined

/** The list of the documentation's pages, fetched when it is first asked for; asked again where that failed. */
export function loadManual(): Promise<Manual> {
  return (loading ??= import('virtual:manual').catch((error: unknown) => {
    loading = undefined
    throw error
  }))
}

const none: readonly ManualPage[] = []

/** The pages in the console's language, or in English; none until they have come, or where they cannot be fetched. */
export function useManualPages(): readonly ManualPage[] {
  const language = usePreferences((preferences) => preferences.language)
  const [pages, setPages] = useState(none)
  useEffect(() => {
    let isWanted = true
    loadManual().then(
      (manual) => isWanted && setPages(manual.pages),
      () => {},
    )
    return () => {
      isWanted = false
    }
  }, [])
  return useMemo(() => pagesByGroup(pages, language).flatMap((group) => group.pages), [pages, language])
}
