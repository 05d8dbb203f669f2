import { IconTool } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { csvTime } from '../../../console/csv.ts'
import { ConditionBadge } from '../../components/condition-badge.tsx'
import { ConsumerName } from '../../components/consumer-name.tsx'
import type { Column } from '../../components/table-row.tsx'
import { ProgressBar, ProgressCell } from '../../components/progress-bar.tsx'
import { monitorNow, RelativeTime, useNow } from '../../components/relative-time.tsx'
import { batchColor, BatchStatusCount } from '../../components/status-badge.tsx'
import { useFormat } from '../../i18n/format.ts'
import type { BatchSummary } from '../../../console/summaries.ts'
import { nextOf } from './consumer-next.ts'
import type { ConsumerRow } from './consumer-rows.ts'
import { conditionSince } from './condition-since.ts'
import { useNextText } from './use-next-text.ts'

/** What goes first where there is no room for all: consumer, state and what is next stay the longest (UI-12). */
export const leavingColumns = [
  'interval',
  'process',
  'address',
  'roundTrip',
  'skew',
  'version',
  'host',
  'progress',
  'heard',
  'slots',
  'epoch',
  'restarts',
  'labels',
  'targets',
  'batches',
]

/** Everything a row of the consumers can show. */
export function useColumns(): readonly Column<ConsumerRow>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const nextText = useNextText()
  return useMemo(() => {
    const none = <span className="bd-dim">{t('common.none')}</span>
    const number = (count: number) => (count === 0 ? <span className="bd-dim">0</span> : format.number(count))
    const duration = (ms: number | null, sign = '') => (ms === null ? none : `${sign}${format.duration(ms)}`)
    return [
      {
        id: 'id',
        header: t('consumers.id'),
        width: 'minmax(132px, 1.2fr)',
        value: ({ consumer }) => consumer.consumer_id,
        cell: ({ consumer }) => <ConsumerName id={consumer.consumer_id} />,
      },
      {
        id: 'state',
        header: t('consumers.state'),
        width: '118px',
        value: ({ condition }) => t(`state.${condition}`),
        cell: (row) => <StateCell row={row} />,
      },
      {
        id: 'next',
        header: t('consumers.nextColumn'),
        width: 'minmax(140px, 2.2fr)',
        value: (row) => nextText(nextOf(row), monitorNow()),
        cell: (row) => <NextCell row={row} />,
      },
      {
        id: 'restarts',
        header: t('consumers.restartsColumn'),
        width: '78px',
        align: 'right',
        value: ({ consumer }) => consumer.restarts,
        cell: ({ consumer: { restarts } }) => <span title={t('consumers.restarts')}>{number(restarts)}</span>,
      },
      {
        id: 'batches',
        header: t('consumers.batches'),
        width: '112px',
        value: ({ summary }) => summary.total,
        cell: ({ summary }) => <StatusMix summary={summary} />,
      },
      {
        id: 'targets',
        header: t('consumers.targets'),
        width: '76px',
        align: 'right',
        value: ({ targets }) => targets,
        cell: ({ targets }) => number(targets),
      },
      {
        id: 'labels',
        header: t('consumers.labels'),
        width: 'minmax(84px, 0.8fr)',
        value: ({ consumer }) => labelText(consumer.labels),
        cell: ({ consumer }) => {
          const text = labelText(consumer.labels)
          return text === '' ? none : <span title={text}>{text}</span>
        },
      },
      {
        id: 'slots',
        header: t('consumers.slots'),
        width: '68px',
        align: 'right',
        isOptional: true,
        value: ({ slots }) => slots,
        cell: ({ slots }) => number(slots),
      },
      {
        id: 'progress',
        header: t('consumers.progress'),
        width: 'minmax(100px, 0.7fr)',
        isOptional: true,
        value: ({ summary }) => Math.round(summary.progress * 10) / 10,
        cell: ({ summary }) =>
          summary.total === 0 ? none : <ProgressCell progress={summary.progress} color="var(--bd-accent)" />,
      },
      {
        id: 'heard',
        header: t('consumers.heard'),
        width: '92px',
        align: 'right',
        isOptional: true,
        value: ({ consumer }) => csvTime(consumer.last_seen_at),
        cell: ({ consumer }) => <RelativeTime at={consumer.last_seen_at} />,
      },
      {
        id: 'epoch',
        header: t('consumers.epoch'),
        width: '88px',
        align: 'right',
        isOptional: true,
        value: ({ behind }) => behind,
        cell: ({ behind }) => <EpochLag behind={behind} />,
      },
      {
        id: 'host',
        header: t('consumers.host'),
        width: 'minmax(96px, 1fr)',
        isOptional: true,
        value: ({ consumer }) => consumer.hostname,
        cell: ({ consumer: { hostname } }) => (hostname === null ? none : <span title={hostname}>{hostname}</span>),
      },
      {
        id: 'version',
        header: t('consumers.version'),
        width: 'minmax(64px, 0.5fr)',
        isOptional: true,
        value: ({ consumer }) => consumer.version,
        cell: ({ consumer }) => consumer.version ?? none,
      },
      {
        id: 'address',
        header: t('consumers.address'),
        width: '110px',
        isOptional: true,
        value: ({ consumer }) => consumer.remote,
        cell: ({ consumer }) => consumer.remote ?? none,
      },
      {
        id: 'process',
        header: t('consumers.process'),
        width: '76px',
        align: 'right',
        isOptional: true,
        value: ({ consumer }) => consumer.pid,
        cell: ({ consumer }) => consumer.pid ?? none,
      },
      {
        id: 'skew',
        header: t('consumers.skew'),
        width: '88px',
        align: 'right',
        isOptional: true,
        value: ({ consumer }) => consumer.clock_skew,
        cell: ({ consumer: { clock_skew } }) => duration(clock_skew, (clock_skew ?? 0) > 0 ? '+' : ''),
      },
      {
        id: 'roundTrip',
        header: t('consumers.roundTrip'),
        width: '92px',
        align: 'right',
        isOptional: true,
        value: ({ consumer }) => consumer.round_trip,
        cell: ({ consumer: { round_trip } }) =>
          round_trip !== null && round_trip < 1 ? `< ${format.duration(1)}` : duration(round_trip),
      },
      {
        id: 'interval',
        header: t('consumers.interval'),
        width: '110px',
        align: 'right',
        isOptional: true,
        value: ({ consumer }) => consumer.heartbeat_interval,
        cell: ({ consumer: { heartbeat_interval } }) =>
          duration(heartbeat_interval === null ? null : heartbeat_interval * 1000),
      },
    ]
  }, [t, format, nextText])
}

export const labelText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => (value === '' ? name : `${name} ${value}`))
    .join(', ')

/** The condition, and since when where that is of interest. */
function StateCell({ row }: { row: ConsumerRow }) {
  const format = useFormat()
  const now = useNow()
  const since = conditionSince(row)
  return (
    <span className="bd-status">
      <ConditionBadge condition={row.condition} />
      <HeldMark until={row.consumer.held_until} />
      {since !== null && (
        <time className="bd-dim" dateTime={new Date(since).toISOString()} title={format.exact(since)}>
          {format.duration(inWholeUnits(now - since))}
        </time>
      )}
    </span>
  )
}

/** `[MW-2]` That maintenance keeps its slots, and until when on hover. */
function HeldMark({ until }: { until: number | null | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  // A monitor of an earlier version does not say.
  if (typeof until !== 'number') return null
  const label = t('windows.heldUntil', { time: format.minute(until, now) })
  return (
    <span className="bd-icon bd-dim" title={label}>
      <IconTool size={13} role="img" aria-label={label} />
    </span>
  )
}

/** One unit is enough to compare by. @param span ms */
function inWholeUnits(span: number): number {
  const unit = span < 60_000 ? 1000 : span < 3_600_000 ? 60_000 : 3_600_000
  return Math.max(0, Math.floor(span / unit) * unit)
}

function NextCell({ row }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const nextText = useNextText()
  const now = useNow()
  const next = nextOf(row)
  const text = nextText(next, now)
  const { progressed_at } = row.consumer
  const progressed =
    progressed_at === undefined ? '' : `${t('consumers.progressed')}: ${format.ago(progressed_at, now)}`
  return (
    <span className="bd-next" data-kind={next?.kind} title={[text, progressed].filter(Boolean).join('\n')}>
      {text}
    </span>
  )
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

/** `[UI-2]` How its batches are: a bar to compare by, their number, and how many are in error. */
function StatusMix({ summary }: { summary: BatchSummary }) {
  const { t } = useTranslation()
  if (summary.total === 0) return <span className="bd-dim">0</span>
  return (
    <span className="bd-mix">
      <ProgressBar
        label={t('consumers.mix', { ...summary })}
        parts={(['completed', 'running', 'pending', 'error'] as const).map((status) => ({
          share: summary[status] / summary.total,
          color: status === 'pending' ? 'var(--bd-border-strong)' : batchColor(status),
        }))}
      />
      <span aria-hidden>{summary.total}</span>
      {summary.error > 0 && (
        <span className="bd-status" aria-hidden>
          <BatchStatusCount status="error" count={summary.error} />
        </span>
      )}
    </span>
  )
}
