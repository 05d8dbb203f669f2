import { Alert, Group } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { useNow } from '../../components/relative-time.tsx'
import { Sparkline } from '../../components/sparkline.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { BatchStatusBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../i18n/format.ts'
import { usePaused } from '../../stores/fleet.ts'
import type { RouteParams } from '../../stores/route.ts'
import { useLink } from '../../stores/scope.ts'
import { useEventFeed } from '../../features/events/use-event-feed.ts'
import type { Point } from '../../components/sparkline-chart.tsx'
import { isReport, progressPoints, type StatusReport } from './batch-trace.ts'

const MAX_LOADED_EVENTS = 200
const MAX_SHOWN_EVENTS = 30
/** Points that are kept while it is looked at. */
const MAX_POINTS = 500

/** How a batch came along: its progress as a line, and every change of its status or message. */
export function BatchHistory({ batch }: { batch: BatchResource }) {
  const { t } = useTranslation()
  const link = useLink()
  const format = useFormat()
  const now = useNow()
  const isPaused = usePaused()
  const { batch_id, consumer_id, planned, progress, updated_at } = batch
  const filters: RouteParams = {
    type: 'batch_status',
    batch: String(batch_id),
    // Another consumer may have made up the same id.
    ...(!planned && consumer_id !== null && { consumer: consumer_id }),
  }
  const { feed, problem } = useEventFeed(filters, { pageSize: MAX_LOADED_EVENTS, isHeld: isPaused })
  const [seen, setSeen] = useState<readonly Point[]>([])
  if (updated_at !== null && seen.at(-1)?.at !== updated_at) {
    setSeen([...seen.slice(1 - MAX_POINTS), { at: updated_at, value: progress }])
  }
  const reports = (feed?.rows ?? []).filter(isReport)
  const points = progressPoints(reports, seen)
  const from = points[0]?.at
  return (
    <section className="bd-stack-4">
      <Group justify="space-between">
        <span className="bd-label">{t('batches.history')}</span>
        <a href={link('events', filters)} className="bd-anchor bd-small">
          {t('events.showAll')}
        </a>
      </Group>
      {points.length > 1 && from !== undefined && (
        <Sparkline
          points={points}
          label={t('batches.progressTrace', { from: format.moment(from, now) })}
          height={44}
          max={100}
        />
      )}
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {feed === null && problem === null && <LoadingState />}
      {feed !== null && reports.length === 0 && <p className="bd-dim">{t('batches.noHistory')}</p>}
      <div role="list" aria-label={t('batches.history')}>
        {reports.slice(0, MAX_SHOWN_EVENTS).map((report, i) => (
          <Report key={report.seq} report={report} now={now} isOther={isOther(report, reports[i + 1])} />
        ))}
      </div>
      {reports.length > MAX_SHOWN_EVENTS && (
        <span className="bd-dim">
          {t('common.more', { count: format.number(reports.length - MAX_SHOWN_EVENTS) as never })}
        </span>
      )}
    </section>
  )
}

/** Whether somebody else spoke of it before. */
function isOther({ consumer_id }: StatusReport, before: StatusReport | undefined): boolean {
  return before === undefined || before.consumer_id !== consumer_id
}

function Report({ report, now, isOther: showsName }: { report: StatusReport; now: number; isOther: boolean }) {
  const { t } = useTranslation()
  const link = useLink()
  const format = useFormat()
  const { seq, at, consumer_id, data } = report
  const said = [data.message, data.stale ? t('common.stale') : data.unplanned ? t('common.unplanned') : '']
  return (
    <a
      role="listitem"
      href={link('events', { batch: String(report.batch_id ?? ''), open: String(seq) })}
      className="bd-row bd-history-row"
    >
      <span title={format.exact(at)} className="bd-dim">
        {format.moment(at, now)}
      </span>
      <BatchStatusBadge status={data.status} />
      <span data-align="right">{Math.round(data.progress)}%</span>
      <span title={said.filter(Boolean).join(' · ')}>
        {showsName && consumer_id !== undefined && <ConsumerName id={consumer_id} />} {said.filter(Boolean).join(' · ')}
      </span>
    </a>
  )
}
