import { type Format, formats } from '../../console/format.ts'
import { usePreferences } from '../stores/preferences.ts'

/** Numbers and times as the language of the page writes them. */
export function useFormat(): Format {
  return formats[usePreferences(({ language }) => language)]
}
