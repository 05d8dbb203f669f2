import { Button, Popover, Tooltip, VisuallyHidden } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AlertList } from '../features/alerts/alert-list.tsx'
import { alertRows, countRows } from '../features/alerts/alert-rows.ts'
import { SeverityGlyph } from '../features/alerts/severity-glyph.tsx'
import { useFormat } from '../i18n/format.ts'
import { useFleetData } from '../stores/fleet.ts'
import { useLink } from '../stores/scope.ts'

const MAX_SHOWN = 50

/** `[UI-9]` How many alerts there are, of every task and seen from every screen; opens the list of them. */
export function AlertPill() {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const alerts = useFleetData((data) => data.alerts)
  const rows = useMemo(() => alertRows(alerts), [alerts])
  const { critical, warning, info } = countRows(rows)
  const [isOpen, setOpen] = useState(false)
  const label = t('header.alerts', {
    critical: format.number(critical),
    warning: format.number(warning),
    info: format.number(info),
  })
  const close = () => setOpen(false)
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-start"
      width={440}
      trapFocus
      styles={{ dropdown: { maxWidth: 'calc(100vw - 16px)' } }}
      returnFocus
    >
      <Popover.Target>
        <Tooltip label={label} disabled={isOpen}>
          <Button
            className="bd-pill"
            variant="default"
            px={8}
            data-shortcut="alerts"
            data-quiet={critical + warning === 0 ? '' : undefined}
            onClick={() => setOpen(!isOpen)}
          >
            <VisuallyHidden>{label}</VisuallyHidden>
            {critical > 0 && <Count severity="critical" count={format.number(critical)} />}
            {(warning > 0 || critical === 0) && <Count severity="warning" count={format.number(warning)} />}
          </Button>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={0} className="bd-alert-pop" aria-label={t('overview.alerts')}>
        {rows.length === 0 ? (
          <p className="bd-dim bd-padded">{t('overview.allWell')}</p>
        ) : (
          <AlertList rows={rows} most={MAX_SHOWN} onLeave={close} />
        )}
        <footer className="bd-line bd-padded">
          <a className="bd-anchor" href={link('events', { type: 'alert' })} onClick={close}>
            {t('header.alertHistory')}
          </a>
          <span className="bd-spacer" />
          {rows.length > MAX_SHOWN && (
            <span className="bd-dim bd-small">
              {t('common.more', { count: format.number(rows.length - MAX_SHOWN) as never })}
            </span>
          )}
        </footer>
      </Popover.Dropdown>
    </Popover>
  )
}

function Count({ severity, count }: { severity: 'critical' | 'warning'; count: string }) {
  return (
    // The button says it in words.
    <span className="bd-pill-count" aria-hidden>
      <SeverityGlyph severity={severity} size={13} />
      {count}
    </span>
  )
}
