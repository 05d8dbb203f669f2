import { Alert, Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowBackUp, IconRefresh } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EpochView, RolloutView } from '../../../core/views.ts'
import { useAction, useBackend, wordsOf } from '../../backend/context.tsx'
import { DetailDrawer, Facts } from '../../components/detail-drawer.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { EpochStateBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { RollbackDialog } from './rollback-dialog.tsx'
import { Waterfall } from './waterfall.tsx'

/** One epoch: what it counted, and how its rollout went, consumer by consumer. */
export function EpochDetail({ epoch, isCurrent }: { epoch: EpochView; isCurrent: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { counts } = epoch
  const number = format.number
  const [isRollingBack, setRollingBack] = useState(false)
  if (isRollingBack) return <RollbackDialog epoch={epoch} onClose={() => setRollingBack(false)} />
  return (
    <DetailDrawer title={t('overview.epochMark', { epoch: epoch.epoch })}>
      <Facts
        facts={[
          [t('epochs.cause'), epoch.cause],
          [t('epochs.at'), <RelativeTime key="at" at={epoch.created_at} />],
          [t('epochs.state'), <EpochStateBadge key="state" state={epoch.state} />],
          [
            t('epochs.settled'),
            epoch.settled_at === null ? t('common.none') : format.duration(epoch.settled_at - epoch.created_at),
          ],
          [t('epochs.targets'), `${number(counts.targets)}  (+${number(counts.added)} −${number(counts.removed)})`],
          [t('epochs.consumers'), number(counts.consumers)],
          [t('epochs.batches'), number(counts.batches)],
          [
            t('epochs.batchesChanged'),
            [counts.batches_changed, counts.batches_opened, counts.batches_closed].map(number).join(' / '),
          ],
          [
            t('targets.counts.moved'),
            `${number(counts.moved_consumer)}  (${t('epochs.leastBy')} ${number(counts.least_moved_consumer)})`,
          ],
          [t('epochs.stray'), number(counts.stray)],
          [t('epochs.movedBatch'), number(counts.moved_batch)],
        ]}
      />
      {!isCurrent && (
        <Button variant="default" leftSection={<IconArrowBackUp size={14} />} onClick={() => setRollingBack(true)}>
          {t('epochs.rollback')}
        </Button>
      )}
      {isCurrent ? <CurrentRollout epoch={epoch} /> : <PastRollout epoch={epoch} />}
    </DetailDrawer>
  )
}

function CurrentRollout({ epoch }: { epoch: EpochView }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const rollout = useFleetData((data) => data.rollouts.get(epoch.task_id))
  const [isRunning, run] = useAction()
  const views = [...(rollout?.values() ?? [])].filter((view) => view.epoch === epoch.epoch)
  const open = views.filter(({ state }) => state === 'sent' || state === 'stuck' || state === 'waiting')
  const resend = () =>
    run(async () => {
      const consumers = open.map(({ consumer_id }) => consumer_id)
      await backend.call('reload', { task_id: epoch.task_id, consumers })
      notifications.show({ message: t('epochs.resent', { told: consumers.length }) })
    })
  return (
    <>
      {open.length > 0 && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={14} />}
          loading={isRunning}
          onClick={() => void resend()}
        >
          {t('epochs.resend')}
        </Button>
      )}
      <Waterfall epoch={epoch} rollout={views} />
    </>
  )
}

function PastRollout({ epoch }: { epoch: EpochView }) {
  const backend = useBackend()
  const [rollout, setRollout] = useState<readonly RolloutView[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  const { task_id, epoch: number } = epoch
  useEffect(() => {
    backend.call('epoch.rollout', { task_id, epoch: number }).then(
      (answer) => setRollout(answer.rollout),
      (error: unknown) => setProblem(wordsOf(error)),
    )
  }, [backend, task_id, number])
  if (problem !== null) return <Alert color="red">{problem}</Alert>
  return <Waterfall epoch={epoch} rollout={rollout} />
}
