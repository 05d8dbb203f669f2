import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall } from '../../backend/use-call.ts'
import { ConditionBadge, conditionColor } from '../../components/condition-badge.tsx'
import { useNow } from '../../components/relative-time.tsx'
import { Trace } from '../../features/history/trace.tsx'
import { useFormat } from '../../i18n/format.ts'
import { type Range, useRange } from '../../stores/range.ts'
import type { ConsumerRow } from './consumer-rows.ts'
import { stateSpans } from './state-spans.ts'

/** More changes of its state in a range would be told apart by nobody. */
const MAX_EVENTS = 1000
const MINUTE_MS = 60_000

/** How a consumer fared in the range that is shown: its states, and its progress. */
export function ConsumerHistory({ row }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const range = useRange()
  return (
    <section className="bd-stack-4">
      <span className="bd-label">{t('consumers.history')}</span>
      <div className="bd-consumer-history">
        <States row={row} range={range} />
        <Progress row={row} range={range} />
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

/** `[TS-3]` `[UI-11]` How its batches came along, by the minute; what was not read is a gap. */
function Progress({ row: { consumer, summary }, range }: { row: ConsumerRow; range: Range }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { consumer_id } = consumer
  const from = Math.floor(range.from / MINUTE_MS) * MINUTE_MS
  const to = Math.ceil(range.to / MINUTE_MS) * MINUTE_MS
  const { answer, problem } = useCall(
    'progress.read',
    { consumer_id, from, to },
    { keeps: (before) => before.consumer_id === consumer_id },
  )
  const present = range.isLive && summary.total > 0 ? summary.progress : null
  const rows = useMemo(() => {
    const read = answer?.progress.map((progress, i) => ({ at: answer.from + i * answer.step, progress })) ?? []
    // What is under way is not kept yet; the present stands for it.
    const known = read.slice(0, read.findLastIndex(({ progress }) => progress !== null) + 1)
    const isNear = read.length - known.length <= 2
    return present === null ? read : [...(isNear ? known : read), { at: range.to, progress: present }]
  }, [answer, present, range.to])
  if (rows.every(({ progress }) => progress === null)) {
    return problem === null ? null : <span className="bd-dim bd-wrap">{problem}</span>
  }
  return (
    <>
      <span className="bd-dim">{t('consumers.progress')}</span>
      <Trace
        label={t('consumers.progressTrace', { from: format.exact(range.from) })}
        rows={rows}
        name="progress"
        span={range}
        domain={[0, 100]}
        color="var(--bd-line)"
      />
      <strong>{present === null ? '' : format.percent(present / 100)}</strong>
    </>
  )
}
