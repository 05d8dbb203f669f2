import { Button, SegmentedControl } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconRefresh } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAction, useBackend } from '../../backend/context.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { ProgressBar, ProgressCell } from '../../components/progress-bar.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { FilterInput, NothingMatches } from '../../components/filter-input.tsx'
import { EmptyState } from '../../components/state-views.tsx'
import { batchColor, ConsumerMarkIcons, consumerMarks, ConsumerStateBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { goTo, setParams, useParam } from '../../stores/route.ts'
import type { BatchSummary } from '../../stores/summaries.ts'
import { useTask } from '../../stores/selected-task.ts'
import { ConsumerDetail } from './consumer-detail.tsx'
import { type ConsumerRow, consumerRows, matches, stateFilters } from './consumer-rows.ts'

/** Every consumer: whether it is alive, what it has, how far it is. */
export function ConsumersView() {
  const { t } = useTranslation()
  const consumers = useFleetData((data) => data.consumers)
  const batches = useFleetData((data) => data.batches)
  const unplanned = useFleetData((data) => data.unplanned)
  const rollouts = useFleetData((data) => data.rollouts)
  const state = useParam('state')
  const query = useParam('q')
  const open = useParam('open')
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const rows = useMemo(
    () => consumerRows({ consumers, batches, unplanned, rollouts }),
    [consumers, batches, unplanned, rollouts],
  )
  const shown = useMemo(() => rows.filter((row) => matches(row, state, query)), [rows, state, query])
  const columns = useColumns()
  const opened = rows.find(({ consumer }) => consumer.consumer_id === open)
  return (
    <div className="bd-view">
      <div className="bd-view-head">
        <h1>{t('view.consumers')}</h1>
        <SegmentedControl
          aria-label={t('consumers.state')}
          value={state || 'all'}
          onChange={(value) => setParams({ state: value === 'all' ? '' : value })}
          data={[
            { value: 'all', label: t('common.all') },
            ...stateFilters.map((value) => ({
              value,
              label: value === 'away' ? `${t('state.offline')} + ${t('state.lost')}` : t(`state.${value}`),
            })),
          ]}
        />
        <FilterInput shown={shown.length} total={rows.length} />
        <span style={{ flex: 1 }} />
        {selected.size > 0 && <ReloadSelected ids={selected} />}
      </div>
      <DataTable
        label={t('view.consumers')}
        rows={shown}
        columns={columns}
        rowId={({ consumer }) => consumer.consumer_id}
        openId={open}
        onOpen={({ consumer }) => setParams({ open: consumer.consumer_id })}
        exportName="consumers"
        selection={{ ids: selected, onChange: setSelected }}
        selectLabel={({ consumer }) => t('consumers.select', { consumer: consumer.consumer_id })}
        empty={
          rows.length === 0 ? (
            <EmptyState title={t('consumers.empty')} hint={t('consumers.emptyHint')}>
              <Button variant="default" onClick={() => goTo('overview')}>
                {t('consumers.openOverview')}
              </Button>
            </EmptyState>
          ) : (
            <NothingMatches filters={['state', 'q']} />
          )
        }
      />
      {opened && <ConsumerDetail row={opened} />}
    </div>
  )
}

function ReloadSelected({ ids }: { ids: ReadonlySet<string> }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const task = useTask()
  const [isRunning, run] = useAction()
  if (!task?.epoch) return null
  const reload = () =>
    run(async () => {
      const consumers = [...ids]
      const { epoch, consumers_told } = await backend.call('reload', { task_id: task.task_id, consumers })
      notifications.show({ message: t('consumers.reloaded', { epoch, told: consumers_told.length }) })
    })
  return (
    <Button variant="light" leftSection={<IconRefresh size={14} />} loading={isRunning} onClick={() => void reload()}>
      {t('consumers.reloadSelected', { count: ids.size })}
    </Button>
  )
}

/** How many batches, and how they are spread over the states. */
function StatusMix({ summary }: { summary: BatchSummary }) {
  const { t } = useTranslation()
  return (
    <span className="bd-bar-value">
      <ProgressBar
        label={t('consumers.mix', { ...summary })}
        parts={(['completed', 'running', 'error', 'pending'] as const).map((status) => ({
          share: summary.total ? summary[status] / summary.total : 0,
          color: status === 'pending' ? 'transparent' : batchColor(status),
        }))}
      />
      <span>{summary.total}</span>
    </span>
  )
}

function useColumns(): readonly Column<ConsumerRow>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () => [
      {
        id: 'id',
        header: t('consumers.id'),
        width: 'minmax(130px, 1.4fr)',
        value: ({ consumer }) => consumer.consumer_id,
        cell: ({ consumer }) => <ConsumerName id={consumer.consumer_id} />,
      },
      {
        id: 'state',
        header: t('consumers.state'),
        width: '100px',
        value: ({ consumer }) => [consumer.state, ...consumerMarks(consumer)].join(' '),
        cell: ({ consumer }) => (
          <span className="bd-status">
            <ConsumerStateBadge state={consumer.state} />
            <ConsumerMarkIcons consumer={consumer} />
          </span>
        ),
      },
      {
        id: 'heard',
        header: t('consumers.heard'),
        width: '92px',
        align: 'right',
        value: ({ consumer }) => consumer.last_seen_at,
        cell: ({ consumer }) => <RelativeTime at={consumer.last_seen_at} />,
      },
      {
        id: 'slots',
        header: t('consumers.slots'),
        width: '60px',
        align: 'right',
        value: ({ consumer }) => consumer.slots,
      },
      {
        id: 'targets',
        header: t('consumers.targets'),
        width: '75px',
        align: 'right',
        value: ({ consumer }) => consumer.targets,
        cell: ({ consumer }) => format.number(consumer.targets),
      },
      {
        id: 'batches',
        header: t('consumers.batches'),
        width: '110px',
        value: ({ summary }) => summary.total,
        cell: ({ summary }) => <StatusMix summary={summary} />,
      },
      {
        id: 'progress',
        header: t('consumers.progress'),
        width: 'minmax(115px, 1fr)',
        value: ({ summary }) => Math.round(summary.progress * 10) / 10,
        cell: ({ summary }) => <ProgressCell progress={summary.progress} color="var(--bd-accent)" />,
      },
      {
        id: 'epoch',
        header: t('consumers.epoch'),
        width: '72px',
        value: ({ isBehind }) => (isBehind ? t('consumers.behind') : t('consumers.current')),
        cell: ({ isBehind }) =>
          isBehind ? (
            <span style={{ color: 'var(--bd-suspect)' }}>{t('consumers.behind')}</span>
          ) : (
            <span className="bd-dim">{t('consumers.current')}</span>
          ),
      },
      {
        id: 'skew',
        header: t('consumers.skew'),
        width: '72px',
        align: 'right',
        value: ({ consumer }) => consumer.clock_skew,
        cell: ({ consumer: { clock_skew } }) =>
          clock_skew === null ? t('common.none') : `${clock_skew > 0 ? '+' : ''}${format.duration(clock_skew)}`,
      },
      {
        id: 'host',
        header: t('consumers.host'),
        width: 'minmax(90px, 1fr)',
        value: ({ consumer }) => consumer.hostname ?? consumer.remote ?? '',
      },
    ],
    [t, format],
  )
}
