import { Loader } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** It is on its way. */
export function LoadingState({ label }: { label?: string }) {
  const { t } = useTranslation()
  return (
    <div className="bd-empty" role="status">
      <Loader size="sm" />
      <span>{label ?? t('common.loading')}</span>
    </div>
  )
}
