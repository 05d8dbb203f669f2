import { Alert, Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** `[UI-4]` Why slots of earlier epochs could not be had. */
export function ArchiveProblem({ problem, onRetry }: { problem: string; onRetry: () => void }) {
  const { t } = useTranslation()
  return (
    <Alert color="red">
      {problem}{' '}
      <Button variant="default" ml="sm" onClick={onRetry}>
        {t('common.tryAgain')}
      </Button>
    </Alert>
  )
}
