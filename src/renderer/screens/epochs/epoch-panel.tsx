import { Alert, Button } from '@mantine/core'
import { IconArrowBackUp, IconArrowsDiff, IconMap2 } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import { answered } from '../../../console/summaries.ts'
import { useCall } from '../../backend/use-call.ts'
import { Copyable } from '../../components/copy-button.tsx'
import type { OpenRow } from '../../components/data-table.tsx'
import { Facts } from '../../components/facts.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { PanelHead } from '../../components/panel-head.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { EpochStateBadge } from '../../components/status-badge.tsx'
import { formatPair } from '../../features/epochs/epoch-pair.ts'
import { NoteList } from '../../features/notes/note-list.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { pushParams } from '../../stores/route.ts'
import { useLink } from '../../stores/scope.ts'
import { EpochCauses } from './epoch-causes.tsx'
import { Waterfall } from './waterfall.tsx'

interface EpochPanelProps {
  readonly taskId: number
  readonly number: number
  /** The one of that number, where it is among those loaded; others are asked for. */
  readonly epoch: EpochResource | undefined
  /** The number of the current one. */
  readonly current: number
  readonly list: OpenRow
}

/** One epoch beside the journal: why it is there, what it counted, and how its rollout went, consumer by consumer. */
export function EpochPanel({ taskId, number, epoch, current, list }: EpochPanelProps) {
  const { t } = useTranslation()
  const title = t('overview.epochMark', { epoch: number })
  const { answer, problem } = useCall(
    'epochs.before',
    epoch === undefined ? { task_id: taskId, before: number + 1, limit: 1 } : null,
  )
  const shown = epoch ?? answer?.epochs.find((found) => found.epoch === number)
  return (
    <SidePanel
      label={title}
      onClose={list.onClose}
      onStep={list.place && list.onStep}
      header={<PanelHead label={title} {...list} />}
      footer={shown && <Actions epoch={shown} current={current} />}
    >
      {shown ? (
        <Shown epoch={shown} isCurrent={number === current} />
      ) : answer === null && problem === null ? (
        <LoadingState />
      ) : (
        <Alert color="yellow">{problem ?? t('epochs.notKept', { epoch: number })}</Alert>
      )}
    </SidePanel>
  )
}

function Actions({ epoch: { epoch, task_id }, current }: { epoch: EpochResource; current: number }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const link = useLink()
  const isCurrent = epoch === current
  const compare = (other: number) => pushParams({ open: '', compare: formatPair(other, epoch) })
  return (
    <>
      <Button variant="default" leftSection={<IconArrowsDiff size={14} />} onClick={() => compare(epoch - 1)}>
        {t('epochs.compareBefore')}
      </Button>
      {!isCurrent && (
        <Button variant="default" leftSection={<IconArrowsDiff size={14} />} onClick={() => compare(current)}>
          {t('epochs.compareCurrent')}
        </Button>
      )}
      <Button
        component="a"
        className="bd-side-extra"
        variant="default"
        leftSection={<IconMap2 size={14} />}
        href={link('slots', { task: String(task_id), mode: 'history', at: String(epoch) })}
      >
        {t('epochs.slotMap')}
      </Button>
      <span className="bd-spacer" />
      {!isCurrent && canAct && (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={14} />}
          onClick={() => pushParams({ open: '', rollback: String(epoch) })}
        >
          {t('epochs.rollback')}
        </Button>
      )}
    </>
  )
}

function Shown({ epoch, isCurrent }: { epoch: EpochResource; isCurrent: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { number } = format
  const { counts, created_at, settled_at, state } = epoch
  const { done, told } = answered(epoch)
  return (
    <>
      <Facts
        facts={[
          [t('epochs.epoch'), <Copyable key="epoch" text={String(epoch.epoch)} />],
          [t('epochs.cause'), <EpochCauses key="cause" epoch={epoch} />],
          [t('epochs.at'), <RelativeTime key="at" at={created_at} />],
          [t('epochs.state'), <EpochStateBadge key="state" state={state} />],
          [
            t('epochs.notified'),
            told === 0 ? t('epochs.nobodyTold') : t('epochs.answered', { done: number(done), told: number(told) }),
          ],
          [
            t('epochs.rolloutTime'),
            told === 0 || settled_at === null ? t('common.none') : format.duration(settled_at - created_at),
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
      <NoteList key={epoch.epoch} about={{ task_id: epoch.task_id, epoch: epoch.epoch }} />
      {isCurrent ? <CurrentRollout epoch={epoch} /> : <PastRollout epoch={epoch} />}
    </>
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
