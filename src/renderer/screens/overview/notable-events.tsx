import { IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { AlertKind } from '../../../contract/resources/alert.ts'
import { severityOf } from '../../../contract/resources/alert.ts'
import type { EventResource } from '../../../contract/events.ts'
import { useCall } from '../../backend/use-call.ts'
import { SeverityGlyph } from '../../features/alerts/severity-glyph.tsx'
import { useBurstText } from '../../features/events/burst-text.ts'
import { type Burst, groupBursts } from '../../features/events/bursts.ts'
import { EventIcon } from '../../features/events/event-badge.tsx'
import { useEventText } from '../../features/events/event-text.ts'
import { pointAt, useCrosshair } from '../../features/history/crosshair.ts'
import { momentLabel, type Span } from '../../features/history/time-axis.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useLink } from '../../stores/scope.ts'
import { isNotable, notableTypes } from './notable.ts'

/** So many are looked through. */
const MAX_ASKED = 500
const MAX_SHOWN = 40
/** What is so near to the crosshair stands out, as a share of the range. */
const NEAR_SHARE = 0.012

interface NotableEventsProps {
  readonly span: Span
  readonly isLive: boolean
  /** Null for all tasks. */
  readonly taskId: number | null
}

/** What stands out of everything that happened within the shared range, newest first. */
export function NotableEvents({ span, isLive, taskId }: NotableEventsProps) {
  const { t } = useTranslation()
  const link = useLink()
  const alerts = useFleetData((data) => data.alerts)
  const epochs = useFleetData((data) => data.epochs)
  // What stands out mostly changes one of these; the rest is there with the next step of the range.
  const revision = [...epochs.values()].reduce((sum, [newest]) => sum + (newest?.epoch ?? 0), alerts.length)
  const { answer, problem } = useCall(
    'events.query',
    {
      types: [...notableTypes],
      since: Math.max(0, span.from),
      ...(!isLive && { until: span.to }),
      limit: MAX_ASKED,
    },
    { dependsOn: [revision, isLive ? span.to : 0], keeps: () => true },
  )
  const events = (answer?.events ?? []).filter(
    (event) => isNotable(event) && (taskId === null || event.task_id === undefined || event.task_id === taskId),
  )
  const rows = groupBursts(events).slice(0, MAX_SHOWN)
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
          <Row key={newestOf(row).seq} row={row} span={span} />
        ))}
      </ul>
    </section>
  )
}

const newestOf = (row: EventResource | Burst): EventResource => ('events' in row ? row.events[0] : row)

function Row({ row, span }: { row: EventResource | Burst; span: Span }) {
  const format = useFormat()
  const link = useLink()
  const eventText = useEventText()
  const burstText = useBurstText()
  const language = usePreferences((preferences) => preferences.language)
  const event = newestOf(row)
  const isNear = useCrosshair(({ at }) => at !== null && Math.abs(at - event.at) <= NEAR_SHARE * (span.to - span.from))
  const words = 'events' in row ? burstText(row) : eventText(row)
  return (
    <li data-near={isNear ? '' : undefined}>
      <a
        href={link('events', { type: event.type, open: String(event.seq) })}
        onPointerEnter={() => pointAt(event.at)}
        onPointerLeave={() => pointAt(null)}
      >
        <time dateTime={new Date(event.at).toISOString()} title={format.exact(event.at)}>
          {momentLabel(language, event.at, span)}
        </time>
        <Glyph event={event} />
        <span className="bd-truncate" title={words}>
          {words}
        </span>
        {'events' in row && <span className="bd-times">{`×${format.number(row.events.length)}`}</span>}
      </a>
    </li>
  )
}

function Glyph({ event }: { event: EventResource }) {
  if (event.type !== 'alert') return <EventIcon event={event} />
  if (event.data.action === 'cleared') return <IconCircleCheck size={14} color="var(--bd-completed)" aria-hidden />
  return <SeverityGlyph severity={severityOf(event.data.kind as AlertKind)} size={13} />
}
