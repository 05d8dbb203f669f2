import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/format.ts'
import { PRINTED_ROWS, useIsPrinting } from '../stores/printing.ts'

/** `[DT-23]` Below a list on paper that has more rows than are printed: which ones these are. */
export function PrintedNote({ count, from = 0 }: { readonly count: number; readonly from?: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const isPrinting = useIsPrinting()
  const to = Math.min(count, from + PRINTED_ROWS)
  if (!isPrinting || (from === 0 && to === count)) return null
  return (
    <p className="bd-printed-note">
      {t('print.rows', { from: format.number(from + 1), to: format.number(to), all: format.number(count) })}
    </p>
  )
}
