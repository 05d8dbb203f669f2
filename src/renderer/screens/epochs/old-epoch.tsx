import { Alert } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import { useBackend, wordsOf } from '../../backend/context.tsx'
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
  const backend = useBackend()
  const [epoch, setEpoch] = useState<EpochResource | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    const take = (found: EpochResource | undefined) =>
      found?.epoch === number ? setEpoch(found) : setProblem(t('epochs.notKept', { epoch: number }))
    backend.call('epochs.before', { task_id: taskId, before: number + 1, limit: 1 }).then(
      ({ epochs }) => take(epochs[0]),
      (error: unknown) => setProblem(wordsOf(error)),
    )
  }, [backend, taskId, number, t])
  if (epoch) return <EpochDetail epoch={epoch} current={current} />
  return (
    <DetailDrawer size={640} title={t('overview.epochMark', { epoch: number })}>
      {problem === null ? <LoadingState /> : <Alert color="yellow">{problem}</Alert>}
    </DetailDrawer>
  )
}
