import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'

/** In place of a part of the documentation that has not come, or could not be fetched: the monitor has it. */
export function NotFetched({ query: { isError, isFetching, refetch } }: { readonly query: UseQueryResult }) {
  const { t } = useTranslation()
  if (!isError) return <LoadingState />
  return (
    <EmptyState title={t('help.notFetched')}>
      <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
        {t('common.tryAgain')}
      </Button>
    </EmptyState>
  )
}
