import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { batchStatuses } from '../../../contract/resources/batch.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import type { Column } from '../../components/table-row.tsx'
import { ProgressBar, ProgressCell } from '../../components/progress-bar.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import {
  batchColor,
  BatchStatusCount,
  ConsumerMarkIcons,
  consumerMarks,
  ConsumerStateBadge,
} from '../../components/status-badge.tsx'
import { useFormat } from '../../i18n/format.ts'
import type { BatchSummary } from '../../../console/summaries.ts'
import type { ConsumerRow } from './consumer-rows.ts'

/** Everything a row of the consumers can show. */
export function useColumns(): readonly Column<ConsumerRow>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(() => {
    const none = <span className="bd-dim">{t('common.none')}</span>
    const duration = (ms: number | null, sign = '') => (ms === null ? none : `${sign}${format.duration(ms)}`)
    return [
      {
        id: 'id',
        header: t('consumers.id'),
        width: 'minmax(120px, 1.3fr)',
        value: ({ consumer }) => consumer.consumer_id,
        cell: ({ consumer }) => <ConsumerName id={consumer.consumer_id} />,
      },
      {
        id: 'state',
        header: t('consumers.state'),
        width: '104px',
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
        width: '68px',
        align: 'right',
        value: ({ consumer }) => consumer.slots,
        cell: ({ consumer }) => format.number(consumer.slots),
      },
      {
        id: 'targets',
        header: t('consumers.targets'),
        width: '84px',
        align: 'right',
        value: ({ consumer }) => consumer.targets,
        cell: ({ consumer }) => format.number(consumer.targets),
      },
      {
        id: 'batches',
        header: t('consumers.batches'),
        width: '190px',
        value: ({ summary }) => summary.total,
        cell: ({ summary }) => <StatusMix summary={summary} />,
      },
      {
        id: 'progress',
        header: t('consumers.progress'),
        width: 'minmax(100px, 0.7fr)',
        value: ({ summary }) => Math.round(summary.progress * 10) / 10,
        cell: ({ summary }) =>
          summary.total === 0 ? none : <ProgressCell progress={summary.progress} color="var(--bd-accent)" />,
      },
      {
        id: 'epoch',
        header: t('consumers.epoch'),
        width: '88px',
        align: 'right',
        value: ({ behind }) => behind,
        cell: ({ behind }) => <EpochLag behind={behind} />,
      },
      {
        id: 'skew',
        header: t('consumers.skew'),
        width: '88px',
        align: 'right',
        value: ({ consumer }) => consumer.clock_skew,
        cell: ({ consumer: { clock_skew } }) => duration(clock_skew, (clock_skew ?? 0) > 0 ? '+' : ''),
      },
      {
        id: 'roundTrip',
        header: t('consumers.roundTrip'),
        width: '92px',
        align: 'right',
        value: ({ consumer }) => consumer.round_trip,
        cell: ({ consumer: { round_trip } }) =>
          round_trip !== null && round_trip < 1 ? `< ${format.duration(1)}` : duration(round_trip),
      },
      {
        id: 'version',
        header: t('consumers.version'),
        width: 'minmax(64px, 0.5fr)',
        value: ({ consumer }) => consumer.version,
        cell: ({ consumer }) => consumer.version ?? none,
      },
      {
        id: 'host',
        header: t('consumers.host'),
        width: 'minmax(96px, 1.1fr)',
        value: ({ consumer }) => consumer.hostname,
        cell: ({ consumer: { hostname } }) => (hostname === null ? none : <span title={hostname}>{hostname}</span>),
      },
      {
        id: 'address',
        header: t('consumers.address'),
        width: '110px',
        value: ({ consumer }) => consumer.remote,
        cell: ({ consumer }) => consumer.remote ?? none,
      },
      {
        id: 'process',
        header: t('consumers.process'),
        width: '76px',
        align: 'right',
        value: ({ consumer }) => consumer.pid,
        cell: ({ consumer }) => consumer.pid ?? none,
      },
      {
        id: 'interval',
        header: t('consumers.interval'),
        width: '110px',
        align: 'right',
        value: ({ consumer }) => consumer.heartbeat_interval,
        cell: ({ consumer: { heartbeat_interval } }) =>
          duration(heartbeat_interval === null ? null : heartbeat_interval * 1000),
      },
    ]
  }, [t, format])
}

/** Whether a consumer has answered the current epoch, or how many it has not. */
export function EpochLag({ behind }: { behind: number }) {
  const { t } = useTranslation()
  return behind === 0 ? (
    <span className="bd-dim">{t('consumers.current')}</span>
  ) : (
    <span className="bd-suspect">{t('consumers.behind', { count: behind })}</span>
  )
}

/** `[UI-2]` How many batches are in which status: a bar to compare by, icons and numbers to read. */
function StatusMix({ summary }: { summary: BatchSummary }) {
  const { t } = useTranslation()
  if (summary.total === 0) return <span className="bd-dim">{t('common.none')}</span>
  return (
    <span className="bd-mix">
      <ProgressBar
        label={t('consumers.mix', { ...summary })}
        parts={(['completed', 'running', 'error', 'pending'] as const).map((status) => ({
          share: summary[status] / summary.total,
          color: status === 'pending' ? 'transparent' : batchColor(status),
        }))}
      />
      <span className="bd-mix-counts" aria-hidden>
        {batchStatuses
          .filter((status) => summary[status] > 0)
          .map((status) => (
            <BatchStatusCount key={status} status={status} count={summary[status]} />
          ))}
      </span>
    </span>
  )
}
