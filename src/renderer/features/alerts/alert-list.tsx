import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../components/relative-time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { ActionDialog } from '../consumer-actions/action-panel.tsx'
import { type Asked, AlertActions } from './alert-actions.tsx'
import { useAlertNext } from './alert-next.ts'
import type { AlertRow } from './alert-rows.ts'
import { useAlertText, useGroupText } from './alert-text.ts'
import { SeverityGlyph } from './severity-glyph.tsx'

interface AlertListProps {
  readonly rows: readonly AlertRow[]
  /** Called before a place is gone to, or something is asked. */
  readonly onLeave?: () => void
}

/** `[UI-9]` What is wrong, what happens next, and since when; each with what helps. */
export function AlertList({ rows, onLeave }: AlertListProps) {
  const [asked, setAsked] = useState<Asked | null>(null)
  return (
    <>
      <ul className="bd-alerts">
        {rows.map((row) => (
          <AlertLine
            key={'consumers' in row ? row.kind : row.alert_id}
            row={row}
            ask={setAsked}
            {...(onLeave && { onLeave })}
          />
        ))}
      </ul>
      {asked && <ActionDialog {...asked} onClose={() => setAsked(null)} />}
    </>
  )
}

interface AlertLineProps extends Pick<AlertListProps, 'onLeave'> {
  readonly row: AlertRow
  readonly ask: (asked: Asked) => void
}

function AlertLine({ row, ask, onLeave }: AlertLineProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const alertText = useAlertText()
  const groupText = useGroupText()
  const next = useAlertNext()(row, now)
  const age = format.age(row.since, now)
  return (
    <li className="bd-alert" data-severity={row.severity}>
      <SeverityGlyph severity={row.severity} />
      <div className="bd-alert-words">
        <span className="bd-wrap">{'consumers' in row ? groupText(row) : alertText(row)}</span>
        <span className="bd-dim bd-small">
          {next.countdown === null ? next.text : <strong className="bd-soon">{next.countdown}</strong>}
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
        <AlertActions row={row} ask={ask} {...(onLeave && { onLeave })} />
      </div>
    </li>
  )
}
