import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Format } from '../../console/format.ts'
import { useFormat } from './format.ts'

/** A sentence, in whatever language is chosen. */
export type Words = (t: TFunction, format: Format) => string

/** Says it in the language of the moment: what is on the page when another one is chosen changes, too. */
export function Said({ words }: { words: Words }) {
  const { t } = useTranslation()
  return words(t, useFormat())
}
