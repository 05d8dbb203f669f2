import { useMemo } from 'react'
import { locales } from '../../../../console/format.ts'
import { usePreferences } from '../../../stores/preferences.ts'

/** A Monday, at noon in UTC. */
const MONDAY = Date.UTC(2024, 0, 1, 12)
const DAY_MS = 86_400_000

/** The days of the week, as short as the reader's language has them, from Monday on. */
export function useDayNames(): readonly string[] {
  const language = usePreferences((preferences) => preferences.language)
  return useMemo(() => {
    const names = new Intl.DateTimeFormat(locales[language], { weekday: 'short', timeZone: 'UTC' })
    return Array.from({ length: 7 }, (_, day) => names.format(MONDAY + day * DAY_MS))
  }, [language])
}
