import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EpochView } from '../../../core/views.ts'
import { useAction, useBackend } from '../../backend/context.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { EmptyState } from '../../components/state-views.tsx'
import { EpochStateBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { goTo, setParams, useParam } from '../../stores/route.ts'
import { useTask } from '../../stores/selected-task.ts'
import { answered } from '../../stores/summaries.ts'
import { EpochDetail } from './epoch-detail.tsx'
import { MovesChart } from './moves-chart.tsx'

const PAGE = 100
const none: readonly EpochView[] = []

/** The journal of a task: what changed, why, at what cost, and who has answered. */
export function EpochsView() {
  const { t } = useTranslation()
  const task = useTask()
  const taskId = task?.task_id ?? -1
  const recent = useFleetData((data) => data.epochs.get(taskId) ?? none)
  const [older, setOlder] = useState<readonly EpochView[]>(none)
  /** The task all of whose epochs are there that are kept. */
  const [complete, setComplete] = useState<number | null>(null)
  const backend = useBackend()
  const [isRunning, run] = useAction()
  const open = useParam('open')
  const epochs = useMemo(() => {
    const oldest = recent.at(-1)?.epoch ?? 0
    return [...recent, ...older.filter((epoch) => epoch.task_id === taskId && epoch.epoch < oldest)]
  }, [recent, older, taskId])
  const columns = useColumns()
  const opened = epochs.find(({ epoch }) => String(epoch) === open)
  const before = epochs.at(-1)?.epoch ?? 1
  const loadOlder = () =>
    run(async () => {
      const answer = await backend.call('epochs.before', { task_id: taskId, before, limit: PAGE })
      setOlder([...older, ...answer.epochs])
      if (answer.epochs.length < PAGE) setComplete(taskId)
    })
  return (
    <div className="bd-view">
      <div className="bd-view-head">
        <h1>{t('view.epochs')}</h1>
        {task && <span className="bd-dim">{task.name}</span>}
      </div>
      {epochs.length > 1 && <MovesChart epochs={epochs} />}
      <DataTable
        label={t('view.epochs')}
        rows={epochs}
        columns={columns}
        rowId={({ epoch }) => String(epoch)}
        openId={open}
        onOpen={({ epoch }) => setParams({ open: String(epoch) })}
        exportName="epochs"
        empty={
          <EmptyState title={t('epochs.empty')} hint={t('epochs.emptyHint')}>
            <Button variant="default" onClick={() => goTo('targets')}>
              {t('firstRun.importTargets')}
            </Button>
          </EmptyState>
        }
        footer={
          before > 1 &&
          complete !== taskId && (
            <Button variant="default" loading={isRunning} onClick={() => void loadOlder()}>
              {t('epochs.older')}
            </Button>
          )
        }
      />
      {opened && <EpochDetail key={opened.epoch} epoch={opened} isCurrent={opened.epoch === task?.epoch} />}
    </div>
  )
}

function useColumns(): readonly Column<EpochView>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () => [
      { id: 'epoch', header: t('epochs.epoch'), width: '75px', align: 'right', value: ({ epoch }) => epoch },
      {
        id: 'at',
        header: t('epochs.at'),
        width: '95px',
        align: 'right',
        value: ({ created_at }) => created_at,
        cell: ({ created_at }) => <RelativeTime at={created_at} />,
      },
      {
        id: 'cause',
        header: t('epochs.cause'),
        width: 'minmax(160px, 3fr)',
        value: ({ cause }) => cause,
        cell: ({ cause }) => <span title={cause}>{cause}</span>,
      },
      {
        id: 'state',
        header: t('epochs.state'),
        width: '115px',
        value: ({ state }) => state,
        cell: ({ state }) => <EpochStateBadge state={state} />,
      },
      {
        id: 'rollout',
        header: t('epochs.rollout'),
        width: '90px',
        value: (epoch) => answered(epoch).done,
        cell: (epoch) => {
          const { done, told } = answered(epoch)
          return told === 0 ? (
            <span className="bd-dim">{t('epochs.nobodyTold')}</span>
          ) : (
            t('epochs.answered', { done: format.number(done), told: format.number(told) })
          )
        },
      },
      {
        id: 'targets',
        header: t('epochs.targets'),
        width: '85px',
        align: 'right',
        value: ({ counts }) => counts.targets,
        cell: ({ counts }) => format.number(counts.targets),
      },
      {
        id: 'change',
        header: t('epochs.change'),
        width: '110px',
        align: 'right',
        value: ({ counts }) => counts.added - counts.removed,
        cell: ({ counts }) => `+${format.number(counts.added)} −${format.number(counts.removed)}`,
      },
      {
        id: 'moved',
        header: t('epochs.moved'),
        width: '80px',
        align: 'right',
        value: ({ counts }) => counts.moved_consumer,
        cell: ({ counts }) => format.number(counts.moved_consumer),
      },
      {
        id: 'least',
        header: t('epochs.least'),
        width: '75px',
        align: 'right',
        value: ({ counts }) => counts.least_moved_consumer,
        cell: ({ counts }) => <span className="bd-dim">{format.number(counts.least_moved_consumer)}</span>,
      },
    ],
    [t, format],
  )
}
