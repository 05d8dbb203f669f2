import { SegmentedControl } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchView } from '../../../core/views.ts'
import { batchStatuses } from '../../../core/batch-status.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { ProgressCell } from '../../components/progress-bar.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { FilterInput, NothingMatches } from '../../components/filter-input.tsx'
import { ImportButton } from '../../components/import-button.tsx'
import { EmptyState } from '../../components/state-views.tsx'
import { batchColor, BatchStatusBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { setParams, useParam } from '../../stores/route.ts'
import { BatchDetail } from './batch-detail.tsx'
import { batchKey, batchList, matches } from './batch-list.ts'
import { HeatGrid } from './heat-grid.tsx'

/** Every batch: as a grid to see patterns in, or as a table to search. */
export function BatchesView() {
  const { t } = useTranslation()
  const batches = useFleetData((data) => data.batches)
  const unplanned = useFleetData((data) => data.unplanned)
  const status = useParam('status')
  const query = useParam('q')
  const mode = useParam('as')
  const open = useParam('open')
  const all = useMemo(() => batchList(batches, unplanned), [batches, unplanned])
  const shown = useMemo(() => all.filter((batch) => matches(batch, status, query)), [all, status, query])
  const opened = all.find((batch) => batchKey(batch) === open)
  const columns = useColumns()
  const openBatch = (batch: BatchView) => setParams({ open: batchKey(batch) })
  const empty =
    all.length === 0 ? (
      <EmptyState title={t('batches.empty')} hint={t('batches.emptyHint')}>
        <ImportButton />
      </EmptyState>
    ) : (
      <NothingMatches filters={['status', 'q']} />
    )
  return (
    <div className="bd-view">
      <div className="bd-view-head">
        <h1>{t('view.batches')}</h1>
        <SegmentedControl
          aria-label={t('batches.status')}
          value={status || 'all'}
          onChange={(value) => setParams({ status: value === 'all' ? '' : value })}
          data={[
            { value: 'all', label: t('common.all') },
            ...batchStatuses.map((value) => ({ value: value as string, label: t(`status.${value}`) })),
            { value: 'unplanned', label: t('common.unplanned') },
          ]}
        />
        <FilterInput shown={shown.length} total={all.length} />
        <span style={{ flex: 1 }} />
        <SegmentedControl
          aria-label={t('view.batches')}
          value={mode || 'grid'}
          onChange={(value) => setParams({ as: value === 'grid' ? '' : value })}
          data={[
            { value: 'grid', label: t('batches.grid') },
            { value: 'table', label: t('batches.table') },
          ]}
        />
      </div>
      {mode === 'table' ? (
        <DataTable
          label={t('view.batches')}
          rows={shown}
          columns={columns}
          rowId={batchKey}
          openId={open}
          onOpen={openBatch}
          exportName="batches"
          empty={empty}
        />
      ) : shown.length === 0 ? (
        <section className="bd-panel bd-table">{empty}</section>
      ) : (
        <HeatGrid batches={shown} onOpen={openBatch} />
      )}
      {opened && <BatchDetail batch={opened} />}
    </div>
  )
}

function useColumns(): readonly Column<BatchView>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () => [
      {
        id: 'id',
        header: t('batches.id'),
        width: '90px',
        align: 'right',
        value: ({ batch_id }) => batch_id,
      },
      {
        id: 'consumer',
        header: t('batches.consumer'),
        width: 'minmax(150px, 1fr)',
        value: ({ consumer_id }) => consumer_id ?? '',
        cell: ({ consumer_id }) =>
          consumer_id === null ? (
            <span className="bd-dim">{t('common.nobody')}</span>
          ) : (
            <ConsumerName id={consumer_id} />
          ),
      },
      {
        id: 'status',
        header: t('batches.status'),
        width: '120px',
        value: ({ status }) => status,
        cell: ({ status }) => <BatchStatusBadge status={status} />,
      },
      {
        id: 'progress',
        header: t('batches.progress'),
        width: 'minmax(140px, 1fr)',
        value: ({ progress }) => progress,
        cell: ({ progress, status }) => <ProgressCell progress={progress} color={batchColor(status)} />,
      },
      {
        id: 'targets',
        header: t('batches.targets'),
        width: '90px',
        align: 'right',
        value: ({ targets, planned }) => (planned ? targets : null),
        cell: ({ targets, planned, stale }) =>
          planned ? (
            format.number(targets)
          ) : (
            <span className="bd-dim">{t(stale ? 'common.stale' : 'common.unplanned')}</span>
          ),
      },
      {
        id: 'updated',
        header: t('batches.updated'),
        width: '110px',
        align: 'right',
        value: ({ updated_at }) => updated_at,
        cell: ({ updated_at }) => (updated_at === null ? t('common.none') : <RelativeTime at={updated_at} />),
      },
      {
        id: 'message',
        header: t('batches.message'),
        width: 'minmax(140px, 2fr)',
        value: ({ message }) => message,
      },
    ],
    [t, format],
  )
}
