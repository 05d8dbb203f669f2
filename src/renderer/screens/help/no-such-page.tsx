import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/empty-state.tsx'
import { goTo } from '../../stores/scope.ts'

/** An address of another version, or a mistyped one. */
export function NoSuchPage() {
  const { t } = useTranslation()
  return (
    <EmptyState title={t('help.noPage')}>
      <Button variant="default" onClick={() => goTo('help', {})}>
        {t('help.first')}
      </Button>
    </EmptyState>
  )
}
