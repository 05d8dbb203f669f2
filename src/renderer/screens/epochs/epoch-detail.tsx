import { Alert, Button, Group } from '@mantine/core'
import { IconArrowBackUp, IconArrowsDiff } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import { useCall } from '../../backend/use-call.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { DetailDrawer } from '../../components/detail-drawer.tsx'
import { Facts } from '../../components/facts.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { EpochStateBadge } from '../../components/status-badge.tsx'
import { useCauseText } from '../../i18n/cause.ts'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { setParams } from '../../stores/route.ts'
import { formatPair } from '../../features/epochs/epoch-pair.ts'
import { RollbackDialog } from '../../features/epochs/rollback-dialog.tsx'
import { Waterfall } from './waterfall.tsx'

/** One epoch: what it counted, and how its rollout went, consumer by consumer. @param current the number of the current one */
export function EpochDetail({ epoch, current }: { epoch: EpochResource; current: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const causeText = useCauseText()
  const canAct = useCanAct()
  const { counts } = epoch
  const number = format.number
  const isCurrent = epoch.epoch === current
  const [isRollingBack, setRollingBack] = useState(false)
  if (isRollingBack) return <RollbackDialog epoch={epoch} onClose={() => setRollingBack(false)} />
  const compare = (other: number) => setParams({ open: '', compare: formatPair(other, epoch.epoch) })
  return (
    <DetailDrawer
      size={640}
      title={
        <>
          {t('overview.epochMark', { epoch: epoch.epoch })}
          <CopyButton text={String(epoch.epoch)} />
        </>
      }
    >
      <Group gap="xs">
        <Button variant="default" leftSection={<IconArrowsDiff size={14} />} onClick={() => compare(epoch.epoch - 1)}>
          {t('epochs.compareBefore')}
        </Button>
        {!isCurrent && (
          <Button variant="default" leftSection={<IconArrowsDiff size={14} />} onClick={() => compare(current)}>
            {t('epochs.compareCurrent')}
          </Button>
        )}
        {!isCurrent && canAct && (
          <Button variant="default" leftSection={<IconArrowBackUp size={14} />} onClick={() => setRollingBack(true)}>
            {t('epochs.rollback')}
          </Button>
        )}
      </Group>
      <Facts
        facts={[
          [t('epochs.cause'), causeText(epoch)],
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
      {isCurrent ? <CurrentRollout epoch={epoch} /> : <PastRollout epoch={epoch} />}
    </DetailDrawer>
  )
}

function CurrentRollout({ epoch }: { epoch: EpochResource }) {
  const rollout = useFleetData((data) => data.rollouts.get(epoch.task_id))
  const current = useMemo(
    () => [...(rollout?.values() ?? [])].filter((one) => one.epoch === epoch.epoch),
    [rollout, epoch.epoch],
  )
  return <Waterfall epoch={epoch} rollout={current} isCurrent />
}

/** Loaded once: late answers to it may still come, and are there when it is opened again. */
function PastRollout({ epoch }: { epoch: EpochResource }) {
  const { t } = useTranslation()
  const { answer, problem, again } = useCall('epoch.rollout', { task_id: epoch.task_id, epoch: epoch.epoch })
  if (problem !== null) {
    return (
      <Alert color="red" title={problem}>
        <Button variant="default" onClick={again}>
          {t('common.tryAgain')}
        </Button>
      </Alert>
    )
  }
  if (!answer) return <LoadingState />
  return <Waterfall epoch={epoch} rollout={answer.rollout} isCurrent={false} />
}
