import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { alertStands } from '../../../console/alert-stand.ts'
import { severities } from '../../../contract/resources/alert.ts'
import { AlertList } from '../../features/alerts/alert-list.tsx'
import { alertRows, countRows } from '../../features/alerts/alert-rows.ts'
import { useFormat } from '../../i18n/format.ts'
import { useParam } from '../../stores/route.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useLink, useScope } from '../../stores/scope.ts'

const MAX_SHOWN_AT_FIRST = 8
const MAX_SHOWN = 500

/** Everything that needs an eye, the gravest first: of one task with what concerns all, or of all. */
export function AlertsPanel() {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const scope = useScope()
  const alerts = useFleetData((data) => data.alerts)
  const linked = useParam('alert')
  const [isWhole, setWhole] = useState(false)
  const rows = useMemo(
    () => alertRows(alerts.filter(({ task_id }) => scope === null || task_id === undefined || task_id === scope)),
    [alerts, scope],
  )
  const counts = countRows(rows)
  const words = severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => t(`overview.count.${severity}`, { count: counts[severity] }))
  for (const stand of alertStands) {
    const count = rows.filter((row) => row.stand === stand).length
    if (stand !== 'open' && count > 0) words.push(t(`attend.count.${stand}`, { count: format.number(count) as never }))
  }
  const isLinkedBelow = rows.findIndex(({ ids }) => ids.includes(linked)) >= MAX_SHOWN_AT_FIRST
  const most = isWhole || isLinkedBelow ? MAX_SHOWN : MAX_SHOWN_AT_FIRST
  return (
    <section className="bd-panel bd-overview-alerts" aria-label={t('overview.alerts')}>
      <header className="bd-panel-head">
        <h2>{t('overview.alerts')}</h2>
        <span className="bd-dim bd-truncate">{words.join(t('eventText.comma'))}</span>
        <span className="bd-spacer" />
        <a href={link('events', { type: 'alert' })}>{t('overview.alertHistory')}</a>
      </header>
      {linked !== '' && !rows.some(({ ids }) => ids.includes(linked)) && (
        <p className="bd-dim bd-panel-note">{t('attend.linkOver')}</p>
      )}
      {rows.length === 0 && (
        <p className="bd-status bd-panel-note">
          <IconCircleCheck size={15} color="var(--bd-completed)" aria-hidden />
          {t('overview.allWell')}
        </p>
      )}
      {rows.length > 0 && (
        <div className="bd-scrolls">
          <AlertList rows={rows} most={most} linked={linked} />
          {rows.length > most && most === MAX_SHOWN_AT_FIRST && (
            <Button variant="subtle" mx={8} onClick={() => setWhole(true)}>
              {t('common.more', { count: format.number(rows.length - most) as never })}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}
