import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../components/relative-time.tsx'
import { inOrder } from '../../components/steady-order.ts'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { goTo } from '../../stores/scope.ts'
import { ActionDialog } from '../consumer-actions/action-panel.tsx'
import { HelpLink } from '../help/help-link.tsx'
import { type Asked, AlertActions, rowPlace } from './alert-actions.tsx'
import { useAlertNext } from './alert-next.ts'
import { type AlertRow, rowKey } from './alert-rows.ts'
import { useAlertText, useGroupText } from './alert-text.ts'
import { AttendActions } from './attend-actions.tsx'
import { SeverityGlyph } from './severity-glyph.tsx'
import { StandText } from './stand-text.tsx'
import { type Attend, useAttend } from './use-attend.ts'
import { useAlertFocus } from './use-alert-focus.ts'

interface AlertListProps {
  readonly rows: readonly AlertRow[]
  /** So many are shown. */
  readonly most?: number
  /** The alert that an address names: its line is brought into view, and stands out. */
  readonly linked?: string
  /** It stands beside what it is about, with what helps: only what is done about the alert itself is offered. */
  readonly isBeside?: boolean
  /** Called before a place is gone to, or something is asked. */
  readonly onLeave?: () => void
}

/**
 * `[UI-9]` What is wrong, what happens next, and since when; each with what helps. While the pointer is on it no line changes
 * its place (UI-1): what was acknowledged sinks when it has left.
 */
export function AlertList({ rows, most = rows.length, linked = '', isBeside = false, onLeave }: AlertListProps) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const [asked, setAsked] = useState<Asked | null>(null)
  const [held, setHeld] = useState<readonly string[] | null>(null)
  const shown = useMemo(
    () =>
      held === null
        ? rows.slice(0, most)
        : inOrder(
            rows.map((row) => ({ id: placeOf(row), row })),
            held,
          )
            .slice(0, Math.max(most, held.length))
            .map(({ row }) => row),
    [rows, most, held],
  )
  const list = useRef<HTMLUListElement>(null)
  const focus = useAlertFocus(list, shown)
  const own = useAttend()
  // What is acted on may go from under the keyboard.
  const attend: Attend = {
    ...own,
    acknowledge: (...given) => focus.during(own.acknowledge(...given)),
    unacknowledge: (...given) => focus.during(own.unacknowledge(...given)),
    snooze: (...given) => focus.during(own.snooze(...given)),
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || focus.move(event)) return
    const row = shown[focus.index]
    const isOnRow = event.target instanceof HTMLLIElement
    if (!row || !(event.target instanceof Node && event.currentTarget.contains(event.target))) return
    if (event.key === 'k' && canAct && row.stand !== 'acknowledged') {
      event.preventDefault()
      void attend.acknowledge(row.ids)
    } else if (event.key === 'Enter' && isOnRow) {
      const place = rowPlace(row)
      if (!place) return
      onLeave?.()
      goTo(place.screen, place.params)
    }
  }

  return (
    <>
      <ul
        ref={list}
        className="bd-alerts"
        aria-label={t('overview.alerts')}
        onKeyDown={onKeyDown}
        onPointerEnter={({ pointerType }) => pointerType === 'mouse' && setHeld(shown.map(placeOf))}
        onPointerLeave={() => setHeld(null)}
      >
        {shown.map((row, i) => (
          <AlertLine
            key={rowKey(row)}
            row={row}
            ask={setAsked}
            attend={attend}
            isLinked={row.ids.includes(linked)}
            isBeside={isBeside}
            tabIndex={i === focus.index ? 0 : -1}
            onFocus={() => focus.setIndex(i)}
            {...(onLeave && { onLeave })}
          />
        ))}
      </ul>
      {asked && <ActionDialog {...asked} onClose={() => setAsked(null)} />}
    </>
  )
}

/** Where a line has its place: that of many of a kind, however they stand. */
function placeOf(row: AlertRow): string {
  return 'consumers' in row ? row.kind : row.alert_id
}

interface AlertLineProps extends Pick<AlertListProps, 'onLeave'> {
  readonly row: AlertRow
  readonly ask: (asked: Asked) => void
  readonly attend: Attend
  readonly isLinked: boolean
  readonly isBeside: boolean
  readonly tabIndex: number
  readonly onFocus: () => void
}

function AlertLine({ row, ask, attend, isLinked, isBeside, onLeave, ...rest }: AlertLineProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const canAct = useCanAct()
  const now = useNow()
  const alertText = useAlertText()
  const groupText = useGroupText()
  const next = useAlertNext(row, now)
  const age = format.age(row.since, now)
  const line = useRef<HTMLLIElement>(null)
  useLayoutEffect(() => {
    if (isLinked) line.current?.scrollIntoView({ block: 'center' })
  }, [isLinked])
  return (
    // The keys of a list of alerts work on the line that has the focus (UI-6).
    <li
      ref={line}
      className="bd-alert"
      data-severity={row.severity}
      data-stand={row.stand}
      data-linked={isLinked ? '' : undefined}
      aria-current={isLinked ? 'true' : undefined}
      {...rest}
    >
      <SeverityGlyph severity={row.severity} />
      <div className="bd-alert-words">
        <span className="bd-wrap">{'consumers' in row ? groupText(row) : alertText(row)}</span>
        <span className="bd-dim bd-small bd-wrap">
          {row.stand !== 'open' ? (
            <StandText row={row} now={now} />
          ) : next.countdown === null ? (
            next.text
          ) : (
            <strong className="bd-soon">{next.countdown}</strong>
          )}
        </span>
      </div>
      <time
        className="bd-dim bd-small bd-nowrap"
        dateTime={new Date(row.since).toISOString()}
        title={t('alert.since', { time: format.exact(row.since) })}
      >
        {age}
      </time>
      <div className="bd-alert-actions">
        {canAct && <AttendActions row={row} attend={attend} {...(onLeave && { onLeave })} />}
        {!isBeside && <AlertActions row={row} ask={ask} {...(onLeave && { onLeave })} />}
        <HelpLink page="alerts" at={row.kind} {...(onLeave && { onLeave })} />
      </div>
    </li>
  )
}
