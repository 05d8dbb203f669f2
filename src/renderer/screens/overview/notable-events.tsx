import { IconCircleCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { rangeParam } from '../../../console/range.ts'
import type { AlertSpan } from '../../../contract/resources/alert-span.ts'
import { useCall } from '../../backend/use-call.ts'
import { SeverityGlyph } from '../../features/alerts/severity-glyph.tsx'
import { useBurstText } from '../../features/events/burst-text.ts'
import { groupBursts } from '../../features/events/bursts.ts'
import { EventIcon } from '../../features/events/event-badge.tsx'
import { useEventText } from '../../features/events/event-text.ts'
import { pointAt, useCrosshair } from '../../features/history/crosshair.ts'
import { momentLabel, type Span } from '../../features/history/time-axis.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useLink } from '../../stores/scope.ts'
import { alertMoments } from './alert-moments.ts'
import { useMomentText } from './moment-text.ts'
import { isNotable, notableTypes } from './notable.ts'

/** So many are looked through. */
const MAX_ASKED = 200
const MAX_SHOWN = 40
/** What is so near to the crosshair stands out, as a share of the range. */
const NEAR_SHARE = 0.012

/** What an alert is seen with, before and after it, ms. */
const AROUND_MS = 120_000

interface NotableEventsProps {
  readonly span: Span
  readonly isLive: boolean
  /** Those of the span (AL-2). */
  readonly alerts: readonly AlertSpan[]
  /** Null for all tasks. */
  readonly taskId: number | null
}

/** What stands out of everything that happened within the shared range, newest first. */
export function NotableEvents({ span, isLive, alerts, taskId }: NotableEventsProps) {
  const { t } = useTranslation()
  const link = useLink()
  const eventText = useEventText()
  const burstText = useBurstText()
  const momentText = useMomentText()
  const epochs = useFleetData((data) => data.epochs)
  const notes = useFleetData(({ server }) => server.notes ?? 0)
  // An epoch or a note is there at once, the rest with the next step of the range.
  const revision = [...epochs.values()].reduce((sum, [newest]) => sum + (newest?.epoch ?? 0), 0)
  // A monitor of an earlier version knows of no notes, and of no windows.
  const hasNotes = useFleetData(({ server }) => server.notes !== undefined)
  const { answer, problem } = useCall(
    'events.query',
    {
      types: notableTypes.filter((type) => (type !== 'note' && type !== 'window') || hasNotes),
      since: Math.max(0, span.from),
      ...(!isLive && { until: span.to }),
      limit: MAX_ASKED,
    },
    { dependsOn: [revision, notes, isLive ? span.to : 0], keeps: () => true },
  )
  const events = (answer?.events ?? []).filter(
    (event) => isNotable(event) && (taskId === null || event.task_id === undefined || event.task_id === taskId),
  )
  const rows = [
    ...groupBursts(events).map((row): NotableRow => {
      const event = 'events' in row ? row.events[0] : row
      return {
        key: String(event.seq),
        at: event.at,
        glyph: <EventIcon event={event} />,
        words: 'events' in row ? burstText(row) : eventText(row),
        count: 'events' in row ? row.events.length : 1,
        href: link('events', { type: event.type, open: String(event.seq) }),
      }
    }),
    ...alertMoments(alerts, span).map((moment): NotableRow => {
      const { at, isOver, spans } = moment
      const [{ alert_id, severity }] = spans
      return {
        key: `${alert_id} ${at} ${isOver}`,
        at,
        glyph: isOver ? (
          <IconCircleCheck size={14} color="var(--bd-completed)" aria-hidden />
        ) : (
          <SeverityGlyph severity={severity} size={13} />
        ),
        words: momentText(moment),
        count: spans.length,
        href: link('events', { type: 'alert', range: rangeParam({ from: at - AROUND_MS, to: at + AROUND_MS }) }),
      }
    }),
  ]
    .toSorted((a, b) => b.at - a.at)
    .slice(0, MAX_SHOWN)
  return (
    <section className="bd-panel bd-notable" aria-label={t('overview.notable')}>
      <header className="bd-panel-head">
        <h2>{t('overview.notable')}</h2>
        <span className="bd-spacer" />
        <a href={link('events')}>{t('overview.allEvents')}</a>
      </header>
      {problem !== null && <p className="bd-dim bd-panel-note">{problem}</p>}
      {answer && rows.length === 0 && <p className="bd-dim bd-panel-note">{t('overview.nothingNotable')}</p>}
      <ul className="bd-scrolls">
        {rows.map((row) => (
          <Row key={row.key} row={row} span={span} />
        ))}
      </ul>
    </section>
  )
}

interface NotableRow {
  readonly key: string
  readonly at: number
  readonly glyph: ReactNode
  readonly words: string
  /** So many in one. */
  readonly count: number
  readonly href: string
}

function Row({ row: { at, glyph, words, count, href }, span }: { row: NotableRow; span: Span }) {
  const format = useFormat()
  const language = usePreferences((preferences) => preferences.language)
  const isNear = useCrosshair((now) => now.at !== null && Math.abs(now.at - at) <= NEAR_SHARE * (span.to - span.from))
  return (
    <li data-near={isNear ? '' : undefined}>
      <a href={href} onPointerEnter={() => pointAt(at)} onPointerLeave={() => pointAt(null)}>
        <time dateTime={new Date(at).toISOString()} title={format.exact(at)}>
          {momentLabel(language, at, span)}
        </time>
        {glyph}
        <span className="bd-truncate" title={words}>
          {words}
        </span>
        {count > 1 && <span className="bd-times">{`×${format.number(count)}`}</span>}
      </a>
    </li>
  )
}
