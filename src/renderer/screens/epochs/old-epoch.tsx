import { Alert } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useCall } from '../../backend/use-call.ts'
import { DetailDrawer } from '../../components/detail-drawer.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { EpochDetail } from './epoch-detail.tsx'

interface OldEpochProps {
  readonly taskId: number
  readonly number: number
  readonly current: number
}

/** An epoch that an address names and that is not among those loaded. */
export function OldEpoch({ taskId, number, current }: OldEpochProps) {
  const { t } = useTranslation()
  const { answer, problem } = useCall('epochs.before', { task_id: taskId, before: number + 1, limit: 1 })
  const epoch = answer?.epochs.find((found) => found.epoch === number)
  if (epoch) return <EpochDetail epoch={epoch} current={current} />
  return (
    <DetailDrawer size={640} title={t('overview.epochMark', { epoch: number })}>
      {answer === null && problem === null ? (
        <LoadingState />
      ) : (
        <Alert color="yellow">{problem ?? t('epochs.notKept', { epoch: number })}</Alert>
      )}
    </DetailDrawer>
  )
}
