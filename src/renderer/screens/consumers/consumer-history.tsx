import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall } from '../../backend/use-call.ts'
import { ConditionBadge, conditionColor } from '../../components/condition-badge.tsx'
import { useNow } from '../../components/relative-time.tsx'
import { Sparkline } from '../../components/sparkline.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleet } from '../../stores/fleet.ts'
import { type Range, useRange } from '../../stores/range.ts'
import { progressOf } from '../../stores/traces.ts'
import type { ConsumerRow } from './consumer-rows.ts'
import { stateSpans } from './state-spans.ts'

/** More changes of its state in a range would be told apart by nobody. */
const MAX_EVENTS = 1000

/** How a consumer fared in the range that is shown: its states, and its progress as this page has seen it. */
export function ConsumerHistory({ row }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const range = useRange()
  return (
    <section className="bd-stack-4">
      <span className="bd-label">{t('consumers.history')}</span>
      <div className="bd-consumer-history">
        <States row={row} range={range} />
        <Progress row={row} />
      </div>
    </section>
  )
}

function States({ row: { consumer, condition }, range }: { row: ConsumerRow; range: Range }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const asked = { types: ['consumer_status', 'alert'] as const, consumer_id: consumer.consumer_id }
  const keeps = (_: unknown, [, params]: readonly [string, { consumer_id?: string } | null, ...unknown[]]) =>
    params?.consumer_id === consumer.consumer_id
  const { from, to } = range
  const since = useCall(
    'events.query',
    { ...asked, types: [...asked.types], since: from, until: to, limit: MAX_EVENTS },
    { dependsOn: [consumer.state, condition], keeps },
  )
  // How it was when the range began, the last thing before says.
  const before = useCall('events.query', { ...asked, types: [...asked.types], until: from, limit: 20 }, { keeps })
  const spans = useMemo(() => {
    if (!since.answer || !before.answer) return []
    return stateSpans([...before.answer.events.toReversed(), ...since.answer.events.toReversed()], { from, to })
  }, [since.answer, before.answer, from, to])
  const share = (time: number) => `${(time / (to - from)) * 100}%`
  const words = spans
    .map(
      (span) =>
        `${format.moment(span.from, now)} ${span.state === null ? t('consumers.unknown') : t(`state.${span.state}`)}`,
    )
    .join(', ')
  return (
    <>
      <span className="bd-dim">{t('consumers.state')}</span>
      <span className="bd-state-strip" role="img" aria-label={`${t('consumers.state')}: ${words}`}>
        {spans.map((span) => (
          <span
            key={span.from}
            data-state={span.state ?? 'unknown'}
            title={`${format.moment(span.from, now)} – ${format.moment(span.to, now)} · ${
              span.state === null ? t('consumers.unknown') : t(`state.${span.state}`)
            }`}
            style={{
              left: share(span.from - from),
              width: share(span.to - span.from),
              ...(span.state !== null && { '--state': conditionColor(span.state) }),
            }}
          />
        ))}
      </span>
      <ConditionBadge condition={condition} />
      <span />
      <span className="bd-history-axis bd-dim" aria-hidden>
        <span>{format.moment(from, now)}</span>
        <span>{format.moment((from + to) / 2, now)}</span>
        <span>{format.moment(to, now)}</span>
      </span>
      <span />
    </>
  )
}

/** How its batches came along while this page was open. */
function Progress({ row: { consumer, summary } }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const traces = useFleet((fleet) => fleet.traces)
  const points = useMemo(() => progressOf(traces, consumer.consumer_id), [traces, consumer.consumer_id])
  const now = useNow()
  if (summary.total === 0) return null
  const from = points[0]?.at
  const upToNow = [...points, { at: now, value: summary.progress }]
  return (
    <>
      <span className="bd-dim">{t('consumers.progress')}</span>
      <Sparkline
        points={upToNow}
        label={t('consumers.progressTrace', { from: from === undefined ? '' : format.clock(from) })}
        height={32}
        max={100}
      />
      <strong>{format.percent(summary.progress / 100)}</strong>
    </>
  )
}
