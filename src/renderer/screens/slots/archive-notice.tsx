import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** `[UI-4]` Why slots of earlier epochs could not be had. */
export function ArchiveNotice({ problem, onRetry }: { problem: string; onRetry: () => void }) {
  const { t } = useTranslation()
  return (
    <>
      <span className="bd-truncate" title={problem}>
        {problem}
      </span>
      <Button size="compact-xs" variant="default" onClick={onRetry}>
        {t('common.tryAgain')}
      </Button>
    </>
  )
}
