import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { type CSSProperties, memo, type MouseEvent, type ReactNode, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { severityOfEvent } from '../../../contract/event-severity.ts'
import type { EventResource } from '../../../contract/events.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { SeverityGlyph } from '../../features/alerts/severity-glyph.tsx'
import { consumersOf, useBurstText } from '../../features/events/burst-text.ts'
import type { Burst } from '../../features/events/bursts.ts'
import { EventGlyph } from '../../features/events/event-badge.tsx'
import { useEventText } from '../../features/events/event-text.ts'
import { MarkedText } from '../../features/events/marked-text.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useLink } from '../../stores/scope.ts'
import { placeOfBatch } from './batch-place.ts'
import { EventDetail } from './event-detail.tsx'
import type { Line } from './event-lines.ts'
import { usePreciseTime } from './precise-time.ts'

interface LineProps {
  readonly line: Line
  readonly index: number
  readonly start: number
  /** Now, to the minute: whether an event was on another day. */
  readonly now: number
  readonly words: readonly string[]
  /** All about it stands below. */
  readonly isOpen: boolean
  readonly tabIndex: number
  /** Of what is as high as it is. */
  readonly measure: ((element: Element | null) => void) | null
  readonly actions: RefObject<{
    readonly toggle: (line: Line) => void
    readonly focus: (index: number) => void
  }>
}

/** One line of the log, whichever it is. */
export const LineView = memo(function LineView(props: LineProps) {
  const { line, index, start, words, isOpen, now, measure } = props
  const style = { transform: `translateY(${start}px)` }
  switch (line.kind) {
    case 'detail':
      return (
        <div
          ref={measure}
          className="bd-event-detail"
          role="row"
          aria-rowindex={index + 2}
          data-index={index}
          style={style}
        >
          <div role="cell" aria-colspan={9}>
            <EventDetail event={line.event} />
          </div>
        </div>
      )
    case 'more':
      return (
        <Row {...props} style={style}>
          <MoreCell line={line} now={now} />
        </Row>
      )
    case 'burst':
      return (
        <Row {...props} style={style}>
          <BurstCells burst={line.burst} isOpen={line.isOpen} words={words} now={now} />
        </Row>
      )
    case 'event':
      return (
        <Row {...props} style={style}>
          <EventCells event={line.event} isOpen={isOpen} words={words} now={now} />
        </Row>
      )
  }
})

function Row(props: LineProps & { style: CSSProperties; children: ReactNode }) {
  const { line, index, isOpen, tabIndex, actions, style, children } = props
  function onClick(event: MouseEvent): void {
    // Whoever marks text to copy it, or follows a link, has not asked for more.
    const isAside = (event.target as HTMLElement).closest('a') !== null || window.getSelection()?.isCollapsed === false
    if (!isAside) actions.current.toggle(line)
  }
  return (
    <div
      className="bd-row bd-row-body bd-event-row"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      data-index={index}
      data-clickable=""
      data-kind={line.kind === 'event' && line.burst ? 'child' : line.kind}
      tabIndex={tabIndex}
      style={style}
      onFocus={() => actions.current.focus(index)}
      onClick={onClick}
    >
      {children}
    </div>
  )
}

interface CellsProps {
  readonly isOpen: boolean
  readonly words: readonly string[]
  readonly now: number
}

function EventCells({ event, isOpen, words, now }: CellsProps & { event: EventResource }) {
  const { t } = useTranslation()
  const link = useLink()
  const text = useEventText()(event)
  const { consumer_id, batch_id } = event
  return (
    <Cells event={event} isOpen={isOpen} now={now} what={text} count={null} words={words}>
      <span role="cell" className="bd-event-consumer">
        {consumer_id === undefined ? (
          <None />
        ) : (
          <a className="bd-link bd-shrinks" tabIndex={-1} href={link('consumers', { open: consumer_id })}>
            <ConsumerName id={consumer_id} />
          </a>
        )}
      </span>
      <span role="cell" className="bd-event-batch" data-align="right">
        {batch_id === undefined ? (
          <None />
        ) : (
          <a
            className="bd-link"
            tabIndex={-1}
            title={t('events.batch')}
            href={link('batches', { open: placeOfBatch(event) })}
          >
            {batch_id}
          </a>
        )}
      </span>
    </Cells>
  )
}

function BurstCells({ burst, isOpen, words, now }: CellsProps & { burst: Burst }) {
  const { t } = useTranslation()
  const format = useFormat()
  const text = useBurstText()(burst)
  const consumers = consumersOf(burst)
  const [event] = burst.events
  return (
    <Cells event={event} isOpen={isOpen} now={now} what={text} count={burst.events.length} words={words}>
      <span role="cell" className="bd-event-consumer">
        {consumers === null ? (
          <None />
        ) : consumers === 1 && event.consumer_id !== undefined ? (
          <ConsumerName id={event.consumer_id} />
        ) : (
          t('events.consumers', { count: format.number(consumers) as never })
        )}
      </span>
      <span role="cell" className="bd-event-batch" data-align="right">
        <None />
      </span>
    </Cells>
  )
}

interface RowCellsProps extends CellsProps {
  readonly event: EventResource
  readonly what: string
  /** Of a burst, how many events it is; null where it is one. */
  readonly count: number | null
  /** Those between the type and what happened. */
  readonly children: ReactNode
}

function Cells({ event, isOpen, words, now, what, count, children }: RowCellsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const precise = usePreciseTime()
  const tasks = useFleetData((data) => data.tasks)
  const { seq, at, type, task_id } = event
  const severity = event.severity ?? severityOfEvent(event)
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  return (
    <>
      <span role="cell" className="bd-event-fold">
        <button
          type="button"
          tabIndex={-1}
          aria-expanded={isOpen}
          aria-label={t(isOpen ? 'events.fold' : 'events.unfold')}
        >
          <Chevron size={14} aria-hidden />
        </button>
      </span>
      <span role="cell" className="bd-event-at" title={format.exact(at)}>
        {precise(at, now)}
      </span>
      <span role="cell" className="bd-event-severity" data-severity={severity} title={t(`severity.${severity}`)}>
        <span className="bd-icon" aria-hidden>
          <SeverityGlyph severity={severity} size={13} />
        </span>
        <span>{t(`severity.${severity}`)}</span>
      </span>
      <span role="cell" className="bd-event-type">
        {t(`eventType.${type}`)}
      </span>
      {children}
      <span role="cell" className="bd-event-what" title={what}>
        <EventGlyph event={event} />
        <span className="bd-truncate">
          <MarkedText text={what} words={words} />
        </span>
        {count !== null && <b className="bd-event-times">×{format.number(count)}</b>}
      </span>
      <span role="cell" className="bd-event-task">
        {task_id === undefined ? <None /> : (tasks.get(task_id)?.name ?? task_id)}
      </span>
      <span role="cell" className="bd-event-number bd-dim" data-align="right">
        {format.number(seq)}
      </span>
    </>
  )
}

function MoreCell({ line, now }: { line: Line & { kind: 'more' }; now: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const precise = usePreciseTime()
  const { hidden } = line
  const [first, last] = [hidden[0], hidden.at(-1)]
  return (
    <span role="cell" aria-colspan={9} className="bd-event-more">
      {t('events.more', {
        count: format.number(hidden.length) as never,
        from: precise((last ?? first).at, now),
        to: precise(first.at, now),
      })}
    </span>
  )
}

function None() {
  return <span className="bd-dim">–</span>
}
