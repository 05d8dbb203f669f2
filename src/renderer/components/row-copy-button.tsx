import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCopy } from './use-copy.ts'

/** `[UI-3]` Copies what a row is of; it is seen while the pointer is on the row. The panel has one for the keyboard. */
export function RowCopyButton({ text }: { text: string }) {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  const label = copied ? t('common.copied') : t('common.copy')
  return (
    <button
      type="button"
      className="bd-row-copy"
      tabIndex={-1}
      aria-label={label}
      title={label}
      onClick={(event) => {
        event.stopPropagation()
        copy(text)
      }}
    >
      {copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
    </button>
  )
}
