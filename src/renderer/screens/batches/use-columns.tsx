import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { csvTime } from '../../../console/csv.ts'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import type { Column } from '../../components/table-row.tsx'
import { ProgressCell } from '../../components/progress-bar.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { batchColor, BatchStatusBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../i18n/format.ts'

/** What goes first where there is no room for all: batch, status and message stay the longest (UI-12). */
export const leavingColumns = ['priority', 'updated', 'targets', 'progress', 'consumer']

/** Everything a row of the batches shows. */
export function useColumns(): readonly Column<BatchResource>[] {
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
        width: 'minmax(120px, 0.8fr)',
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
        id: 'priority',
        header: t('batches.priority'),
        width: '84px',
        value: ({ priority }) => priority,
        cell: ({ priority }) => (priority === null ? t('common.none') : t(`priority.${priority}`)),
      },
      {
        id: 'updated',
        header: t('batches.updated'),
        width: '110px',
        align: 'right',
        value: ({ updated_at }) => csvTime(updated_at),
        cell: ({ updated_at }) => (updated_at === null ? t('common.none') : <RelativeTime at={updated_at} />),
      },
      {
        id: 'message',
        header: t('batches.message'),
        width: 'minmax(140px, 2fr)',
        value: ({ message }) => message,
        cell: ({ message }) => <span title={message}>{message}</span>,
      },
    ],
    [t, format],
  )
}
